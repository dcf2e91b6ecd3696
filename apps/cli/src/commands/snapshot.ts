/** `snapshot`: keeps a summary as a baseline, to compare later ones with. */

import { TelemetryError } from '@telemetry/schema';
import { defineCommand } from '../command.ts';
import { shownPath } from '../context.ts';
import { asCount, asObject, asText } from '../json-shape.ts';
import { summarize, WINDOW_OPTIONS } from '../summarize.ts';

/** A plain file name. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;

export const snapshot = defineCommand({
  name: 'snapshot',
  aliases: [],
  summary: 'Keep a summary as a baseline, and say its digest.',
  args: [{ name: 'name', summary: 'the name of the baseline; default the time', isOptional: true }],
  options: WINDOW_OPTIONS,
  examples: [{ line: 'snapshot before-upgrade --range 7d', does: 'to be compared with `diff` later' }],
  output: asObject({
    app: asText('the application'),
    name: asText('of the baseline'),
    file: asText('where it is'),
    digest: asText('SHA-256 of its canonical JSON without generated_at'),
    events_considered: asCount('events in it'),
  }),
  async run(context, { args, options }) {
    const [{ renderSummary, summaryDigest }, { writeFileSync, existsSync }, { join }, store] = await Promise.all([
      import('@telemetry/aggregation'),
      import('node:fs'),
      import('node:path'),
      import('@telemetry/store'),
    ]);
    const name = args[0] ?? new Date(context.io.now()).toISOString().replaceAll(':', '-');
    if (!NAME.test(name)) {
      throw new TelemetryError(
        'USAGE_INVALID',
        'The name of a baseline is made of letters, digits, _, - and dots; the first is a letter or a digit.',
      );
    }
    const { baselinesDir, telemetryDir } = context.paths;
    if (!existsSync(telemetryDir)) {
      throw new TelemetryError('NOTHING_RECORDED', 'There is nothing to keep: nothing has been recorded here.');
    }
    const summary = await summarize(context, options);
    store.ensureTrustedFolder(store.createNodeFileSystem(), baselinesDir);
    const file = join(baselinesDir, `${name}.json`);
    try {
      writeFileSync(file, renderSummary(summary, 'json'), { mode: 0o600, flag: 'wx' });
    } catch (cause) {
      if ((cause as { code?: unknown }).code !== 'EEXIST') throw cause;
      throw new TelemetryError('SNAPSHOT_EXISTS', 'There is a baseline of this name.', {
        hint: 'Choose another name.',
        cause,
      });
    }
    const digest = summaryDigest(summary);
    const shown = shownPath(file, context);
    const { events_considered } = summary;
    if (context.isJson) await context.printJson({ app: context.app, name, file: shown, digest, events_considered });
    else await context.print(`${digest}  ${shown}`);
    return 0;
  },
});
