import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fold, foldLog, purgeLog } from '../src/index.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');

type Sums = Record<string, number>;

/** Sums by name, kept for all files together as well, unless they are not to be; counts the states that it had to read. */
function sums(isKept = true): Fold<Sums, Record<string, unknown>> & { decoded: number } {
  const fold = {
    decoded: 0,
    digest: (isKept ? 'ab' : 'cd').repeat(32),
    empty: (): Sums => ({}),
    add: (state: Sums, event: Record<string, unknown>): Sums => {
      const name = String(event['event']);
      state[name] = (state[name] ?? 0) + Number(event['n']);
      return state;
    },
    merge: (into: Sums, other: Sums): Sums => {
      for (const [name, sum] of Object.entries(other)) into[name] = (into[name] ?? 0) + sum;
      return into;
    },
    encode: (state: Sums): string => JSON.stringify(state),
    decode: (text: string): Sums => {
      fold.decoded += 1;
      return JSON.parse(text) as Sums;
    },
    sum: undefined as Fold<Sums, unknown>['sum'],
  };
  if (isKept) fold.sum = { key: 'window', encode: fold.encode, decode: (text) => JSON.parse(text) as Sums };
  return fold;
}

const directory = (): string => folder.path('log');
const segment = (n: number): string =>
  folder.path(
    'log',
    `events-${new Date(START + n * DAY).toISOString().replaceAll(':', '-')}-${String(n).padStart(8, '0')}.jsonl`,
  );
const line = (timeMs: number, n: number): string =>
  `\n${JSON.stringify({ timestamp: new Date(timeMs).toISOString(), event: `e${n % 3}`, n })}\n`;

/** A log of sealed files of a day each, and a live one. */
function makeLog(files: number): void {
  rmSync(directory(), { recursive: true, force: true });
  mkdirSync(directory(), { mode: 0o700 });
  for (let n = 0; n < files; n += 1)
    writeFileSync(segment(n), line(START + n * DAY, n) + line(START + n * DAY + 1, 10), { mode: 0o600 });
  writeFileSync(folder.path('log', 'events.jsonl'), line(START + files * DAY, 100), { mode: 0o600 });
}

const states = (): string[] => readdirSync(folder.path('log', 'folds')).sort();

/** The file of the sum: beside the states it is the one whose digits are others. */
function sumFile(): string {
  const names = states();
  const digits = (name: string) => name.split('.').at(-2) ?? '';
  const found = names.filter((name) => names.filter((other) => digits(other) === digits(name)).length === 1);
  expect(found).toHaveLength(1);
  return folder.path('log', 'folds', found[0] ?? '');
}

const foldIt = (fold = sums(), range: { to?: Date; from?: Date } = {}) =>
  foldLog({ directory: directory(), now: () => START, ...range }, fold);
let folds = 0;
/** What a fold says that keeps no sum and no state that this one reads. */
const plainly = (range: { to?: Date; from?: Date } = {}) => {
  folds += 1;
  return foldIt({ ...sums(false), digest: String(folds).padStart(16, '0').padEnd(64, '0') }, range);
};

