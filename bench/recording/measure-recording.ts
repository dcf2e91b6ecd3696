/** Measures recording, starting and size: prepares, runs every group, and renders the section. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedVersions, prepareApp } from '../measure/prepare-app.ts';
import { runRounds } from '../measure/run-rounds.ts';
import { describeFileSystem, describeLoad, describeMachine } from '../report/machine.ts';
import type { PageSection } from '../report/page.ts';
import { recordingGroups } from './groups.ts';
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

/** Runs everything. Uses a temporary folder, the registry of npm and the loopback. @throws Error when a case fails */
export async function measureRecording(isQuick: boolean): Promise<PageSection> {
  const app = mkdtempSync(join(tmpdir(), 'telemetry-bench-'));
  try {
    await prepareApp(app, { peers: PEERS, cases: join(import.meta.dirname, 'cases') });
    const loadBefore = describeLoad();
    const consented = join(app, 'consented');
    mkdirSync(consented, { mode: 0o700 });
    const agree = {
      name: 'agree',
      args: ['agree.js'],
      measured: 'figures',
      env: { TELEMETRY_HOME: consented },
    } as const;
    runRounds([agree], 1, { app, isQuick });
    const measured = recordingGroups(consented).map((group) => {
      console.error(`measuring: ${group.title}`);
      const rounds = isQuick ? QUICK_ROUNDS : group.rounds;
      return { group: { ...group, rounds }, samples: runRounds(group.contenders, rounds, { app, isQuick }) };
    });
    const text = renderSection(measured, await measureSizes(app), {
      machine: describeMachine(),
      fileSystem: describeFileSystem(app),
      loadBefore,
      loadAfter: describeLoad(),
      versions: installedVersions(app, PEERS),
      date: new Date().toISOString().slice(0, 10),
    });
    return { id: 'recording', text };
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
}
