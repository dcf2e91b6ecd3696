import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/command-list.ts';
import { createHome, recordEvents } from './support/home.ts';
import { enableByFlag, runCli } from './support/run-cli.ts';

const guard = fileURLToPath(new URL('./support/refuse-sockets.ts', import.meta.url));

const ARGS: { readonly [command: string]: readonly string[] } = {
  enable: ['--yes'],
  import: ['package.json'],
  purge: ['--yes'],
  diff: ['one', 'one'],
  doctor: ['--canary'],
  snapshot: ['one'],
};

describe('every command', () => {
  it('opens no socket and asks no name server', async () => {
    const home = createHome();
    await enableByFlag(home);
    await recordEvents(home, 2);
    const last = ['rotate-id', 'purge', 'disable'];
    const names = [...COMMANDS.map(({ name }) => name).filter((name) => !last.includes(name)), ...last];
    for (const name of names) {
      const { code, stderr } = await runCli(home, [name, ...(ARGS[name] ?? [])], { node: ['--import', guard] });
      expect([name, code, stderr.includes('SOCKET')]).toEqual([name, 0, false]);
    }
  });

  it('would be caught if it did', async () => {
    const home = createHome();
    const main = fileURLToPath(new URL('./support/opens-socket.ts', import.meta.url));
    const { code, stderr } = await runCli(home, [], { main, node: ['--import', guard] });
    expect([code, stderr]).toEqual([99, expect.stringContaining('SOCKET')]);
  });
});
