/** The words of the question, in English. A host that speaks another language passes its own. */

import type { RecordingLevel, Treatment } from '@telemetry/schema';
import type { SendMode, UploadMode } from './config-keys.ts';

/** Every sentence of the question. */
export interface ConsentWords {
  question(app: string): string;
  recorded(level: RecordingLevel, events: number, fields: number): string;
  event(summary: string): string;
  more(events: number): string;
  /** Only when the level asked for has texts that stay on the machine. */
  localTexts(fields: readonly string[]): string;
  /** What never is; `hasTexts` when the texts just named are the exception. */
  never(hasTexts: boolean): string;
  readonly nothingLeaves: string;
  leaves(upload: Exclude<UploadMode, 'off'>, level: RecordingLevel, endpoint: string): string;
  /** Who starts the sending: the user by a command, or the program in the background. */
  sends(send: SendMode, app: string): string;
  who(who: string, why: string | undefined): string;
  policy(url: string): string;
  change(app: string): string;
  field(name: string, purpose: string | undefined, treatment: Treatment): string;
  readonly choices: { readonly enable: string; readonly refuse: string; readonly more: string };
  /** What is chosen from while the pages behind "Learn more" are shown. */
  readonly paging: {
    page(number: number, of: number): string;
    readonly next: string;
    readonly previous: string;
    readonly back: string;
  };
}

const LEAVES_AS: Readonly<Record<Treatment, string>> = {
  as_is: '',
  bucket: 'leaves as a rounded figure',
  hour: 'leaves cut to the hour',
  vocabulary: 'leaves only as a word of a fixed list, else as "other"',
  keyed_at_record: 'only a keyed hash is ever recorded',
  keyed_at_release: 'leaves as a keyed hash',
  stays_local: 'redacted, never leaves',
};

/** English. */
export const CONSENT_WORDS: ConsentWords = Object.freeze({
  question: (app: string) => `May ${app} record how it is used?`,
  recorded: (level: RecordingLevel, events: number, fields: number) =>
    `Recorded in a file on this machine, at the level ${level}: ${events} kinds of event with ${fields} fields in all, such as`,
  event: (summary: string) => `  - ${summary}`,
  more: (events: number) => `  - and ${events} more, each behind "Learn more"`,
  localTexts: (fields: readonly string[]) =>
    `At this level also short texts, with secrets and personal data replaced, which never leave: ${fields.join(', ')}.`,
  never: (hasTexts: boolean) =>
    `${hasTexts ? 'Beside those texts, never recorded' : 'Never recorded'}: what you write or are answered, code, contents and names of files, messages of errors, secrets.`,
  nothingLeaves: 'Nothing leaves this machine.',
  leaves: (upload: 'summary' | 'events', level: RecordingLevel, endpoint: string) =>
    upload === 'summary'
      ? `Sent to ${endpoint}: one summary a day, of fields of the level ${level}.`
      : `Sent to ${endpoint}: these events, with fields of the level ${level}, under a random id.`,
  sends: (send: SendMode, app: string) =>
    send === 'auto'
      ? 'It is sent in the background, while the program runs.'
      : `It is sent when you say so, and not before: ${app} telemetry preview | send`,
  who: (who: string, why: string | undefined) => `Collected by ${who}${why === undefined ? '.' : `: ${why}`}`,
  policy: (url: string) => `Privacy policy: ${url}`,
  change: (app: string) =>
    `You can look at all of it, and change your mind, at any time: ${app} telemetry status | disable`,
  field: (name: string, purpose: string | undefined, treatment: Treatment) => {
    const leaving = LEAVES_AS[treatment];
    return `${name}: ${purpose ?? 'no purpose stated.'}${leaving === '' ? '' : ` (${leaving})`}`;
  },
  choices: Object.freeze({ enable: 'Enable', refuse: 'No thanks', more: 'Learn more' }),
  paging: Object.freeze({
    page: (number: number, of: number) => `Page ${number} of ${of}`,
    next: 'Next page',
    previous: 'Previous page',
    back: 'Back to the question',
  }),
});
