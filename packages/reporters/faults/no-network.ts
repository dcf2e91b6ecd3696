/** A host in a network namespace: without a route, with a route into the void, and when the network comes back. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate } from '../test/support/certificates.ts';
import { startCollector } from '../test/support/collector.ts';
import { type FaultFamily, type FaultRun, type Finding, judge, outboxPaths } from './finding.ts';

/** Of a network that exists on this machine alone. */
const OUTSIDE = '10.213.77.1';
const INSIDE = '10.213.77.2';
/** A name server and a collector that nobody answers for: TEST-NET-2, of RFC 5737. */
const VOID = '198.51.100.7';

const EVENTS = { short: 2_000, long: 20_000 };
/** The host's bound of `close`. */
const EXIT_MS = 2_000;
/** A network that is waited for takes a second at least. */
const WAIT_MS = 1_000;
/** What the store's queue and a request may take, and the runtime's moods. */
const GROWTH_MIB = 48;

/** The family. */
export const noNetwork: FaultFamily = {
  title: 'A network namespace',
  about:
    '`ip netns`: a host records with sending in the background, where there is no route at all, where packets and questions to the ' +
    'name server vanish, and where the network has come back. Exit: from before `close({ timeoutMs: 2000 })` to the end of the process by itself.',
  run,
};

async function run(faultRun: FaultRun): Promise<readonly Finding[]> {
  const name = `delivery-${process.pid}`;
  if (!makeNamespace(name)) {
    return [
      {
        what: 'no route, no answer, network back',
        amount: '0',
        seen: '`ip netns` is not allowed here',
        outcome: 'not shown',
      },
    ];
  }
  const undo = (): void => void spawnSync('ip', ['netns', 'del', name]);
  process.on('exit', undo);
  const tls = await makeCertificate({ address: OUTSIDE });
  try {
    return await inNamespace(faultRun, name, tls);
  } finally {
    undo();
  }
}

async function inNamespace(faultRun: FaultRun, name: string, tls: { readonly key: string; readonly cert: string }) {
  const events = EVENTS[faultRun.isShort ? 'short' : 'long'];
  const paths = outboxPaths(faultRun, 'network');
  const resolver = join(faultRun.folder, 'resolv.conf');
  writeFileSync(resolver, `nameserver ${VOID}\n`);
  const findings: Finding[] = [];
  const life = async (what: string, endpoint: string, first: number): Promise<void> => {
    const task = { paths, endpoint, certificateAuthority: tls.cert, first, events };
    findings.push(judgeLife(what, events, await liveIn(name, resolver, task)));
  };

  await life('no route', `https://${OUTSIDE}:9`, 0);
  ip('link', 'set', outsideLink(), 'up');
  ip('-n', name, 'addr', 'add', `${INSIDE}/30`, 'dev', 'in0');
  ip('-n', name, 'link', 'set', 'in0', 'up');
  // The next hop has an address that no card has: frames to it are taken by nobody.
  ip('-n', name, 'neigh', 'add', OUTSIDE, 'lladdr', '02:00:00:00:00:01', 'dev', 'in0');
  ip('-n', name, 'route', 'add', 'default', 'via', OUTSIDE);
  await life('packets vanish', `https://${VOID}`, events);
  await life('questions to the name server vanish', 'https://collector.example', 2 * events);

  ip('-n', name, 'route', 'del', 'default');
  ip('-n', name, 'neigh', 'del', OUTSIDE, 'dev', 'in0');
  ip('addr', 'add', `${OUTSIDE}/30`, 'dev', outsideLink());
  const collector = await startCollector(tls, undefined, OUTSIDE);
  const task = { paths, endpoint: collector.endpoint, certificateAuthority: tls.cert, first: 0, events: 0 };
  const { ended = '', passes = 0, lastError = 'no failure' } = await liveIn(name, resolver, task);
  const arrived = new Set(collector.eventIds());
  await collector.close();
  const recorded = 3 * events;
  const repeats = collector.eventIds().length - arrived.size;
  findings.push(
    judge(
      'the network is back',
      `1 process, ended ${ended}, ${lastError}`,
      { recorded, arrived: arrived.size, repeats },
      { lost: recorded - arrived.size, 'passes that ended early': passes - 1 },
    ),
  );
  return findings;
}

interface Life {
  readonly slowestMs: number;
  readonly grownMib: number;
  readonly exitMs: number;
  readonly code: number;
  readonly lastError?: string;
  /** How the last pass ended. */
  readonly ended?: string;
  readonly passes?: number;
}

function judgeLife(what: string, events: number, life: Life): Finding {
  const finding = judge(
    what,
    `${events.toLocaleString('en-US')} events`,
    {
      'slowest report (ms)': Math.round(life.slowestMs),
      'memory grown (MiB)': Math.round(life.grownMib),
      'exit (ms)': Math.round(life.exitMs),
    },
    {
      'reports over 1 s': Number(life.slowestMs > WAIT_MS),
      [`growth over ${GROWTH_MIB} MiB`]: Number(life.grownMib > GROWTH_MIB),
      'exits over 2 s': Number(life.exitMs > EXIT_MS),
      'exit codes that are not 0': Number(life.code !== 0),
    },
  );
  return { ...finding, seen: `${life.lastError ?? 'no failure'}; ${finding.seen}` };
}

/** Runs a host in the namespace, with a name server that nobody answers for. */
async function liveIn(name: string, resolver: string, task: object): Promise<Life> {
  const script = join(import.meta.dirname, 'network-child.ts');
  const inside = 'mount --bind "$1" /etc/resolv.conf; shift; exec "$@"';
  const child = spawn(
    'ip',
    ['netns', 'exec', name, 'sh', '-c', inside, 'sh', resolver, process.execPath, script, JSON.stringify(task)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  let saidAt = performance.now();
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    saidAt = performance.now();
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return { ...(JSON.parse(text) as Life), exitMs: performance.now() - saidAt, code: code ?? -1 };
}

function makeNamespace(name: string): boolean {
  if (process.geteuid?.() !== 0 || spawnSync('ip', ['netns', 'add', name]).status !== 0) return false;
  const made = spawnSync('ip', ['link', 'add', outsideLink(), 'type', 'veth', 'peer', 'name', 'in0', 'netns', name]);
  if (made.status === 0) return true;
  spawnSync('ip', ['netns', 'del', name]);
  return false;
}

function outsideLink(): string {
  return `out${process.pid}`;
}

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}
