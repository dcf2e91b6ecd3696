/** Finds out whose telemetry is meant, when no host says so. */

import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import { telemetryPaths } from '@telemetry/store';
import type { CommandIo } from './io.ts';
import { findPackageSettings } from './package-settings.ts';

const FOLDER_OF_APP = /^\.([a-z][a-z0-9-]{0,63})$/;

/** Applications that are named in a message. */
const NAMED = 10;

/**
 * The application: as given, else `TELEMETRY_APP`, else the nearest `package.json`, else the only one that has a telemetry
 * folder here.
 *
 * @throws TelemetryError `APP_UNKNOWN` when none or several are found, `APP_NAME_INVALID` for what cannot be a name
 */
export function findApp(given: string | undefined, io: Pick<CommandIo, 'env' | 'cwd'>): string {
  const named = given ?? (io.env['TELEMETRY_APP'] || undefined) ?? findPackageSettings(io.cwd)?.app;
  if (named !== undefined) return telemetryPaths(named, { env: io.env }).app;
  const [first, ...others] = listApps(io.env);
  if (first !== undefined && others.length === 0) return first;
  if (first === undefined) {
    throw new TelemetryError('APP_UNKNOWN', 'No application is named, and none has telemetry here.', {
      hint: 'Name one: --app <name>, TELEMETRY_APP, or "telemetry": { "app": … } in package.json.',
    });
  }
  const names = [first, ...others].slice(0, NAMED).join(', ');
  throw new TelemetryError('APP_UNKNOWN', `Several applications have telemetry here: ${names}.`, {
    hint: 'Choose one with --app <name> or TELEMETRY_APP.',
  });
}

/** The applications that have a telemetry folder in this home, sorted. */
export function listApps(env: CommandIo['env']): readonly string[] {
  const home = env['TELEMETRY_HOME'] || homedir();
  return namesIn(home)
    .flatMap((name) => FOLDER_OF_APP.exec(name)?.[1] ?? [])
    .filter((app) => namesIn(join(home, `.${app}`)).includes('telemetry'))
    .sort();
}

/** What cannot be listed holds no telemetry of this user. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
