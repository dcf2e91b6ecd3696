/** Measures recording, starting and what the host notices: prepares once, runs every group, and renders the sections. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedVersions, prepareApp } from '../measure/prepare-app.ts';
import { runRounds } from '../measure/run-rounds.ts';
import { describeFileSystem, describeLoad, describeMachine } from '../report/machine.ts';
import type { PageSection } from '../report/page.ts';
import type { Part } from './groups.ts';
import { recordingParts } from './groups.ts';
import { measureSizes } from './measure-sizes.ts';
import { renderSection } from './render-section.ts';

/** Rounds of a run that only shows that everything works. */
const QUICK_ROUNDS = 1;

/** What we are compared with. */
const PEERS = [
  'pino',
  '@opentelemetry/api',
  '@opentelemetry/sdk-logs',
  'posthog-node',
  '@segment/analytics-node',
] as const;

/**
 * Runs the sections that are wanted, and hands each on when it is done. Uses a temporary folder, the registry of npm and the loopback.
 *
 * @throws Error when a case fails
 */
export async function measureRecording(
  isQuick: boolean,
  isWanted: (id: string) => boolean,
  take: (section: PageSection) => void,
): Promise<void> {
  const app = mkdtempSync(join(tmpdir(), 'telemetry-bench-'));
  try {
    await prepareApp(app, { peers: PEERS, cases: join(import.meta.dirname, 'cases') });
    const consented = join(app, 'consented');
    mkdirSync(consented, { mode: 0o700 });
    const agree = {
      name: 'agree',
      args: ['agree.js'],
      measured: 'figures',
      env: { TELEMETRY_HOME: consented },
    } as const;
    runRounds([agree], 1, { app, isQuick });
    for (const part of recordingParts(consented).filter(({ id }) => isWanted(id))) {
      take({ id: part.id, text: await measurePart(part, app, isQuick) });
    }
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
}

async function measurePart(part: Part, app: string, isQuick: boolean): Promise<string> {
  const loadBefore = describeLoad();
  const measured = part.groups.map((group) => {
    console.error(`measuring: ${group.title}`);
    const rounds = isQuick ? QUICK_ROUNDS : group.rounds;
    return { group: { ...group, rounds }, samples: runRounds(group.contenders, rounds, { app, isQuick }) };
  });
  return renderSection(part, measured, part.hasSizes ? await measureSizes(app) : undefined, {
    machine: describeMachine(),
    fileSystem: describeFileSystem(app),
    loadBefore,
    loadAfter: describeLoad(),
    versions: installedVersions(app, PEERS),
    date: new Date().toISOString().slice(0, 10),
  });
}
