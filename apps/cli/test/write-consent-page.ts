/** Writes docs/consent-prompt.md from what a terminal shows. Needs tmux. */

import { writeFileSync } from 'node:fs';
import { CONSENT_PAGE, playConsent, renderConsentPage } from './support/consent-screens.ts';

writeFileSync(CONSENT_PAGE, renderConsentPage(await playConsent()));
