/**
 * Runs contenders in turns, A B A B, each time in a process of its own and in an empty folder of its own.
 * Owns processes and what they answer; knows nothing of what is measured.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** One side of a comparison. */
export interface Contender {
  readonly name: string;
  /** The command without the interpreter: a script and its arguments, or `-e` and a text. Runs under this Node. */
  readonly args: readonly string[];
  /**
   * `figures`: the last line that it prints is what it measured of itself. `process`: the whole process is timed from outside. `usage`: the
   * same, with the peak of its memory, by a module that is loaded before it and so is in its figures.
   */
  readonly measured: 'figures' | 'process' | 'usage';
  readonly env?: { readonly [name: string]: string };
  /** A folder that is deleted before each run: what a former run has kept. */
  readonly fresh?: string;
  /** A script and its arguments that is run before each run, and not measured. */
  readonly before?: readonly string[];
}

/** What contenders are given beside their arguments. */
export interface Bench {
  /** The folder with the packages installed; every process runs in it. */
  readonly app: string;
  /** Fewer events: shows that everything runs, and no figure worth keeping. */
  readonly isQuick: boolean;
}

/** Samples by contender and figure, one a round. */
export type Samples = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;

/** Milliseconds after which a process is taken to hang: ten million events through the slowest take minutes. */
const TIMEOUT_MS = 900_000;

/** Bytes that a process may print: a summary has some hundred thousand. */
const MAX_PRINTED_BYTES = 64 * 1_048_576;

/** Times a command to the microsecond, its CPU to the millisecond, with nothing running inside it. Bash 5, since `times` knows children. */
const TIMED = `start=$EPOCHREALTIME; "$@" >/dev/null; code=$?; end=$EPOCHREALTIME; times; echo "$code $start $end"`;

/**
 * Runs every contender once a round.
 *
 * @throws Error when a process fails, or answers no figures
 */
export function runRounds(contenders: readonly Contender[], rounds: number, bench: Bench): Samples {
  const samples = new Map<string, Map<string, number[]>>();
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      const ofContender = samples.get(contender.name) ?? new Map<string, number[]>();
      samples.set(contender.name, ofContender);
      for (const [figure, value] of Object.entries(runOnce(contender, bench))) {
        ofContender.set(figure, [...(ofContender.get(figure) ?? []), value]);
      }
    }
  }
  return samples;
}

function runOnce(contender: Contender, bench: Bench): { readonly [figure: string]: number } {
  mkdirSync(join(bench.app, 'work'), { recursive: true });
  const folder = mkdtempSync(join(bench.app, 'work', 'run-'));
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    BENCH_FOLDER: folder,
    BENCH_USAGE: join(folder, 'usage.json'),
    ...(bench.isQuick ? { BENCH_QUICK: '1' } : {}),
    ...contender.env,
  };
  const [command = '', ...args] = commandOf(contender);
  if (contender.fresh !== undefined) rmSync(contender.fresh, { recursive: true, force: true });
  const options = {
    cwd: bench.app,
    env,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_PRINTED_BYTES,
  } as const;
  try {
    if (contender.before !== undefined) {
      const { status, stderr } = spawnSync(process.execPath, contender.before, options);
      if (status !== 0) throw new Error(`what comes before ${contender.name} failed\n${stderr}`);
    }
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(command, args, options);
    const wallMs = performance.now() - start;
    if (status !== 0) throw new Error(`${contender.name} failed\n${stdout}${stderr}`);
    if (contender.measured === 'usage') {
      return { wall_ms: wallMs, ...parseFigures(readFileSync(env.BENCH_USAGE, 'utf8')) };
    }
    return contender.measured === 'process' ? parseTimed(contender.name, stdout) : parseFigures(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commandOf({ measured, args }: Contender): readonly string[] {
  if (measured === 'process') return ['bash', '-c', TIMED, 'bench', process.execPath, ...args];
  return [process.execPath, ...(measured === 'usage' ? ['--import', './report-usage.js'] : []), ...args];
}

/** Reads what a case says of itself: a JSON object of numbers on its last line. */
export function parseFigures(stdout: string): { readonly [figure: string]: number } {
  const figures: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  if (typeof figures !== 'object' || figures === null) throw new Error('a case answers an object of figures');
  for (const value of Object.values(figures)) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error('a figure is a finite number');
  }
  return figures as { readonly [figure: string]: number };
}

/** Reads what `TIMED` prints: the times of the shell, of its children, then the code and both instants in seconds. */
export function parseTimed(name: string, stdout: string): { readonly wall_ms: number; readonly cpu_ms: number } {
  const [, children = '', last = ''] = stdout.trimEnd().split('\n');
  const [code, start, end] = last.split(' ').map(Number);
  if (code !== 0 || start === undefined || end === undefined) throw new Error(`${name} ended with ${code}`);
  const cpuSeconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
  return { wall_ms: (end - start) * 1_000, cpu_ms: cpuSeconds * 1_000 };
}
