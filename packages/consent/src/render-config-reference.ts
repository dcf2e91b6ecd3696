/** Writes docs/configuration.md from the table of keys, so that the page can say nothing else than the parser does. */

import { CONFIG_KEYS, type KeyRule, REDACTION_KEYS, type ValueRule } from './config-keys.ts';

/** The page, as Markdown. Pure. */
export function renderConfigReference(): string {
  return `<!-- Generated from packages/consent/src/config-keys.ts by \`node scripts/generate-docs.ts\`. Do not edit. -->

# Configuration

Read from \`~/.<app>/config.toml\`, table \`[telemetry]\`; every other table in that file is the application's.
\`TELEMETRY_HOME\` replaces the home folder. Without the file, and for each key that is not written, the default holds.

A fault (bad TOML, an unknown key, a value that does not fit) is reported with file, line and key, never with the value.
In a program that records, telemetry is off then, and the program is told once.

## \`[telemetry]\`

${renderTable(CONFIG_KEYS)}

## \`[telemetry.redaction]\`

Rules that are added to those of redaction. None of those can be removed.

${renderTable(REDACTION_KEYS)}

## What else has a say

From the strongest to the weakest. Each can only turn off or lower; only the user's file and answer turn on.

| who | how |
| --- | --- |
| the environment | \`DO_NOT_TRACK=1\` or \`<APP>_TELEMETRY_DISABLED=1\`: off, whatever else is said. \`<APP>_TELEMETRY_LEVEL\`, \`TELEMETRY_LEVEL\`: lower the level; a word that is no level means off. Of the switches, nothing, \`0\`, \`false\`, \`no\` and \`off\` mean not set. |
| an organisation | \`/etc/<app>/telemetry.toml\` (\`%ProgramData%\\<app>\\telemetry.toml\` on Windows), with the same table. One that cannot be read means off. Its \`endpoint\` forbids any other. |
| continuous integration | Off, unless the user's file says \`enabled\`. \`CI=0\` and \`CI=false\` count as not CI. |
| the program | What it passes in code. |
| the user | The file, and the recorded answer: where they differ the stricter holds, until the program starts and records the edited file as an answer. |

Numbers: the lowest that anybody states. Rules of redaction add up. \`endpoint\`: the user's, else the program's; nothing is
sent to one that was not agreed to. \`local_file\`: the program's, else the user's.
`;
}

function renderTable(rules: Readonly<Record<string, KeyRule>>): string {
  const rows = Object.entries(rules).map(
    ([key, { value, defaultText, rule }]) => `| \`${key}\` | ${typeText(value)} | ${defaultText} | ${rule} |`,
  );
  return ['| key | value | default | rule |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function typeText(value: ValueRule): string {
  switch (value.type) {
    case 'boolean':
      return 'true or false';
    case 'word':
      return value.words.map((word) => `"${word}"`).join(', ');
    case 'integer':
      return `whole number, ${value.min} to ${value.max}`;
    case 'url':
      return 'URL';
    case 'path':
      return 'path';
    case 'instant':
      return 'RFC 3339 time with its offset, bare or as a string';
    case 'texts':
      return `list of up to ${value.maxItems} strings of 1 to ${value.maxLength} characters`;
  }
}
