/** What redacting an event costs in a process that does nothing else, against `JSON.stringify` of the same event. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { CLEAN, DIRTY, REPEATED } from './events.ts';
import { createOurs } from './peers.ts';

type Run = (event: unknown) => unknown;

/** Microseconds of CPU an event, by case. */
export type Costs = Readonly<
  Record<string, { readonly median: number; readonly low: number; readonly high: number } | undefined>
>;

/** Rounds of each case; the first fifth warms up. */
const ROUNDS = 50;

/** The same in a process of its own: what redacting samples has taught the compiler would count otherwise. */
export function measureCostApart(): Costs {
  const report = join(import.meta.dirname, 'write-report.ts');
  return JSON.parse(execFileSync(process.execPath, [report, '--cost'], { encoding: 'utf8' })) as Costs;
}

/** Measures every case. */
export function measureCost(): Costs {
  const cached = createOurs(true);
  const uncached = createOurs(false);
  const json: Run = (event) => JSON.stringify(event);
  return timeAll([
    ['clean json', json, CLEAN],
    ['repeated json', json, REPEATED],
    ['dirty json', json, DIRTY],
    ['clean, cached', (event) => cached.redact(event), REPEATED],
    ['clean, uncached', (event) => uncached.redact(event), CLEAN],
    ['dirty', (event) => cached.redact(event), DIRTY],
  ]);
}

/** The median of rounds that take turns. CPU, not wall, since other work on the machine would count. */
function timeAll(cases: readonly (readonly [string, Run, readonly unknown[]])[]): Costs {
  const times = cases.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [, run, events]] of cases.entries()) {
      const start = process.cpuUsage();
      for (const event of events) run(event);
      const { user, system } = process.cpuUsage(start);
      if (round >= ROUNDS / 5) times[index]?.push((user + system) / events.length);
    }
  }
  return Object.fromEntries(
    cases.map(([name], index) => {
      const sorted = (times[index] as number[]).sort((a, b) => a - b);
      const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] as number;
      return [name, { median: at(0.5), low: at(0.1), high: at(0.9) }];
    }),
  );
}
