/** Starts a collector in a process of its own, so that its handles are not those of the test. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The other process. */
export interface CollectorProcess {
  readonly endpoint: string;
  /** The texts of all batches committed so far. */
  committed(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Starts it and waits until it listens. */
export async function startCollectorProcess(): Promise<CollectorProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'collector-child.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const endpoint = `http://127.0.0.1:${line.toString('utf8').trim()}`;
  return {
    endpoint,
    committed: async () =>
      (await (await fetch(endpoint, { headers: { connection: 'close' } })).json()) as readonly string[],
    async stop() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
