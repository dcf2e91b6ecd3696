/** A tool at its start: asks whoever sits there, once, and says what came of it. */

import { terminalDialogue } from '@telemetry/cli';
import { askForConsent } from '@telemetry/consent';
import { extendStandardCatalog } from '@telemetry/schema';

const { outcome, because } = await askForConsent({
  app: 'test-agent',
  who: 'Example Ltd.',
  catalog: extendStandardCatalog(),
  dialogue: terminalDialogue(),
  isTerminal: process.stdin.isTTY === true && process.stderr.isTTY === true,
});
console.log(`outcome: ${outcome}${because === undefined ? '' : ` (${because})`}`);
