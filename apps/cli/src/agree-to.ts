/** Has something agreed to: shows the text that the catalog makes, asks, asks once more for the level debug. */

import type { Consent, ConsentText, SendMode, UploadMode } from '@telemetry/consent';
import type { Catalog, RecordingLevel } from '@telemetry/schema';
import { includesLevel, TelemetryError } from '@telemetry/schema';
import type { CommandContext } from './context.ts';

/** What is agreed to. */
export interface Terms {
  readonly level: RecordingLevel;
  readonly upload: UploadMode;
  readonly uploadLevel: RecordingLevel;
  readonly send: SendMode;
  readonly endpoint: string | undefined;
  /** The level debug is asked for now; without it a consent to debug may still run. */
  readonly asksForDebug: boolean;
}

/** What the user wishes. */
export interface Wishes {
  readonly level: RecordingLevel | undefined;
  readonly upload: UploadMode | undefined;
  readonly uploadLevel: RecordingLevel | undefined;
  readonly send: SendMode | undefined;
  readonly endpoint: string | undefined;
}

/** The further text for the level debug. */
const DEBUG_TEXT = 'The level debug ends by itself after 30 days; then it is standard again.';

/** What is agreed to: the wishes, and for the rest what is in force. @throws TelemetryError `ENDPOINT_MISSING` */
export function termsOf(before: Consent, wishes: Wishes, declaredEndpoint: string | undefined): Terms {
  const level = wishes.level ?? (before.level === 'off' ? 'minimal' : before.level);
  const upload = wishes.upload ?? before.upload;
  const endpoint = upload === 'off' ? undefined : (wishes.endpoint ?? before.config.endpoint ?? declaredEndpoint);
  if (upload !== 'off' && endpoint === undefined) {
    throw new TelemetryError('ENDPOINT_MISSING', 'There is no endpoint to send to.', {
      hint: 'Name one with --endpoint, or leave upload off.',
    });
  }
  const standing = wishes.uploadLevel ?? (before.uploadLevel === 'off' ? 'minimal' : before.uploadLevel);
  // Never more than is recorded.
  const uploadLevel = includesLevel(level, standing) ? standing : level;
  const send = wishes.send ?? before.send;
  return { level, upload, uploadLevel, send, endpoint, asksForDebug: wishes.level === 'debug' };
}

/**
 * Shows the text, and asks unless the user has said yes with the command. Returns the digest of what was shown.
 *
 * @throws TelemetryError `CONSENT_REFUSED`, `DEBUG_UNCONFIRMED`; then nothing is to be changed
 */
export async function agreeTo(
  context: CommandContext,
  catalog: Catalog,
  terms: Terms,
  isYes: boolean,
): Promise<string> {
  const text = await makeText(context, catalog, terms);
  if (isYes) {
    await context.note(text.lines.join('\n'));
    if (terms.asksForDebug) await context.note(DEBUG_TEXT);
    return text.digest;
  }
  const { terminalDialogue } = await import('./terminal-dialogue.ts');
  const dialogue = terminalDialogue();
  let choice = await dialogue.choose(text);
  while (choice === 'more') {
    await dialogue.learnMore(text);
    choice = await dialogue.choose(text);
  }
  if (choice !== 'enable') throw new TelemetryError('CONSENT_REFUSED', 'Not enabled; nothing was changed.');
  if (terms.asksForDebug) {
    const { askYesOrNo, showLines } = await import('./ask.ts');
    await showLines([DEBUG_TEXT]);
    if (!(await askYesOrNo('Record at level debug?'))) {
      throw new TelemetryError('DEBUG_UNCONFIRMED', 'The level debug was not agreed to; nothing was changed.');
    }
  }
  return text.digest;
}

async function makeText({ app, program, host }: CommandContext, catalog: Catalog, terms: Terms): Promise<ConsentText> {
  const { CONSENT_WORDS, consentText } = await import('@telemetry/consent');
  const { who = `the makers of ${app}`, words = CONSENT_WORDS, ...rest } = host.consent ?? {};
  const ours = (sentence: string) => sentence.replace(`${app} telemetry `, `${program} `);
  const change = () => ours(words.change(app));
  const sends = (mode: SendMode) => ours(words.sends(mode, app));
  return consentText(catalog, { app, who, ...rest, ...terms, words: { ...words, change, sends } });
}
