/** A home of its own: a project with a lock file, an environment without anything of this machine. For tests and for the pages made from them. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extendStandardCatalog } from '@telemetry/schema';
import { encodeLock, policyOf } from '@telemetry/schema/policy';

export const APP = 'test-agent';

export interface TestHome {
  readonly home: string;
  /** A folder whose package.json names the application and its lock file. */
  readonly project: string;
  /** Outside of any project. */
  readonly elsewhere: string;
  readonly telemetryDir: string;
  readonly configFile: string;
  readonly env: { readonly [name: string]: string };
}

/** Makes a home; `remove` takes it away. */
export function makeHome(): TestHome & { remove(): void } {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'cli-test-')));
  const project = join(home, 'project');
  const elsewhere = join(home, 'elsewhere');
  mkdirSync(project);
  mkdirSync(elsewhere);
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ telemetry: { app: APP, lock: 'telemetry.lock.json' } }),
  );
  writeFileSync(join(project, 'telemetry.lock.json'), encodeLock(APP, policyOf(extendStandardCatalog())));
  return {
    home,
    project,
    elsewhere,
    telemetryDir: join(home, `.${APP}`, 'telemetry'),
    configFile: join(home, `.${APP}`, 'config.toml'),
    env: { PATH: process.env['PATH'] ?? '', HOME: home, TELEMETRY_HOME: home },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
