/**
 * `npx -y pnpm@12 test:faults [--short] [--break] [--page] [--seed n] [family …]`: makes faults with real processes and disks. The long
 * form writes docs/reliability.md; the short one, and a choice of families, only checks, unless `--page` has the choice put its
 * sections there anew. `--break` breaks the store and runs its
 * tests. Ends with 1 when a promise was broken.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { brokenRules } from './broken-rules.ts';
import { clocks } from './clocks.ts';
import { damage } from './damage.ts';
import { exits } from './exits.ts';
import { createFaultRun, ensureCommand, type FaultFamily, isRoot } from './fault-run.ts';
import { fullDisks } from './full-disks.ts';
import { guarantees } from './guarantees.ts';
import { injectedCalls } from './injected-calls.ts';
import { kills } from './kills.ts';
import { largeLogs } from './large-logs.ts';
import { limits } from './limits.ts';
import { powerLoss } from './power-loss.ts';
import { countOutcomes, renderPage, replaceSections, type Section } from './render-page.ts';
import { sharedLog } from './shared-log.ts';

const COMMAND = 'npx -y pnpm@12 test:faults';
const PAGE = join(import.meta.dirname, '../../../docs/reliability.md');
/** Minutes after which a run is stuck; it takes 3, respectively 25, on two busy cores. */
const STUCK_MINUTES = { short: 12, long: 90 };

const FAMILIES: Readonly<Record<string, FaultFamily>> = {
  kills,
  calls: injectedCalls,
  disks: fullDisks,
  limits,
  exits,
  shared: sharedLog,
  clocks,
  damage,
  places: guarantees,
  large: largeLogs,
  power: powerLoss,
  rules: brokenRules,
};
/** Makes no fault: run by `--break` alone. */
const BREAK = 'rules';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      short: { type: 'boolean', default: false },
      break: { type: 'boolean', default: false },
      page: { type: 'boolean', default: false },
      seed: { type: 'string' },
    },
  });
  const isShort = values.short;
  const names = values.break ? [BREAK, ...positionals] : positionals;
  const chosen = Object.entries(FAMILIES).filter(([name]) =>
    names.length === 0 ? name !== BREAK : names.includes(name),
  );
  if (chosen.length < names.length) throw new TypeError(`Families: ${Object.keys(FAMILIES).join(', ')}.`);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  setTimeout(stuck, STUCK_MINUTES[isShort ? 'short' : 'long'] * 60_000).unref();
  const run = createFaultRun(isShort, seed);
  console.log(`seed ${seed}`);
  const load = describeLoad();
  const sections: Section[] = [];
  for (const [, family] of chosen) {
    const start = performance.now();
    const findings = await family.run(run);
    const seconds = Math.round((performance.now() - start) / 1000);
    sections.push({ title: family.title, about: family.about, findings, seconds });
    console.log(`\n${family.title} (${seconds} s)`);
    for (const { what, amount, seen, outcome } of findings) console.log(`${outcome}: ${what} (${amount}): ${seen}`);
  }
  console.log(`\n${countOutcomes(sections)}`);
  if (!isShort && (names.length === 0 || values.page)) {
    const date = new Date().toISOString().slice(0, 10);
    const machine = [
      ...describeMachine(),
      ['load before and after (1, 5, 15 min)', `${load}; ${describeLoad()}`],
    ] as const;
    const facts = { command: COMMAND, date, seed, machine };
    writeFileSync(
      PAGE,
      names.length === 0 ? renderPage(facts, sections) : replaceSections(readFileSync(PAGE, 'utf8'), facts, sections),
    );
  }
  return sections.some(({ findings }) => findings.some(({ outcome }) => outcome === 'broken')) ? 1 : 0;
}

function describeMachine(): (readonly [string, string])[] {
  return [
    ['processor', `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`],
    ['memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['system', `${type()} ${release()}, ${isRoot() ? 'as root' : 'not as root'}`],
    ['file system of the temporary folder', versionOf('stat', '-f', '-c', '%T', tmpdir())],
    ['Node', process.versions.node],
    ['strace', ensureCommand('strace', 'strace') ? versionOf('strace', '-V') : 'none'],
    ['libfaketime', ensureCommand('faketime', 'faketime') ? versionOf('faketime', '--version') : 'none'],
    ['command', `\`${COMMAND}\``],
  ];
}

/** The first line that a command prints which says anything: `faketime --version` begins with an empty one. */
function versionOf(command: string, ...args: string[]): string {
  const lines = spawnSync(command, args, { encoding: 'utf8' }).stdout.split('\n');
  return lines.map((line) => line.trim()).find((line) => line !== '') ?? 'unknown';
}

function describeLoad(): string {
  return loadavg()
    .map((load) => load.toFixed(1))
    .join(', ');
}

function stuck(): void {
  console.error('stuck: the run is given up');
  process.exit(1);
}

// Children that write for ever end with the pipe that they acknowledge to.
process.exit(await main());
