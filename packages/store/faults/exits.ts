/** Every way a process or a thread can end, and what it loses. Writes the table of the page: promise and figures. */
import { join } from 'node:path';
import { acknowledgedAndFound, startWriter } from '../test/support/processes.ts';
import type { WriterChildOptions, WriterEnd } from '../test/support/writer-child.ts';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { inLanes } from './fault-run.ts';

/** Lines that are recorded in the last turn; see the child. */
const LAST_TURN_LINES = 5;

interface Exit {
  readonly what: string;
  readonly end: WriterEnd;
  /** The last turn is over when it ends. */
  readonly endsAfterTurn?: boolean;
  /** How many lines of the last turn may be missing: none, or all. */
  readonly mayLose: { readonly sync: 0 | 5; readonly async: 0 | 5 };
  readonly wrapper?: readonly string[];
  /** As a worker thread, ended so by its parent. */
  readonly worker?: 'terminate' | 'exit' | 'wait';
}

const NOTHING = { sync: 0, async: 0 } as const;
const THE_TURN = { sync: 5, async: 5 } as const;
const WHAT_WAITS = { sync: 0, async: 5 } as const;
const NO_CORE = ['bash', '-c', 'ulimit -c 0; exec "$@"', 'bash'];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGSEGV', 'SIGKILL'] as const;

const EXITS: readonly Exit[] = [
  { what: 'natural end', end: 'natural', mayLose: NOTHING },
  { what: '`close()`', end: 'close', mayLose: NOTHING },
  { what: '`process.exit()`', end: 'exit', mayLose: NOTHING },
  { what: '`process.exit()`, another exit listener records', end: 'exit-listener', mayLose: NOTHING },
  { what: 'uncaught exception', end: 'throw', mayLose: NOTHING },
  { what: 'unhandled rejection', end: 'reject', mayLose: NOTHING },
  { what: 'SIGTERM with `installSignalHandlers`', end: 'SIGTERM', mayLose: NOTHING },
  ...SIGNALS.flatMap((signal): Exit[] => [
    { what: `${signal} during a turn`, end: `bare ${signal}`, mayLose: THE_TURN, wrapper: NO_CORE },
    { what: `${signal} after it`, end: `bare ${signal}`, endsAfterTurn: true, mayLose: WHAT_WAITS, wrapper: NO_CORE },
  ]),
  { what: '`process.abort()`', end: 'abort', mayLose: THE_TURN, wrapper: NO_CORE },
  {
    what: '`process.abort()` after the turn',
    end: 'abort',
    endsAfterTurn: true,
    mayLose: WHAT_WAITS,
    wrapper: NO_CORE,
  },
  {
    what: 'heap out of memory during a turn',
    end: 'out-of-memory',
    mayLose: THE_TURN,
    wrapper: [...NO_CORE, 'env', 'NODE_OPTIONS=--max-old-space-size=64'],
  },
  { what: 'a worker thread ends', end: 'natural', worker: 'wait', mayLose: NOTHING },
  { what: '`process.exit()` within a worker', end: 'exit', worker: 'wait', mayLose: NOTHING },
  { what: '`worker.terminate()` during a turn', end: 'hold', worker: 'terminate', mayLose: THE_TURN },
  { what: '`worker.terminate()` after it', end: 'hold', endsAfterTurn: true, worker: 'terminate', mayLose: WHAT_WAITS },
  {
    what: '`process.exit()` of the main thread during a turn of a worker',
    end: 'hold',
    worker: 'exit',
    mayLose: THE_TURN,
  },
  { what: 'the same after the turn', end: 'hold', endsAfterTurn: true, worker: 'exit', mayLose: WHAT_WAITS },
];

export const exits: FaultFamily = {
  title: 'Exits',
  about:
    'A process records some turns, then five lines, and ends in the same turn or after it. “Earlier turns” were acknowledged and may ' +
    'never be lost; of the last turn’s five lines at most what the page of the format says. Figures are lines lost, the most of all ends.',
  async run(run) {
    const findings = new Map<Exit, Finding>();
    await inLanes(3, EXITS, async (exit) => {
      findings.set(exit, await tryExit(run, exit));
    });
    return EXITS.flatMap((exit) => findings.get(exit) ?? []);
  },
};

async function tryExit(run: FaultRun, exit: Exit): Promise<Finding> {
  const times = run.isShort ? 1 : 5;
  let isBroken = false;
  const seen: string[] = [];
  for (const io of ['sync', 'async'] as const) {
    const total = { earlier: 0, last: 0, repeated: 0 };
    for (let time = 0; time < times; time += 1) {
      const { lost, missing, repeated } = await endOne(run, exit, io, time);
      total.earlier += lost;
      total.last = Math.max(total.last, missing);
      total.repeated += repeated;
    }
    if (total.earlier + total.repeated > 0 || total.last > exit.mayLose[io]) isBroken = true;
    const last = `${total.last} of the last turn (may be ${exit.mayLose[io]})`;
    seen.push(`\`${io}\`: ${total.earlier} of earlier turns, ${last}, ${total.repeated} repeated`);
  }
  return { what: exit.what, amount: `${times * 2} ends`, seen: seen.join('; '), outcome: isBroken ? 'broken' : 'held' };
}

async function endOne(run: FaultRun, exit: Exit, io: 'sync' | 'async', time: number) {
  const directory = run.folder();
  const options: WriterChildOptions = {
    store: { directory, io },
    id: 'w',
    seed: run.seed + time,
    turns: 3 + time,
    maxLineBytes: 5000,
    end: exit.end,
    ...(exit.endsAfterTurn === undefined ? {} : { endsAfterTurn: exit.endsAfterTurn }),
  };
  const inWorker = exit.worker === undefined ? undefined : [join(import.meta.dirname, 'worker-child.ts'), exit.worker];
  const child = startWriter(options, exit.wrapper ?? [], ...(inWorker === undefined ? [] : [inWorker]));
  const { found, lost, repeated, acknowledged } = await acknowledgedAndFound(directory, [child]);
  run.remove(directory);
  const recorded = acknowledged + LAST_TURN_LINES + Number(exit.end === 'exit-listener');
  return { lost: lost.length, repeated, missing: recorded - (found.get('w')?.size ?? 0) - lost.length };
}
