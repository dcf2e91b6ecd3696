/** Starts a sidecar in a process of its own. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The other process. */
export interface SidecarProcess {
  /** Its port, or the path of its socket. */
  readonly address: string;
  /** The lines it has got; waits until there are so many. */
  lines(atLeast: number): Promise<readonly string[]>;
  forget(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it at a path, or at `0` on a free port. */
export async function startSidecarProcess(where: string): Promise<SidecarProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sidecar-child.ts'), where], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const output = createInterface({ input: child.stdout });
  const answer = async (): Promise<string> => ((await once(output, 'line')) as [string])[0];
  const ask = async (command: string): Promise<readonly string[]> => {
    const said = answer();
    child.stdin.write(`${command}\n`);
    return JSON.parse(await said) as readonly string[];
  };
  return {
    address: await answer(),
    async lines(atLeast) {
      for (;;) {
        const lines = await ask('lines');
        if (lines.length >= atLeast) return lines;
      }
    },
    async forget() {
      await ask('forget');
    },
    async stop() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
