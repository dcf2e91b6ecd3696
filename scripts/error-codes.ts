/**
 * Every code that a `TelemetryError` can carry, with what it means and what to do. The page docs/errors.md is made from it; a code in
 * the sources that is missing here, or one here that no source uses, is refused.
 */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './workspace.ts';

/** A code: what it means, what to do about it. */
type CodeText = readonly [meaning: string, action: string];

const CODES: { readonly [code: string]: CodeText } = {
  APP_NAME_INVALID: ['The name of the application is not `[a-z][a-z0-9-]{0,63}`.', 'Correct the name in the host.'],
  APP_UNKNOWN: ['No application was named, and none or several were found.', 'Name one with `--app` or TELEMETRY_APP.'],
  CANONICAL_ARRAY: [
    'An array has holes, members beside its elements, or a class; it has no one JSON.',
    'Pass a plain array.',
  ],
  CANONICAL_DEPTH: ['A value is deeper than 32, or a cycle.', 'Pass a flatter value.'],
  CANONICAL_NUMBER: ['A number is not finite, -0, or a whole number beyond 2^53.', 'Pass an exact number.'],
  CANONICAL_OBJECT: ['An object has a class, symbols, getters, hidden members or toJSON.', 'Pass a plain object.'],
  CANONICAL_STRING: ['A string holds half a surrogate pair, which has no UTF-8.', 'Pass well-formed text.'],
  CANONICAL_TYPE: ['A value of this type has no JSON.', 'Pass JSON values alone.'],
  CATALOG_UNKNOWN: [
    'The catalog of the application is not known to the generic command line.',
    'Run it where `package.json` names `telemetry.lock`, or use the host’s own command.',
  ],
  COMMAND_UNKNOWN: ['There is no such command.', 'See `telemetry --help`.'],
  CONDUIT_BUSY: ['Another process is applying the conduit.', 'Try again in a moment.'],
  CONDUIT_FILE_REFUSED: [
    'A file of the conduit is a link, a pipe, somebody else’s, or larger than any of ours.',
    'Move it away.',
  ],
  CONDUIT_OPTION_FIXED: [
    'The floor or the window of a stream cannot be changed.',
    'Leave the option out, or use another release folder.',
  ],
  CONDUIT_OPTION_INVALID: ['The floor or the window is out of its range.', 'See `telemetry conduit --help`.'],
  CONDUIT_OUT_REFUSED: [
    'The snapshot cannot be written there: within the release folder, or no place for a file.',
    'Name a file outside the release folder.',
  ],
  CONDUIT_PRIVACY: [
    'An artifact would have held what may not leave; nothing was written or printed.',
    'Look for words in the catalog’s vocabularies that are no identifiers.',
  ],
  CONDUIT_RELEASE_REFUSED: [
    'The release folder is none, holds links, or changed while it was read.',
    'Name a complete folder of plain files.',
  ],
  CONDUIT_STREAM_ABSENT: ['There is no secret of the conduit yet.', 'Run `telemetry enable`.'],
  CONDUIT_STREAM_DAMAGED: [
    'The private file of the conduit is damaged; nothing was written.',
    'Put back a copy, or delete it: every stream then begins anew.',
  ],
  CONDUIT_STREAM_NEWER: ['The private file of the conduit is of a later version.', 'Update the program.'],
  CONFIG_EDIT_REFUSED: [
    'The configuration cannot be edited without touching what is not ours.',
    'Edit `[telemetry]` by hand.',
  ],
  CONFIG_RANGE: [
    'A value of the configuration is out of its range.',
    'See docs/configuration.md; until then telemetry is off.',
  ],
  CONFIG_SYNTAX: ['The configuration is not TOML.', 'Correct the line; until then telemetry is off.'],
  CONFIG_TYPE: [
    'A value of the configuration has the wrong type.',
    'See docs/configuration.md; until then telemetry is off.',
  ],
  CONFIG_UNKNOWN_KEY: ['A key of `[telemetry]` is not known.', 'Correct or remove it; until then telemetry is off.'],
  CONFIG_UNREADABLE: ['The configuration cannot be read.', 'Look at its permissions; until then telemetry is off.'],
  CONFIG_UNWRITABLE: ['The configuration cannot be written.', 'Look at the permissions and the space of its folder.'],
  CONFIRMATION_NEEDED: ['A command needs a yes, and there is no terminal to ask on.', 'Say it with `--yes`.'],
  CONSENT_BUSY: ['Another process is changing consent.', 'Try again in a moment.'],
  CONSENT_MISSING: ['The command needs a consent that is not there.', 'Run `telemetry enable`.'],
  CONSENT_REFUSED: ['The question was answered with no, or not at all.', 'Nothing; run it again to answer otherwise.'],
  DEBUG_UNCONFIRMED: ['The level debug needs a confirmation of its own.', 'Confirm it; it ends after 30 days.'],
  ENDPOINT_INVALID: [
    'The endpoint is no URL, is not https (http is for loopback alone), or holds a password.',
    'Correct `endpoint` in the configuration.',
  ],
  ENDPOINT_MISSING: [
    'Upload was asked for, and there is no endpoint.',
    'Name one in the configuration, or leave upload off.',
  ],
  ERASURE_UNREADABLE: ['The file of pending erasures cannot be read.', 'Look at its permissions.'],
  EVENT_UNKNOWN: ['The catalog has no event of this name.', 'See `telemetry privacy`.'],
  FILE_ABSENT: ['There is no such file.', 'Look at the path.'],
  HOME_UNKNOWN: ['There is no home folder.', 'Set HOME or TELEMETRY_HOME.'],
  IDENTITY_ABSENT: ['There is no identity yet.', 'Run `telemetry enable`.'],
  IDENTITY_DAMAGED: ['identity.json is not a whole identity.', 'Run `telemetry enable`: it is set aside and replaced.'],
  IDENTITY_UNREADABLE: ['identity.json cannot be read, is a link or is no file.', 'Look at its permissions.'],
  LEDGER_UNREADABLE: ['consent.jsonl cannot be read.', 'Look at its permissions; until then telemetry is off.'],
  LEDGER_UNWRITABLE: [
    'The answer cannot be recorded, so it is not given.',
    'Look at the permissions and the space of the folder.',
  ],
  LOCAL_FILE_REFUSED: [
    '`local_file` leads where it may not.',
    'Name a `.jsonl` file below the home or the working directory.',
  ],
  LOCK_ABSENT: [
    'There is no lock file of the application.',
    'Write it with `telemetry privacy --lock`, and commit it.',
  ],
  LOCK_INVALID: [
    'A lock file or a policy is not one; the message names the key.',
    'Write it anew with `telemetry privacy --lock`.',
  ],
  LOCK_UNREADABLE: ['The lock file cannot be read.', 'Look at the path in `package.json`.'],
  NOTHING_RECORDED: ['There is nothing to keep: nothing was ever recorded here.', 'Nothing.'],
  NOT_CONFIRMED: ['The question was answered with no, or not at all.', 'Nothing; nothing was changed.'],
  OPTION_UNKNOWN: ['There is no such option.', 'See `--help` of the command.'],
  OUTBOX_WRITE_FAILED: [
    'A file of the outbox or a receipt cannot be written; what waits is kept where it is.',
    'Look at the disk; it is tried again.',
  ],
  OUT_UNWRITABLE: [
    'What a result was to go into, a file or the output, cannot be written.',
    'Name a file in a folder that is there and is yours; look at the space.',
  ],
  PORT_UNAVAILABLE: ['The port is taken, or may not be had.', 'Choose another with `--port`.'],
  PURGE_INCOMPLETE: [
    'Something is left that purge could not delete; the message counts it.',
    'Look at the permissions, and run it again.',
  ],
  RANGE_INVALID: ['A range of time is malformed or ends before it begins.', 'Write `7d`, `12h`, or RFC 3339.'],
  RECEIPT_UNREADABLE: ['A receipt cannot be read.', 'Look at its permissions.'],
  REDACTION_PATTERN_UNSAFE: [
    'A pattern could take more than linear time, or matches nothing.',
    'Rewrite it without nested repetition.',
  ],
  REDACTION_POLICY_INVALID: ['A rule of redaction is malformed; the message names it.', 'Correct it.'],
  RUN_ID_INVALID: ['A run id is no name of a file.', 'Use letters, digits, `-`, `_`, `.`, with `/` for folders.'],
  RUN_UNKNOWN: ['No run, or more than one, has that id.', 'See `telemetry replay --list`.'],
  SNAPSHOT_EXISTS: ['There is a baseline of this name.', 'Choose another name.'],
  STATE_INVALID: [
    'A stored aggregate is damaged, or of another version, window or actor.',
    'It is made again from the log.',
  ],
  STORE_FILE_REFUSED: ['A file of ours is a link, a pipe, somebody else’s, or has several names.', 'Move it away.'],
  STORE_FILE_UNSTABLE: [
    'The log was replaced each time it was opened.',
    'Try again; look for a program that moves it.',
  ],
  STORE_FOLDER_REFUSED: [
    'The folder is not ours alone: others may write it, or it is a link.',
    'Correct its owner and its mode (0700).',
  ],
  STORE_WRITE_FAILED: [
    'Events cannot be written at present; they are counted, and writing is tried again.',
    'Look at the disk.',
  ],
  SUMMARY_ABSENT: [
    'There is no such file and no such baseline.',
    'Make one with `telemetry snapshot` or `telemetry export --out`.',
  ],
  SUMMARY_INVALID: [
    'A file is not a summary; the message names the missing keys.',
    'Make one with `telemetry snapshot`.',
  ],
  TELEMETRY_FOLDER_UNUSABLE: [
    'The telemetry folder cannot be made.',
    'Look at the home folder, and at TELEMETRY_HOME if it is set.',
  ],
  USAGE_INVALID: ['A command was called with a value that it does not take.', 'See `--help` of the command.'],
  WITHDRAWAL_INCOMPLETE: [
    'Consent is withdrawn, and something could not be deleted.',
    'Look at the permissions, and run it again.',
  ],
};

