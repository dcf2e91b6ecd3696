/** The store against a model of three lines: a list of what should be in the log. */
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openStore, purgeLog, readLog, type Store, sealLog, verifyLog } from '../src/index.ts';

interface Model {
  expected: string[];
  next: number;
}
interface Real {
  readonly directory: string;
  readonly stores: Store[];
  readonly open: () => Store;
}
type Command = fc.AsyncCommand<Model, Real>;

function command(name: string, run: (model: Model, real: Real) => Promise<void> | void): Command {
  return { check: () => true, run: async (model, real) => run(model, real), toString: () => name };
}

const which = fc.nat(2);
const commands = [
  fc.tuple(which, fc.array(fc.nat(3000), { minLength: 1, maxLength: 8 })).map(([at, sizes]) =>
    command(`append ${sizes.length} by ${at}`, async (model, real) => {
      for (const size of sizes) {
        const line = JSON.stringify({ n: model.next, pad: 'p'.repeat(size) });
        model.next += 1;
        model.expected.push(line);
        real.stores[at]?.append(line);
      }
      await real.stores[at]?.flush();
    }),
  ),
  which.map((at) => command(`seal by ${at}`, (_model, real) => void real.stores[at]?.seal())),
  fc.constant(command('seal from outside', (_model, real) => void sealLog({ directory: real.directory }))),
  which.map((at) =>
    command(`purge by ${at}`, async (model, real) => {
      await real.stores[at]?.purge();
      model.expected = [];
    }),
  ),
  fc.constant(
    command('purge from outside', (model, real) => {
      purgeLog({ directory: real.directory });
      model.expected = [];
    }),
  ),
  which.map((at) =>
    command(`restart ${at}`, async (_model, real) => {
      await real.stores[at]?.close();
      real.stores[at] = real.open();
    }),
  ),
  fc.string({ maxLength: 20 }).map((text) =>
    command('a writer dies in mid-write', (_model, real) => {
      const live = join(real.directory, 'events.jsonl');
      if (existsSync(live)) appendFileSync(live, `\n{"torn":${JSON.stringify(text)}`);
    }),
  ),
  fc.constant(
    command('read', async (model, real) => {
      const lines: string[] = [];
      const reading = readLog({ directory: real.directory });
      for await (const { line } of reading) lines.push(line);
      expect(lines.sort()).toEqual([...model.expected].sort());
      expect(verifyLog({ directory: real.directory })).toMatchObject({ ok: true, events: model.expected.length });
    }),
  ),
];

it('three writers, seals, purges, restarts and torn lines leave exactly what the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (run) => {
      const home = mkdtempSync(join(tmpdir(), 'telemetry-model-'));
      const directory = join(home, 'log');
      const open = (): Store => openStore({ directory, maxFileBytes: 5000 });
      const real: Real = {
        directory,
        stores: [open(), open(), openStore({ directory, maxFileBytes: 5000, io: 'async' })],
        open,
      };
      try {
        await fc.asyncModelRun(() => ({ model: { expected: [], next: 0 }, real }), run);
      } finally {
        await Promise.all(real.stores.map((store) => store.close()));
        rmSync(home, { recursive: true, force: true });
      }
    }),
    { numRuns: 150 },
  );
});
