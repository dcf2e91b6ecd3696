/** A home with a secret, a log and a release folder, each in a temporary place that goes with the test. */

import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { telemetryPaths } from '@telemetry/store';
import { onTestFinished } from 'vitest';
import type { ConduitOptions } from '../../src/node/run-conduit.ts';
import { APP, CATALOG, eventOf } from './samples.ts';

/** What a test works with. */
export interface Disk {
  readonly folder: string;
  readonly telemetryDir: string;
  readonly release: string;
  readonly storePath: string;
  readonly streamPath: string;
  readonly options: ConduitOptions & { readonly out: string };
  /** Appends so many events to a file of the log; the live one where none is named. */
  record(count: number, file?: string): void;
  /** Every file of home, release and snapshot, by its path. */
  contents(): Readonly<Record<string, string>>;
}

/** Makes a place with so many events. The floor is 5, a window has 10 ticks. */
export function createDisk(count = 0): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-conduit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const paths = telemetryPaths(APP, { home: folder, env: {} });
  const { telemetryDir, streamsDir } = paths;
  const release = join(folder, 'release');
  mkdirSync(streamsDir, { recursive: true, mode: 0o700 });
  mkdirSync(join(release, 'lib'), { recursive: true });
  writeFileSync(join(release, 'app.js'), 'export {};\n');
  writeFileSync(join(release, 'lib', 'part.js'), '');
  const streamPath = join(streamsDir, 'conduit.json');
  writeFileSync(streamPath, JSON.stringify({ version: 1, secret: randomBytes(32).toString('hex') }), { mode: 0o600 });
  const options = {
    app: APP,
    paths,
    log: { directory: telemetryDir },
    catalog: CATALOG,
    releaseDir: release,
    out: join(folder, 'snapshot.json'),
    k: 5,
    windowTicks: 10,
  };
  let recorded = 0;
  const disk: Disk = {
    folder,
    telemetryDir,
    release,
    storePath: join(release, 'receipts', 'telemetry_conduit.json'),
    streamPath,
    options,
    record: (more, file = 'events.jsonl') => {
      const lines = Array.from({ length: more }, () => {
        recorded += 1;
        const isDenied = recorded % 2 === 0;
        return `${JSON.stringify(isDenied ? eventOf('capability.denied', { capability: 'other' }) : eventOf('runner.started'))}\n`;
      });
      appendFileSync(join(telemetryDir, file), lines.map((line) => `\n${line}`).join(''), { mode: 0o600 });
    },
    contents: () =>
      Object.fromEntries(filesIn(folder).map((path) => [relative(folder, path), readFileSync(path, 'utf8')])),
  };
  if (count > 0) disk.record(count);
  return disk;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
