/** Where telemetry of this run lives: the home that the user named, or a throw-away one. */

import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TelemetryPaths } from '@telemetry/store';
import { telemetryPaths } from '@telemetry/store';
import { APP } from './catalog.ts';

/** Environment variables by name. */
export type Environment = { readonly [name: string]: string | undefined };

/** A home folder. */
export interface DemoHome {
  readonly folder: string;
  /** The environment in which the folder is the home. */
  readonly env: Environment;
  readonly paths: TelemetryPaths;
}

/**
 * Chooses the home: `TELEMETRY_HOME` when it is set, else a fresh folder among the temporary ones, which stays.
 * With `create: false` the fresh folder is only named, so that a run that records nothing leaves nothing.
 */
export function chooseHome(env: Environment, { create }: { readonly create: boolean }): DemoHome {
  const prefix = join(tmpdir(), 'telemetry-demo-');
  const folder = env['TELEMETRY_HOME']
    ? resolve(env['TELEMETRY_HOME'])
    : create
      ? mkdtempSync(prefix)
      : prefix + randomBytes(3).toString('hex');
  const moved = { ...env, TELEMETRY_HOME: folder };
  return { folder, env: moved, paths: telemetryPaths(APP, { env: moved }) };
}
