/** Damaged files: cut at every byte, every single bit flipped. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldLog, readLog, verifyLog } from '../src/index.ts';
import { flippedLogs, truncatedLogs } from '../test/support/damaged-logs.ts';
import { createRandom } from '../test/support/random.ts';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { judge } from './fault-run.ts';

export const damage: FaultFamily = {
  title: 'Damaged files',
  about:
    'A log is cut at every byte, and every bit of it is flipped. Every line that was not touched is read; nothing throws; `read`, ' +
    '`verify` and `fold` count the same. A flip that leaves valid JSON is not noticed: there is no checksum.',
  run: async (run) => [await truncate(run), await flip(run)],
};

/** Lines as events look: nested, with characters of two to four bytes and escapes. */
function someLines(run: FaultRun): string[] {
  const random = createRandom(run.seed);
  return Array.from({ length: run.isShort ? 4 : 12 }, (_, n) =>
    JSON.stringify({
      timestamp: '2026-11-21T06:57:39.123Z',
      n,
      'ö€😀': ['"', '\\\n', random(1e9), { deep: n % 2 === 0, pad: 'p'.repeat(random(60)) }],
    }),
  );
}

async function read(directory: string): Promise<Set<string>> {
  const lines = new Set<string>();
  for await (const { line } of readLog({ directory })) lines.add(line);
  return lines;
}

function open(run: FaultRun): { readonly directory: string; readonly place: (bytes: Uint8Array) => void } {
  const directory = join(run.folder(), 'log');
  mkdirSync(directory, { mode: 0o700 });
  return { directory, place: (bytes) => writeFileSync(join(directory, 'events.jsonl'), bytes, { mode: 0o600 }) };
}

const COUNT = {
  empty: () => 0,
  add: (count: number) => count + 1,
  merge: (a: number, b: number) => a + b,
  encode: String,
  decode: Number,
};

async function truncate(run: FaultRun): Promise<Finding> {
  const { directory, place } = open(run);
  const must = {
    'whole lines not read': 0,
    'others read': 0,
    'counted otherwise by verify': 0,
    'counted otherwise by fold': 0,
  };
  let cuts = 0;
  for (const { bytes, whole } of truncatedLogs(someLines(run))) {
    place(bytes);
    const lines = await read(directory);
    for (const line of whole) if (!lines.has(line)) must['whole lines not read'] += 1;
    must['others read'] += Math.max(0, lines.size - whole.length);
    must['counted otherwise by verify'] += Number(verifyLog({ directory }).events !== lines.size);
    // A fold covers what ends with LF; the state of the shorter cut is its beginning.
    const ended = bytes.at(-1) === 10 || bytes.length === 0 ? whole.length : undefined;
    const { state } = await foldLog({ directory }, { digest: '0123456789abcdef', ...COUNT });
    if (ended !== undefined && state !== ended) must['counted otherwise by fold'] += 1;
    cuts += 1;
  }
  return judge('cut at every byte', `${cuts.toLocaleString('en-US')} lengths`, {}, must);
}

async function flip(run: FaultRun): Promise<Finding> {
  const { directory, place } = open(run);
  const must = { 'untouched lines not read': 0, 'counted otherwise by verify': 0 };
  let flips = 0;
  let unnoticed = 0;
  const original = someLines(run);
  for (const { bytes, untouched } of flippedLogs(original)) {
    place(bytes);
    const lines = await read(directory);
    for (const line of untouched) if (!lines.has(line)) must['untouched lines not read'] += 1;
    if (lines.size > untouched.length) unnoticed += 1;
    const { events } = verifyLog({ directory });
    // A flipped LF joins or splits lines; the set of texts is at most one smaller than their number.
    must['counted otherwise by verify'] += Number(Math.abs(events - lines.size) > 1);
    flips += 1;
  }
  return judge(
    'every single bit flipped',
    `${flips.toLocaleString('en-US')} flips`,
    { 'left valid JSON': unnoticed },
    must,
  );
}
