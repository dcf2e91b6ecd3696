/** The report that a run ends with, for people. Pure; colours come in. */

import { summaryTables } from '@telemetry/aggregation';
import type { RecordedEvent } from '@telemetry/schema';
import type { DemoResult } from '../demo.ts';
import type { Colors } from './choose-colors.ts';
import { redactedFields } from './json-report.ts';
import { formatJson, formatTable } from './layout.ts';

/** The tables of the summary that say something about a single run. */
const TABLES = ['Agents', 'Skills', 'Commands', 'Errors', 'Runs'];

/** The events that are shown where nothing was replaced. */
const USUAL_EVENTS = ['plan.generated', 'agent_execution'];

/** Rows of such a table. */
const MAX_ROWS = 8;

/** Renders the report; the text ends with a line end. */
export function renderReport(result: DemoResult, colors: Colors): string {
  const heading = (text: string) => colors.bold(text);
  const sections = [
    [heading('Run'), ...describeRun(result)],
    [heading('Consent'), ...describeConsent(result, colors)],
    ...(result.events.length === 0
      ? []
      : [
          [heading('Log'), ...describeLog(result, colors)],
          [
            heading('Two of the events, as they stand in the log'),
            ...chooseEvents(result.events).map((event) => formatJson(event)),
          ],
          [heading('Redaction'), ...describeRedaction(result.events, colors)],
          [heading('Summary'), ...describeSummary(result, colors)],
        ]),
    [heading('Proof'), ...describeProof(result, colors)],
    [heading('Next'), ...describeNext(result)],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function describeRun({ outcome }: DemoResult): string[] {
  const { verdicts, before, after, repaired } = outcome;
  return [
    `  ${verdicts.length} cycles: ${verdicts.join(', ')}; failing tests ${before.failed} -> ${after.failed}`,
    `  reached: ${repaired.join(', ') || 'nothing'}`,
  ];
}

function describeConsent({ home, consent, command }: DemoResult, colors: Colors): string[] {
  return [
    ...(command === undefined
      ? []
      : [`  ${colors.cyan(`$ TELEMETRY_HOME=${home.folder} \\`)}`, `      ${colors.cyan(command)}`]),
    `  ${consent.explanation}; level ${consent.level}, upload ${consent.upload}`,
    ...consent.reasons.filter(() => consent.enabled).map(({ text }) => `  ${text}`),
  ];
}

function describeLog({ home, events, summary, proof }: DemoResult, colors: Colors): string[] {
  const counts = Object.entries(summary.events_by_type);
  const half = Math.ceil(counts.length / 2);
  const rows = counts.slice(0, half).map(([event, count], index) => {
    const [other = '', otherCount = ''] = counts[index + half] ?? [];
    return [String(count), event, String(otherCount), other];
  });
  return [
    `  ${home.paths.eventsFile}`,
    `  ${events.length} events of ${counts.length} kinds; ${proof.searched.files} files, ${formatBytes(proof.searched.bytes)} in all`,
    formatTable([RIGHT, LEFT, RIGHT, LEFT], rows, colors.dim),
  ];
}

/** Two of different kinds, those first in which something was replaced. */
function chooseEvents(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const own = events.filter(({ event }) => event !== 'risk.flagged');
  const touched = own.filter(({ payload }) => redactedFields(payload).length > 0);
  const chosen = new Map<string, RecordedEvent>();
  const usual = own.filter(({ event }) => USUAL_EVENTS.includes(event));
  for (const event of [...touched, ...usual]) if (!chosen.has(event.event)) chosen.set(event.event, event);
  return [...chosen.values()].slice(0, 2);
}

function describeRedaction(events: readonly RecordedEvent[], colors: Colors): string[] {
  const counts = new Map<string, number>();
  for (const { event, payload } of events) {
    for (const field of redactedFields(payload)) {
      const place = `${event}  ${field}`;
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const flags = events.filter(({ event }) => event === 'risk.flagged').length;
  const rows = [...counts].map(([place, count]) => [String(count), ...place.split('  ')]);
  return [
    `  ${total} values replaced before they were written, ${flags} times flagged:`,
    formatTable([RIGHT, LEFT, LEFT], rows, colors.dim),
  ];
}

function describeSummary({ summary }: DemoResult, colors: Colors): string[] {
  return summaryTables(summary, MAX_ROWS)
    .filter(({ title }) => TABLES.includes(title))
    .map(({ columns, rows, more }) =>
      [formatTable(columns, rows, colors.dim), ...(more > 0 ? [`  and ${more} more`] : [])].join('\n'),
    )
    .flatMap((table, index) => (index === 0 ? [table] : ['', table]));
}

function describeProof({ home, proof }: DemoResult, colors: Colors): string[] {
  const { searched, spellings, found, control } = proof;
  if (!searched.exists) return [`  ${home.paths.root} does not exist: nothing was written.`];
  const verdict = (isFound: boolean) => (isFound ? colors.red('FOUND') : colors.green('not found'));
  return [
    `  searched ${home.paths.root}`,
    `  every file: ${searched.files} files, ${searched.bytes.toLocaleString('en')} bytes`,
    formatTable(
      [LEFT, LEFT, LEFT],
      [
        ['the key', verdict(found.key), `${spellings.key} spellings: plain, base64, hex, percent, ...`],
        ['the path', verdict(found.path), `${spellings.path} spellings`],
        ['the source', verdict(found.source), `${spellings.source} lines, plain and escaped`],
      ],
      colors.dim,
    ),
    `  control: the same search in the repository ${control.key && control.source ? 'finds' : colors.red('MISSES')} the key and the source`,
  ];
}

function describeNext({ home, events }: DemoResult): string[] {
  const telemetry = '  npx -y pnpm@12 exec telemetry';
  if (events.length === 0) return [`${telemetry} status`, '  npx -y pnpm@12 demo'];
  return [
    `  export TELEMETRY_HOME=${home.folder}`,
    `${telemetry} status`,
    `${telemetry} events --event plan.generated`,
    `${telemetry} preview --diff minimal standard`,
    `${telemetry} export --format markdown`,
    `${telemetry} disable --purge`,
  ];
}

function formatBytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_024).toLocaleString('en')} KiB`;
}

const LEFT = { header: '', align: 'left' } as const;
const RIGHT = { header: '', align: 'right' } as const;
