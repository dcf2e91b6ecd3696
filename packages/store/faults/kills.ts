/** SIGKILL at random moments. */
import { verifyLog } from '../src/index.ts';
import { acknowledgedAndFound, type RunningWriter, startWriter } from '../test/support/processes.ts';
import { createRandom } from '../test/support/random.ts';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { inLanes, judge } from './fault-run.ts';

const WRITERS = 8;

export const kills: FaultFamily = {
  title: 'SIGKILL',
  about:
    'Eight processes write one log, lines of 200 B to 64 KB, and acknowledge each turn that is over. Each is killed at a random ' +
    'moment and replaced. What was acknowledged must be there once; another process’s line must never be hurt.',
  run: async (run) => [
    await killWriters(run, 'sync', run.isShort ? 40 : 1000),
    await killWriters(run, 'async', run.isShort ? 8 : 200),
  ],
};

async function killWriters(run: FaultRun, io: 'sync' | 'async', amount: number): Promise<Finding> {
  const directory = run.folder();
  const random = createRandom(run.seed);
  const all: RunningWriter[] = [];
  const rounds = Array.from({ length: amount }, (_, at) => at);
  await inLanes(WRITERS, rounds, async (at) => {
    const one = startWriter({
      // Retention is not what is asked here.
      store: { directory, io, maxFileBytes: 2_000_000, maxTotalBytes: Number.MAX_SAFE_INTEGER },
      id: `k${at}`,
      seed: random(1e9),
      turns: -1,
      minLineBytes: 200,
      maxLineBytes: 64_000,
      end: 'natural',
    });
    all.push(one);
    await one.reached(1 + random(400));
    one.kill();
    await one.ended;
  });
  const { acknowledged, lost, repeated, torn, found, results } = await acknowledgedAndFound(directory, all);
  const lines = [...found.values()].reduce((sum, numbers) => sum + numbers.size, 0);
  const report = verifyLog({ directory });
  run.remove(directory);
  return judge(
    io === 'sync' ? 'one write a turn' : '`io: async`, acknowledged by `flush`',
    `${amount} kills`,
    { acknowledged, torn, files: report.files.length, MB: Math.round(report.bytes / 1e6) },
    {
      'ended otherwise': results.filter(({ signal }) => signal !== 'SIGKILL').length,
      'acknowledged and lost': lost.length,
      repeated,
      'found by us and not by the reader': lines - report.events,
    },
  );
}