/** Capitals in the sources that are no codes: environment variables, and words of formats. */
const NOT_CODES = new Set([
  'AI_AGENT',
  'AUGMENT_AGENT',
  'CLINE_ACTIVE',
  'CODEX_SANDBOX',
  'CURSOR_AGENT',
  'DO_NOT_TRACK',
  'ERR_STREAM_DESTROYED',
  'FLWSECK_TEST',
  'GEMINI_CLI',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_EMAIL',
  'GIT_CONFIG_GLOBAL',
  'GOOSE_TERMINAL',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_COLOR',
  'PRIVACY_FIELD_FORBIDDEN',
  'NO_PROXY',
  'TELEMETRY_APP',
  'TELEMETRY_BUDGET_EXCEEDED',
  'TELEMETRY_CAP_DENIED',
  'TELEMETRY_CONDUIT_INVALID',
  'TELEMETRY_HOME',
  'TELEMETRY_K_ANONYMITY_FAIL',
  'TELEMETRY_LEVEL',
  'TELEMETRY_RATE_LIMIT',
  'TELEMETRY_SCHEMA_INVALID',
  'TELEMETRY_TTL_INVALID',
  'XDG_CONFIG_HOME',
]);

/**
 * The page of all codes.
 *
 * @throws Error that names the codes which the table and the sources do not share
 */
export function renderErrorCodes(): string {
  const used = codesInSources();
  const undocumented = [...used].filter((code) => CODES[code] === undefined);
  const unused = Object.keys(CODES).filter((code) => !used.has(code));
  if (undocumented.length > 0 || unused.length > 0) {
    throw new Error(`scripts/error-codes.ts: undocumented ${undocumented.join(', ')}; unused ${unused.join(', ')}`);
  }
  const rows = Object.entries(CODES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, [meaning, action]]) => `| \`${code}\` | ${meaning} | ${action} |`);
  return `<!-- Generated by \`pnpm docs\` from scripts/error-codes.ts. -->

# Error codes

Management calls throw one class, \`TelemetryError\`, with a stable \`code\`, a \`hint\`, \`retryable\` and \`cause\`. Nothing that records
events throws: its losses are counters, which \`telemetry status\` shows. A programmer's mistake is a \`TypeError\`.

| code | meaning | what to do |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function codesInSources(): ReadonlySet<string> {
  const files = globSync(['packages/*/src/**/*.ts', 'apps/cli/src/**/*.ts'], { cwd: ROOT });
  const words = files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map((match) => match[1] ?? ''),
  );
  return new Set(words.filter((word) => !NOT_CODES.has(word)));
}
