/** `verify`: checks every line and file of the log. */

import { verifyLog } from '@telemetry/store';
import { defineCommand } from '../command.ts';
import { findConfiguredLog } from '../context.ts';
import { asCount, asFlag, asObject, asText, listOf, mapOf } from '../json-shape.ts';
import { createLineParser, describeSkipped } from '../read-events.ts';
import { counted, formatBytes } from '../render-list.ts';

const SKIPPED = mapOf(asCount('lines'), 'lines that are no events, by kind');

export const verify = defineCommand({
  name: 'verify',
  aliases: [],
  summary: 'Check every line of the log and every file of it; changes nothing. Exit code 1 when something is wrong.',
  options: {},
  examples: [{ line: 'verify', does: 'torn lines are what killed programs leave; they are told and do no harm' }],
  output: asObject({
    app: asText('the application'),
    ok: asFlag('whether nothing is wrong'),
    events: asCount('whole events'),
    bytes: asCount('bytes read'),
    skipped: SKIPPED,
    files: listOf(
      asObject({
        name: asText('its name'),
        bytes: asCount('its size'),
        events: asCount('whole events'),
        skipped: SKIPPED,
      }),
      'every file of the log',
    ),
    problems: listOf(
      asObject({ code: asText('stable'), file: asText('its name'), message: asText('in words') }),
      'what is wrong',
    ),
  }),
  async run(context) {
    const { host, isJson } = context;
    const parse = await createLineParser(host.catalog);
    const { ok, events, bytes, files, skipped, problems } = verifyLog({ ...(await findConfiguredLog(context)), parse });
    if (isJson) {
      await context.printJson({ app: context.app, ok, events, bytes, skipped, files, problems });
    } else {
      const verdict = ok ? 'Everything is in order' : `${counted(problems.length, 'problem')} found`;
      await context.print(
        `${verdict}: ${counted(events, 'event')}, ${formatBytes(bytes)} in ${counted(files.length, 'file')}.`,
      );
      await context.note(describeSkipped(skipped));
      for (const { code, file, message } of problems) await context.note(`problem: ${file}: ${message} [${code}]`);
    }
    return ok ? 0 : 1;
  },
});
