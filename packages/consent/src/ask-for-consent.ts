/**
 * Asks the user once, and puts the answer into force. How question and pages are shown is the dialogue's business; when
 * they may be shown, and what an answer means, is decided here.
 */

import type { Catalog } from '@telemetry/schema';
import type { Consent } from './consent.ts';
import { type ConsentText, type ConsentTextOptions, consentText } from './consent-text.ts';
import { disableTelemetry } from './disable-telemetry.ts';
import { enableTelemetry } from './enable-telemetry.ts';
import { type LoadConsentOptions, loadConsent } from './load-consent.ts';
import { type NotAskedBecause, whyNotAsk } from './why-not-ask.ts';

/** What a person can say. `undefined`: went away without an answer (Ctrl-C, end of input). */
export type ConsentChoice = 'enable' | 'refuse' | 'more' | undefined;

/** How the question is shown. */
export interface ConsentDialogue {
  /** Shows the question and waits for a choice. */
  choose(text: ConsentText): Promise<ConsentChoice>;
  /** Shows the pages behind "Learn more"; the question comes again afterwards. */
  learnMore(text: ConsentText): Promise<void>;
}

/** What is asked, of whom, where. */
export interface AskOptions extends LoadConsentOptions, Omit<ConsentTextOptions, 'app' | 'level'> {
  readonly catalog: Catalog;
  /** Default minimal. Debug is never asked for here: it needs a question of its own. */
  readonly level?: 'minimal' | 'standard' | undefined;
  readonly dialogue: ConsentDialogue;
  /** True when both standard input and standard output are a terminal. */
  readonly isTerminal: boolean;
}

/** What came of it. */
export interface Asked {
  readonly outcome: 'enabled' | 'refused' | 'no_answer' | 'not_asked';
  /** Set when nobody was asked. */
  readonly because: NotAskedBecause | undefined;
  readonly consent: Consent;
}

/**
 * Asks, unless it was answered already or there is nobody to ask: then nothing is shown and nothing written. Without an
 * answer nothing is written either, and it is asked again another time.
 *
 * @throws TelemetryError as `enableTelemetry` and `disableTelemetry`
 * @throws TypeError as `consentText`
 */
export async function askForConsent(options: AskOptions): Promise<Asked> {
  const { catalog, dialogue, isTerminal, level = 'minimal', upload = 'off', uploadLevel, endpoint } = options;
  const env = options.env ?? process.env;
  const consent = await loadConsent(options);
  const because = whyNotAsk(consent, { env, isTerminal });
  if (because !== undefined) return Object.freeze({ outcome: 'not_asked', because, consent });
  const text = consentText(catalog, options);
  let choice = await dialogue.choose(text);
  while (choice === 'more') {
    await dialogue.learnMore(text);
    choice = await dialogue.choose(text);
  }
  const answer = { ...options, how: 'prompt', textDigest: text.digest } as const;
  switch (choice) {
    case 'enable': {
      const { policyOf } = await import('@telemetry/schema/policy');
      const policy = policyOf(catalog, { endpoint: upload === 'off' ? undefined : endpoint });
      const done = await enableTelemetry({ ...answer, level, upload, uploadLevel, policy });
      return Object.freeze({ outcome: 'enabled', because: undefined, consent: done.consent });
    }
    case 'refuse': {
      const done = await disableTelemetry(answer);
      return Object.freeze({ outcome: 'refused', because: undefined, consent: done.consent });
    }
    default:
      return Object.freeze({ outcome: 'no_answer', because: undefined, consent });
  }
}
