/** Starts real processes of this package's sources and waits for them. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `test/processes/<name>` with arguments. */
export function start(name: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const file = join(import.meta.dirname, 'processes', name);
  return spawn(process.execPath, [file, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Waits for the end of a process. */
export async function finish(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}

/** Starts several at once and waits for all. Fails with what they printed unless all end with 0. */
export async function runTogether(name: string, argLists: readonly (readonly string[])[]): Promise<readonly string[]> {
  const children = argLists.map((args) => start(name, args));
  // All wait for this line, so that they begin together once all are up.
  const ended = children.map(finish);
  await Promise.all(children.map((child) => once(child.stdout ?? child, 'data')));
  for (const child of children) child.stdin?.end('go\n');
  const results = await Promise.all(ended);
  for (const { code, stderr } of results) {
    if (code !== 0) throw new Error(`a process ended with ${code}: ${stderr}`);
  }
  return results.map(({ stdout }) => stdout.replace(/^ready\n/, '').trim());
}
