/** Measures summaries and quantiles: prepares, makes the logs, runs every group, and renders the section. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedVersions, prepareApp } from '../measure/prepare-app.ts';
import { runRounds } from '../measure/run-rounds.ts';
import { describeFileSystem, describeLoad, describeMachine } from '../report/machine.ts';
import type { PageSection } from '../report/page.ts';
import { renderTable } from '../report/render.ts';
import { GOAL_HEAD, goalLines, missNotes, renderGroup, renderMisses } from '../report/render-group.ts';
import { exportGroups } from './groups.ts';

const PEERS = ['@duckdb/node-api', '@datadog/sketches-js'] as const;

/** Events of the logs, about 470 bytes each. The goals speak of the log named here. */
const SIZES = [10_000, 100_000, 1_000_000] as const;
const LARGE_SIZE = 10_000_000;
const MAIN_SIZE = 1_000_000;
/** Over which an agent fills a log. */
const DAYS = 30;
/** Of a run that only shows that everything works. */
const QUICK_SIZE = 50_000;

/** One log that is summed up. */
export interface ExportLog {
  readonly events: number;
  /** What TELEMETRY_HOME names. */
  readonly home: string;
  readonly directory: string;
  /** The folder of what is folded. */
  readonly folds: string;
}

/**
 * Runs everything. Uses a temporary folder with room for a gigabyte, for six with the large log, and the registry of npm.
 *
 * @throws Error when a case fails
 */
export async function measureExport(isQuick: boolean, isLarge: boolean): Promise<PageSection> {
  const app = mkdtempSync(join(tmpdir(), 'telemetry-bench-'));
  try {
    await prepareApp(app, { peers: PEERS, hasOptional: true, cases: join(import.meta.dirname, 'cases') });
    const loadBefore = describeLoad();
    const bench = { app, isQuick };
    const sizes = isQuick ? [QUICK_SIZE] : [...SIZES, ...(isLarge ? [LARGE_SIZE] : [])];
    const logs = sizes.map((events) => makeLog(app, events));
    const main = logs.find(({ events }) => events === (isQuick ? QUICK_SIZE : MAIN_SIZE));
    if (main === undefined) throw new Error('the log of the goals is missing');
    const measured = exportGroups(logs, main).map((group) => {
      console.error(`measuring: ${group.title}`);
      const rounds = isQuick ? 1 : group.rounds;
      return { group: { ...group, rounds }, samples: runRounds(group.contenders, rounds, bench) };
    });
    const text = `## Summaries and quantiles

Measured on ${new Date().toISOString().slice(0, 10)} by \`npx -y pnpm@12 bench export\` on ${describeMachine()}; the logs on ${describeFileSystem(app)}, and in the page cache. Load averages of 1, 5 and 15 minutes before ${loadBefore}, after ${describeLoad()}. Beside ${installedVersions(app, PEERS).join(', ')}. The events are those of the standard catalog, in the shares in which a busy agent records them, over ${DAYS} days.

${renderTable(GOAL_HEAD, measured.flatMap(goalLines))}
${renderMisses(measured.flatMap(missNotes))}
${measured.map(renderGroup).join('\n')}`;
    return { id: 'export', text };
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
}

/** Makes a log, and has it folded once where that is kept. */
function makeLog(app: string, events: number): ExportLog {
  console.error(`making a log of ${events} events`);
  const home = join(app, `home-${events}`);
  const directory = join(home, '.bench-app', 'telemetry');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const make = {
    name: 'make-log',
    args: ['make-log.js', String(events), directory, String(DAYS)],
    measured: 'figures',
  } as const;
  runRounds([make], 1, { app, isQuick: false });
  return { events, home, directory, folds: join(directory, 'folds') };
}
