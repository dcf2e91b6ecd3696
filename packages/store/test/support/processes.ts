/** Starts writer processes and collects what they acknowledge. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StoreStats } from '../../src/index.ts';
import { eachLineOf } from './log-text.ts';
import type { WriterChildOptions } from './writer-child.ts';

const CHILD = fileURLToPath(new URL('./writer-child.ts', import.meta.url));

export interface EndedWriter {
  /** Lines acknowledged, from 0. */
  readonly acknowledged: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** What the store counted, where the child was asked to print it. */
  readonly stats: StoreStats | undefined;
}

export interface RunningWriter {
  readonly id: string;
  readonly ended: Promise<EndedWriter>;
  kill(): void;
  /** Resolves when that many lines are acknowledged, or it has ended. */
  reached(lines: number): Promise<void>;
}

/** Starts one; `wrapper` puts a command in front, such as `strace …`; `program` is another child that takes the same options. */
export function startWriter(
  options: WriterChildOptions,
  wrapper: readonly string[] = [],
  program: readonly string[] = [CHILD],
): RunningWriter {
  const [command = '', ...args] = [...wrapper, process.execPath, ...program, JSON.stringify(options)];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let acknowledged = 0;
  let stats: StoreStats | undefined;
  let stderr = '';
  let rest = '';
  let over = false;
  let waiting: { lines: number; resolve: () => void }[] = [];
  const settle = (): void => {
    for (const { lines, resolve } of waiting) if (over || acknowledged >= lines) resolve();
    waiting = waiting.filter(({ lines }) => !over && acknowledged < lines);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    if (parts.at(-1)?.startsWith('{')) stats = JSON.parse(parts.pop() ?? '') as StoreStats;
    acknowledged = Number(parts.at(-1) ?? acknowledged);
    settle();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<EndedWriter>((resolve) => {
    child.on('close', (code, signal) => {
      over = true;
      settle();
      resolve({ acknowledged, code, signal, stderr, stats });
    });
  });
  return {
    id: options.id,
    ended,
    kill: () => void child.kill('SIGKILL'),
    reached: (lines) =>
      new Promise((resolve) => {
        waiting.push({ lines, resolve });
        settle();
      }),
  };
}

/** Which lines of each writer are in a log, and how often at most one of them. */
export function countByWriter(lines: Iterable<string>): {
  found: Map<string, Set<number>>;
  repeated: number;
  torn: number;
} {
  const found = new Map<string, Set<number>>();
  let repeated = 0;
  let torn = 0;
  for (const line of lines) {
    let event: { w: string; n: number };
    try {
      event = JSON.parse(line) as { w: string; n: number };
    } catch {
      torn += 1;
      continue;
    }
    const numbers = found.get(event.w) ?? new Set();
    if (numbers.has(event.n)) repeated += 1;
    found.set(event.w, numbers.add(event.n));
  }
  return { found, repeated, torn };
}

/** The numbers below `acknowledged` that are missing. */
export function missingOf(found: ReadonlySet<number> | undefined, acknowledged: number): number[] {
  return Array.from({ length: acknowledged }, (_, n) => n).filter((n) => found?.has(n) !== true);
}

/** Waits for writers to end, and compares what they acknowledged with what stands in their log. */
export async function acknowledgedAndFound(directory: string, running: readonly RunningWriter[]) {
  const results = await Promise.all(running.map((one) => one.ended));
  const { found, repeated, torn } = countByWriter(eachLineOf(directory));
  const lost = running.flatMap(({ id }, at) => missingOf(found.get(id), results[at]?.acknowledged ?? 0));
  const acknowledged = results.reduce((sum, result) => sum + result.acknowledged, 0);
  return { lost, repeated, torn, acknowledged, results, found };
}
