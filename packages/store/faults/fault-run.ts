/** What every family of faults gets and gives back. Owns the folder of a run and what must be undone at its end, whatever ends it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `held`: as promised. `broken`: not. `not shown`: this machine does not allow the test. `no promise`: what a limit that the format page names costs, or that the test can fail. */
export type Outcome = 'held' | 'broken' | 'not shown' | 'no promise';

/** One row of the page. */
export interface Finding {
  /** What was done. */
  readonly what: string;
  /** How often. */
  readonly amount: string;
  /** What came of it, in figures. */
  readonly seen: string;
  readonly outcome: Outcome;
}

/** One kind of fault. */
export interface FaultFamily {
  readonly title: string;
  /** What is promised, and how it is tried. */
  readonly about: string;
  run(run: FaultRun): Promise<Finding[]>;
}

/** One run of the harness. */
export interface FaultRun {
  /** For every change: a smaller amount of each. */
  readonly isShort: boolean;
  readonly seed: number;
  /** Makes an empty folder (0700) that goes at the end of the run, or earlier by `remove`. */
  folder(): string;
  remove(folder: string): void;
  /** Has something undone at the end of the process, last first. Synchronous, also after a signal. Returns a call that does it now. */
  defer(undo: () => void): () => void;
}

/** Starts a run in a fresh folder among the temporary ones. */
export function createFaultRun(isShort: boolean, seed: number): FaultRun {
  const root = mkdtempSync(join(tmpdir(), 'store-faults-'));
  // mkdtemp makes it 0700; a bind mount and a foreign owner need no more.
  chmodSync(root, 0o700);
  const undos: (() => void)[] = [() => rmSync(root, { recursive: true, force: true })];
  let count = 0;
  process.on('exit', () => {
    for (const undo of undos.reverse()) undo();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
  return {
    isShort,
    seed,
    folder: () => {
      count += 1;
      const folder = join(root, String(count));
      mkdirSync(folder, { mode: 0o700 });
      return folder;
    },
    remove: (folder) => rmSync(folder, { recursive: true, force: true }),
    defer: (undo) => {
      undos.push(undo);
      return () => {
        const at = undos.indexOf(undo);
        if (at === -1) return;
        undos.splice(at, 1);
        undo();
      };
    },
  };
}

/** Tells whether this process may mount, chown and make devices. */
export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** Runs a command of the system. @throws Error with what it printed, when it fails. */
export function runCommand(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr.trim()}`);
  return stdout.trim();
}

/** Tells whether a command is there. As root on Debian a missing one is installed. */
export function ensureCommand(command: string, debianPackage: string): boolean {
  const isThere = (): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
  if (isThere() || !isRoot()) return isThere();
  if (spawnSync('apt-get', ['install', '-y', '-q', debianPackage]).status !== 0) {
    spawnSync('apt-get', ['update', '-q']);
    spawnSync('apt-get', ['install', '-y', '-q', debianPackage]);
  }
  return isThere();
}

/** A row for what this machine cannot show. */
export function notShown(what: string, why: string): Finding {
  return { what, amount: '0', seen: why, outcome: 'not shown' };
}

/** A row whose figures, named, must all be 0 from `must` and may be anything in `seen`. */
export function judge(
  what: string,
  amount: string,
  seen: Readonly<Record<string, number>>,
  must: Readonly<Record<string, number>>,
): Finding {
  const figures = [...Object.entries(seen), ...Object.entries(must)];
  return {
    what,
    amount,
    seen: figures.map(([name, value]) => `${name} ${value.toLocaleString('en-US')}`).join(', '),
    outcome: Object.values(must).every((value) => value === 0) ? 'held' : 'broken',
  };
}

/** Works through a list with so many at a time. */
export async function inLanes<T>(lanes: number, work: readonly T[], one: (item: T) => Promise<void>): Promise<void> {
  const rest = [...work];
  const lane = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await one(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
