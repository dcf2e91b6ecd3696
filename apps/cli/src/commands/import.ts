/** `import`: takes in a log of any known dialect, through redaction. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import { defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { findLog } from '../context.ts';
import type { ImportReport } from '../import-log.ts';
import { asCount, asObject, asText, mapOf } from '../json-shape.ts';
import { describeSkipped, readEvents } from '../read-events.ts';
import { counted } from '../render-list.ts';

export const importLog = defineCommand({
  name: 'import',
  aliases: [],
  summary: 'Take a log of any known dialect in: level, agreement and redaction hold for it as for everything else.',
  args: [{ name: 'file', summary: 'JSON, one event a line' }],
  options: {},
  examples: [{ line: 'import old-events.jsonl', does: 'twice is as once: events are known by their ids' }],
  output: asObject({
    app: asText('the application'),
    imported: asCount('events that are in the log now'),
    duplicates: asCount('events that were there already'),
    ignored: asCount('events above the level, or not agreed to'),
    rejected: asCount('events that do not fit their declaration, or have none'),
    skipped: mapOf(asCount('lines'), 'lines that are no events, by kind'),
    dialects: mapOf(asCount('events'), 'events imported, by dialect'),
    fields_redacted: asCount('values in which something was replaced'),
    fields_truncated: asCount('values that were cut'),
    fields_dropped: asCount('values that were left out'),
    lost: asCount('events that the log could not take'),
  }),
  async run(context, { args }) {
    const report = await importFile(context, resolve(context.io.cwd, args[0] ?? ''));
    if (context.isJson) await context.printJson({ app: context.app, ...report });
    else {
      await context.print(describeReport(report));
      await context.note(describeSkipped(report.skipped));
    }
    return report.lost === 0 ? 0 : 1;
  },
});

async function importFile(context: CommandContext, file: string): Promise<ImportReport> {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (facts === undefined) throw new TelemetryError('FILE_ABSENT', 'There is no such file.');
  if (!facts.isFile()) {
    const kind = facts.isDirectory() ? 'a folder' : 'a device, a pipe or a socket';
    throw new TelemetryError('USAGE_INVALID', `A log is a regular file; this is ${kind}.`);
  }
  const { agreedPolicy, loadConsent, readIdentity } = await import('@telemetry/consent');
  const consent = await loadConsent(context.location);
  const hint = `See ${context.program} status.`;
  if (!consent.enabled) {
    throw new TelemetryError('CONSENT_MISSING', `Nothing may be recorded: ${consent.explanation}.`, { hint });
  }
  const identity = readIdentity(context.paths);
  const agreed = await agreedPolicy(consent.ledger);
  if (identity === undefined || agreed === undefined) {
    throw new TelemetryError('CONSENT_MISSING', 'No agreement and no install id are recorded here.', { hint });
  }
  const [{ intersectionOf }, { importEvents }] = await Promise.all([
    import('@telemetry/schema/policy'),
    import('../import-log.ts'),
  ]);
  const { catalog } = await context.findCatalog();
  const log = await findLog(context, consent.config.localFile);
  const known = new Set<string>();
  for await (const { value } of await readEvents(context, log, () => true)) known.add(value.event.event_id);
  const { io } = context;
  return importEvents({ file, log, known, catalog: intersectionOf(catalog, agreed), consent, identity, io });
}

function describeReport(report: ImportReport): string {
  const { imported, duplicates, ignored, rejected, fields_redacted, fields_truncated, fields_dropped, lost } = report;
  return [
    `${counted(imported, 'event')} imported; ${duplicates} were there already, ${ignored} are above the level or not agreed to, ${rejected} do not fit.`,
    `Sanitizer: ${counted(fields_redacted, 'value')} replaced, ${fields_truncated} cut, ${fields_dropped} left out.`,
    ...(lost === 0 ? [] : [`LOST: ${counted(lost, 'event')} could not be written.`]),
  ].join('\n');
}
