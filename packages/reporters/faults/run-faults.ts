/**
 * `node packages/reporters/faults/run-faults.ts [--short] [--write] [--seed n] [family …]`: what becomes of events under faults. The
 * long form writes docs/delivery.md; with families and `--write` just their sections; else it only checks. Ends with 1 when a promise was broken.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FaultFamily } from './finding.ts';
import { kills } from './kills.ts';
import { noNetwork } from './no-network.ts';
import { renderDelivery, type Section } from './render-delivery.ts';
import { schedules } from './schedules.ts';

const COMMAND = 'node packages/reporters/faults/run-faults.ts';
const PAGE = join(import.meta.dirname, '../../../docs/delivery.md');
const FAMILIES: Readonly<Record<string, FaultFamily>> = { schedules, kills, network: noNetwork };
/** Minutes after which a run is stuck. */
const STUCK_MINUTES = { short: 10, long: 60 };

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      short: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      seed: { type: 'string' },
    },
  });
  const chosen = Object.entries(FAMILIES).filter(([name]) => positionals.length === 0 || positionals.includes(name));
  if (chosen.length < positionals.length) throw new TypeError(`Families: ${Object.keys(FAMILIES).join(', ')}.`);
  const isShort = values.short;
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  setTimeout(stuck, STUCK_MINUTES[isShort ? 'short' : 'long'] * 60_000).unref();
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'delivery-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
  console.log(`seed ${seed}`);

  const sections: Section[] = [];
  for (const [, family] of chosen) {
    const start = performance.now();
    const findings = await family.run({ isShort, seed, folder: root });
    const seconds = Math.round((performance.now() - start) / 1_000);
    sections.push({ title: family.title, about: family.about, findings, seconds, seed, load: describeLoad() });
    console.log(`\n${family.title} (${seconds} s)`);
    for (const { what, amount, seen, outcome } of findings) console.log(`${outcome}: ${what} (${amount}): ${seen}`);
  }
  if (!isShort && (positionals.length === 0 || values.write)) {
    const date = new Date().toISOString().slice(0, 10);
    const facts = { command: COMMAND, date, machine: describeMachine() };
    const before = positionals.length === 0 ? '' : readFileSync(PAGE, 'utf8');
    const order = Object.values(FAMILIES).map(({ title }) => title);
    writeFileSync(PAGE, renderDelivery(facts, sections, before, order));
  }
  return sections.some(({ findings }) => findings.some(({ outcome }) => outcome === 'broken')) ? 1 : 0;
}

function describeMachine(): readonly (readonly [string, string])[] {
  return [
    ['processor', `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`],
    ['memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['system', `${type()} ${release()}`],
    ['Node', process.versions.node],
  ];
}

/** Over the last minute, five and fifteen. */
function describeLoad(): string {
  return loadavg()
    .map((value) => value.toFixed(1))
    .join(', ');
}

function stuck(): void {
  console.error('stuck: the run is given up');
  process.exit(1);
}

process.exit(await main());
