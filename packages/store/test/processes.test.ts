import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type Fold, foldLog, purgeLog, sealLog } from '../src/index.ts';
import { linesOf } from './support/log-text.ts';
import { acknowledgedAndFound, countByWriter, missingOf, startWriter } from './support/processes.ts';
import { createRandom } from './support/random.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';
import type { WriterChildOptions } from './support/writer-child.ts';

const folder = useTemporaryFolder();
const WRITERS = 8;
/** The long form: STORE_TEST_KILLS=1000. */
const KILLS = Number(process.env['STORE_TEST_KILLS'] ?? 40);
const SEED = Number(process.env['STORE_TEST_SEED'] ?? Date.now() % 1_000_000);

function writer(id: string, more: Partial<WriterChildOptions> = {}): WriterChildOptions {
  return {
    // A thousand writers fill more than the default total, and retention is not what is asked here.
    store: { directory: folder.path('log'), maxFileBytes: 200_000, maxTotalBytes: Number.MAX_SAFE_INTEGER },
    id,
    seed: SEED + id.length * 7919 + [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0),
    turns: 150,
    maxLineBytes: 64_000,
    end: 'natural',
    ...more,
  };
}

describe(`several processes on one log (seed ${SEED})`, () => {
  it('lose, tear and repeat nothing while all of them seal', async () => {
    const running = Array.from({ length: WRITERS }, (_, at) => startWriter(writer(`w${at}`)));
    const { lost, repeated, torn, acknowledged } = await acknowledgedAndFound(folder.path('log'), running);
    expect({ lost, repeated, torn }).toEqual({ lost: [], repeated: 0, torn: 0 });
    expect(acknowledged).toBeGreaterThan(WRITERS * 150);
    expect(readdirSync(folder.path('log')).length).toBeGreaterThan(3);
  });

  it('lose nothing when their clocks stand still, so that only chance tells their segments apart', async () => {
    const frozen = { frozenAt: 1_790_000_000_000, store: { directory: folder.path('log'), maxFileBytes: 20_000 } };
    const running = Array.from({ length: WRITERS }, (_, at) => startWriter(writer(`w${at}`, frozen)));
    const { lost, repeated, torn } = await acknowledgedAndFound(folder.path('log'), running);
    expect({ lost, repeated, torn }).toEqual({ lost: [], repeated: 0, torn: 0 });
  });

  it('are folded by two at once while all of them seal, each line counted once by both', async () => {
    const directory = folder.path('log');
    const seals = { store: { directory, maxFileBytes: 20_000 }, maxLineBytes: 500, turns: 100 };
    const running = Array.from({ length: 3 }, (_, at) => startWriter(writer(`w${at}`, seals)));
    let isOver = false;
    const ended = Promise.all(running.map((one) => one.ended)).then(() => {
      isOver = true;
    });
    const ids: Fold<string[], { w: string; n: number }> = {
      digest: 'ab'.repeat(8),
      empty: () => [],
      add: (all, { w, n }) => all.concat(`${w}:${n}`),
      merge: (all, more) => all.concat(more),
      encode: JSON.stringify,
      decode: JSON.parse,
    };
    const foldOn = async (): Promise<string[]> => {
      for (let last: string[] = []; ; ) {
        const wasOver = isOver;
        const { state } = await foldLog({ directory }, ids);
        expect(new Set(state).size).toBe(state.length);
        expect(state.length).toBeGreaterThanOrEqual(last.length);
        if (wasOver) return state;
        last = state;
        // A fold without news gives no turn to the host, which is to hear that the writers have ended.
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const [one, other] = await Promise.all([foldOn(), foldOn(), ended]);
    const { found } = countByWriter(linesOf(directory));
    const expected = [...found].flatMap(([w, numbers]) => [...numbers].map((n) => `${w}:${n}`)).sort();
    expect(one.sort()).toEqual(expected);
    expect(other.sort()).toEqual(expected);
  });

  it('lose, tear and repeat nothing with asynchronous writes', async () => {
    const store = { directory: folder.path('log'), io: 'async' as const, maxFileBytes: 200_000 };
    const running = Array.from({ length: 4 }, (_, at) => startWriter(writer(`w${at}`, { store, turns: 60 })));
    const { lost, repeated, torn } = await acknowledgedAndFound(folder.path('log'), running);
    expect({ lost, repeated, torn }).toEqual({ lost: [], repeated: 0, torn: 0 });
  });

  it(`lose nothing that was acknowledged, nor repeat a line, over ${KILLS} kills`, {
    timeout: 30_000 + KILLS * 1_000,
  }, async () => {
    const random = createRandom(SEED);
    const all: ReturnType<typeof startWriter>[] = [];
    let kills = 0;
    const lane = async (): Promise<void> => {
      while (kills < KILLS) {
        kills += 1;
        const one = startWriter(writer(`k${all.length}`, { turns: -1, seed: random(1e9) }));
        all.push(one);
        await one.reached(1 + random(100));
        one.kill();
        await one.ended;
      }
    };
    await Promise.all(Array.from({ length: Math.min(WRITERS, 2 + availableParallelism()) }, lane));
    const { lost, repeated, torn, acknowledged, results } = await acknowledgedAndFound(folder.path('log'), all);
    expect(results.filter((result) => result.signal !== 'SIGKILL')).toEqual([]);
    expect(acknowledged).toBeGreaterThan(KILLS);
    expect({ lost: lost.length, repeated }).toEqual({ lost: 0, repeated: 0 });
    console.log(`${KILLS} kills: ${acknowledged} lines acknowledged, ${torn} torn, 0 lost, 0 repeated`);
  });

  it('lose nothing of what they begin after a purge, and keep nothing of before, while others seal', async () => {
    const directory = folder.path('log');
    const running = Array.from({ length: 6 }, (_, at) =>
      startWriter(writer(`p${at}`, { turns: -1, maxLineBytes: 2_000 })),
    );
    for (let round = 1; round <= 5; round += 1) {
      await Promise.all(running.map((one) => one.reached(round * 200)));
      sealLog({ directory });
      purgeLog({ directory });
    }
    await Promise.all(running.map((one) => one.reached(2_000)));
    for (const one of running) one.kill();
    const { found, repeated, results } = await acknowledgedAndFound(folder.path('log'), running);
    expect(repeated).toBe(0);
    running.forEach(({ id }, at) => {
      const numbers = [...(found.get(id) ?? [])].sort((a, b) => a - b);
      const first = numbers[0] ?? Number.POSITIVE_INFINITY;
      expect(first).toBeGreaterThanOrEqual(1000);
      // From the first line that outlived the last purge on, every acknowledged one is there.
      expect(missingOf(new Set(numbers.map((n) => n - first)), (results[at]?.acknowledged ?? 0) - first)).toEqual([]);
    });
  });

  it.each(['natural', 'exit', 'throw', 'reject', 'SIGTERM', 'close'] as const)(
    'keep what the turn of their end recorded: %s',
    async (end) => {
      for (const io of ['sync', 'async'] as const) {
        const id = `${io}-${end}`;
        const one = startWriter(writer(id, { end, turns: 3, store: { directory: folder.path('log'), io } }));
        const { acknowledged } = await one.ended;
        const { found, repeated } = countByWriter(linesOf(folder.path('log')));
        expect({ id, lines: found.get(id)?.size, repeated }).toEqual({ id, lines: acknowledged + 5, repeated: 0 });
      }
    },
  );

  it('keep what other exit listeners record after the last microtask', async () => {
    const one = startWriter(writer('late', { end: 'exit-listener', turns: 1 }));
    const { acknowledged } = await one.ended;
    expect(countByWriter(linesOf(folder.path('log'))).found.get('late')?.size).toBe(acknowledged + 6);
  });

  it('end by the signal that was sent when the helper is installed', async () => {
    const one = startWriter(writer('signal', { end: 'SIGTERM', turns: 1 }));
    expect((await one.ended).signal).toBe('SIGTERM');
  });
});