describe('the sum of sealed files', () => {
  it('stands in for their states, so that a fold reads it and the live file’s state alone', async () => {
    makeLog(5);
    const first = await foldIt();
    const again = sums();
    expect(await foldIt(again)).toEqual({ ...first, bytesRead: 0 });
    expect(again.decoded).toBe(1);
    expect({ ...first, bytesRead: 0 }).toEqual({ ...(await plainly()), bytesRead: 0 });
  });

  it('takes in the files that were sealed since', async () => {
    makeLog(3);
    await foldIt();
    renameSync(folder.path('log', 'events.jsonl'), segment(3));
    writeFileSync(folder.path('log', 'events.jsonl'), line(START + 4 * DAY, 1000), { mode: 0o600 });
    const { bytesRead, ...after } = await foldIt();
    expect(bytesRead).toBeGreaterThan(0);
    const again = sums();
    expect(await foldIt(again)).toEqual({ ...after, bytesRead: 0 });
    expect(again.decoded).toBe(1);
  });

  it('is not believed when anything that it rests on is gone, changed or damaged', async () => {
    const state = (n: number) =>
      states()
        .map((name) => folder.path('log', 'folds', name))
        .filter((path) => path.includes(`-0000000${n}.abab`))[0] ?? '';
    const harms: { readonly [what: string]: () => void } = {
      'a file has grown': () => appendFileSync(segment(1), line(START + DAY, 7)),
      'a file was cut': () => truncateSync(segment(1), 100),
      'a file is another of the same name': () => {
        copyFileSync(segment(1), `${segment(1)}.copy`);
        renameSync(`${segment(1)}.copy`, segment(1));
      },
      'a file was changed in place': () =>
        writeFileSync(segment(2), readFileSync(segment(2), 'utf8').replace('"n":10', '"n":11')),
      'a state is gone': () => unlinkSync(state(1)),
      'a state was cut': () => truncateSync(state(1), 20),
      'the sum is gone': () => unlinkSync(sumFile()),
      'the sum was cut': () => truncateSync(sumFile(), 200),
      'the sum is of another key': () =>
        writeFileSync(sumFile(), readFileSync(sumFile(), 'utf8').replace('window', 'winter')),
      'a figure in the sum was changed': () =>
        writeFileSync(sumFile(), readFileSync(sumFile(), 'utf8').replace(/"e0":\d/, '"e0":9')),
    };
    for (const [what, harm] of Object.entries(harms)) {
      makeLog(4);
      await foldIt();
      harm();
      const { bytesRead, ...rest } = await plainly();
      expect([what, { ...(await foldIt()), bytesRead }]).toEqual([what, { ...rest, bytesRead }]);
      expect([what, { ...(await foldIt()), bytesRead }]).toEqual([what, { ...rest, bytesRead }]);
    }
  });

  it('leaves a removed file’s days to its state, which counts once', async () => {
    makeLog(4);
    const before = await foldIt();
    unlinkSync(segment(0));
    for (let time = 0; time < 2; time += 1) {
      const after = await foldIt();
      expect(after.state).toEqual(before.state);
      expect(after.rawFrom).toBe('2026-01-02');
    }
  });

  it('makes no difference to any window, whatever happens to the files between', async () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ fold: fc.constant(true), from: fc.option(fc.nat(6)), to: fc.option(fc.nat(8)), hour: fc.nat(23) }),
        fc.record({ fold: fc.constant(false), grow: fc.nat(5), by: fc.nat(50) }),
        fc.record({ fold: fc.constant(false), remove: fc.nat(5) }),
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        makeLog(5);
        await foldIt();
        let isWhole = true;
        for (const step of taken) {
          if ('grow' in step)
            appendFileSync(segment(step.grow), line(START + step.grow * DAY, step.by), { mode: 0o600 });
          else if ('remove' in step) {
            rmSync(segment(step.remove), { force: true });
            // A plain fold knows nothing of removed files.
            isWhole = false;
          } else {
            const at = (day: number) => new Date(START + day * DAY + step.hour * 3_600_000);
            const range = {
              ...(step.from === null ? {} : { from: at(step.from) }),
              ...(step.to === null ? {} : { to: at(step.to) }),
            };
            const found = await foldIt(sums(), range);
            if (isWhole) expect({ ...found, bytesRead: 0 }).toEqual({ ...(await plainly(range)), bytesRead: 0 });
            else expect(found.state).toEqual((await foldIt({ ...sums(), sum: undefined }, range)).state);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is one file, grows old with the oldest that it covers, and goes with a purge', async () => {
    makeLog(4);
    await foldIt();
    await foldIt(sums(), { to: new Date(START + 9 * DAY) });
    expect(sumFile()).toContain('-00000000.');
    unlinkSync(segment(0));
    await foldIt();
    expect(sumFile()).toContain('-00000001.');
    purgeLog({ directory: directory() });
    expect(states()).toEqual([]);
  });

  it('is not kept for a range that begins later, nor for a single file', async () => {
    makeLog(1);
    await foldIt();
    expect(states()).toHaveLength(2);
    makeLog(4);
    await foldIt(sums(), { from: new Date(START + DAY) });
    expect(states()).toHaveLength(5);
  });
});
