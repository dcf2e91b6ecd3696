import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MAY_USE_NETWORK } from '../../../scripts/layers.ts';
import { COMMANDS } from '../src/command-list.ts';
import { createHome, recordEvents, type TestHome } from './support/home.ts';
import { reachableFrom, readImports } from './support/import-graph.ts';
import { enableByFlag, MAIN } from './support/run-cli.ts';

/** What each command is called with; the rest need nothing. */
const ARGS: { readonly [command: string]: readonly string[] } = {
  enable: ['--yes', '--upload', 'events', '--endpoint', 'https://collector.example.com'],
  import: ['package.json'],
  purge: ['--yes'],
  diff: ['one', 'one'],
  doctor: ['--canary'],
  snapshot: ['one'],
  replay: ['--list'],
  completion: ['bash'],
  conduit: ['../elsewhere', '--k', '100'],
};

/** Those that are for the network. Of `disable` and `doctor` only one option is. */
const FOR_THE_NETWORK = ['send', 'dashboard', 'metrics'];

/** Dynamic imports that a command makes only for the options named here, or that only a program that records makes. */
const GATES: readonly (readonly [file: string, specifier: string, when: string])[] = [
  ['apps/cli/src/commands/disable.ts', '../erase-sent.ts', 'disable --erase'],
  ['apps/cli/src/commands/doctor.ts', '../check-network.ts', 'doctor --network'],
  ['packages/core/src/upload.ts', '@telemetry/reporters/http', 'a program whose user agreed to send in the background'],
  ['packages/core/src/summary-reporter.ts', '@telemetry/reporters/http', 'the same'],
];

/** Calls that open, use or wait for a socket. */
const SOCKET_CALL = /\b(?:socket|connect|bind|listen|accept4?|sendto|sendmsg|sendmmsg|recvfrom|recvmsg)\(/;

/** The C library, asked for the user's name, looks for a cache on this machine before it reads /etc/passwd. */
const NAME_SERVICE_CACHE = /^.*socket\(AF_UNIX.*\n.*connect\(.*sun_path="\/(?:var\/)?run\/nscd\/socket".*\n/gm;

/** Runs a program under strace; its calls to do with the network, one a line. Its streams are files, which are no sockets. */
function traced(home: TestHome, program: readonly string[]): { readonly code: number; readonly calls: string } {
  const trace = join(home.elsewhere, 'trace');
  const line = ['strace', '-f', '--seccomp-bpf', '-qq', '-e', 'trace=network', '-o', trace, ...program]
    .map((word) => `'${word}'`)
    .join(' ');
  const script = `${line} </dev/null >'${home.elsewhere}/out' 2>&1; echo $?`;
  const code = Number(execFileSync('/bin/sh', ['-c', script], { cwd: home.project, env: home.env, encoding: 'utf8' }));
  return { code, calls: readFileSync(trace, 'utf8').replaceAll(NAME_SERVICE_CACHE, '') };
}

describe('every command but those for the network', () => {
  it('opens no socket, as the kernel sees it', async () => {
    const home = createHome();
    await enableByFlag(home, '--upload', 'events', '--endpoint', 'https://collector.example.com');
    await recordEvents(home, 2);
    const last = ['rotate-id', 'purge', 'disable'];
    const names = COMMANDS.map(({ name }) => name).filter((name) => !FOR_THE_NETWORK.includes(name));
    for (const name of [...names.filter((one) => !last.includes(one)), ...last]) {
      const { code, calls } = traced(home, [process.execPath, MAIN, name, ...(ARGS[name] ?? [])]);
      expect([name, code, calls.split('\n').filter((call) => SOCKET_CALL.test(call))]).toEqual([name, 0, []]);
    }
  });

  it('would be seen if it did', () => {
    const home = createHome();
    mkdirSync(home.telemetryDir, { recursive: true });
    const main = fileURLToPath(new URL('./support/opens-socket.ts', import.meta.url));
    expect(traced(home, [process.execPath, main]).calls).toMatch(SOCKET_CALL);
  });

  it('reaches no module that opens sockets, whatever it imports and when', () => {
    const gates = GATES.map(([file, specifier]) => `${file} ${specifier}`);
    for (const { name } of COMMANDS) {
      const reached = reachableFrom(`apps/cli/src/commands/${name}.ts`, gates);
      expect([name, reached.size > 0]).toEqual([name, true]);
      const opening = MAY_USE_NETWORK.filter((file) => reached.has(file));
      if (!FOR_THE_NETWORK.includes(name)) expect([name, opening]).toEqual([name, []]);
    }
    expect(reachableFrom('apps/cli/src/commands/send.ts', gates)).toContain(
      'packages/reporters/src/http/http-request.ts',
    );
    for (const [file, specifier] of GATES) {
      const found = readImports(file).filter((one) => one.specifier === specifier);
      expect([file, specifier, found.map(({ isDynamic }) => isDynamic)]).toEqual([file, specifier, [true]]);
    }
  });

  it('loads nothing of the kind with the command line itself', () => {
    const reached = reachableFrom('apps/cli/src/main.ts', [], { isStaticOnly: true });
    expect(MAY_USE_NETWORK.filter((file) => reached.has(file))).toEqual([]);
    expect([...reached].filter((file) => file.includes('@clack') || file.endsWith('ask.ts'))).toEqual([]);
  });
});
