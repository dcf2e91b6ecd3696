/** What a project says about telemetry in its `package.json`: `"telemetry": { "app": …, "lock": … }`. */

import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The settings, and the folder that they count from. */
export interface PackageSettings {
  readonly folder: string;
  readonly app: string;
  /** The absolute path of the lock file; `undefined` when none is named. */
  readonly lockFile: string | undefined;
}

/** Looks for the nearest `package.json`, from a folder upwards, that names an application. What cannot be read is passed by. */
export function findPackageSettings(from: string): PackageSettings | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const settings = readSettings(folder);
    if (settings !== undefined) return settings;
    if (folder === dirname(folder)) return undefined;
  }
}

function readSettings(folder: string): PackageSettings | undefined {
  let parsed: { readonly telemetry?: unknown } | null;
  try {
    parsed = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
  const { app, lock } = (parsed?.telemetry ?? {}) as { app?: unknown; lock?: unknown };
  if (typeof app !== 'string') return undefined;
  return { folder, app, lockFile: typeof lock === 'string' ? resolve(folder, lock) : undefined };
}
