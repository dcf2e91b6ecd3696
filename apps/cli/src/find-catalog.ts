/** Finds what an application may record: the catalog that its host passes, or the one in its lock file. */

import type { Catalog } from '@telemetry/schema';
import { TelemetryError } from '@telemetry/schema';
import type { Policy } from '@telemetry/schema/policy';
import type { TelemetryHost } from './host.ts';
import type { CommandIo } from './io.ts';
import { findPackageSettings } from './package-settings.ts';

/** A catalog with the policy that it comes to. */
export interface DeclaredCatalog {
  readonly catalog: Catalog;
  readonly policy: Policy;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** Whether the program itself passed it, or its lock file had to be read. */
  readonly from: 'host' | 'lock';
}

/**
 * The catalog of an application.
 *
 * @throws TelemetryError `CATALOG_UNKNOWN` when there is neither; `LOCK_INVALID`, `LOCK_UNREADABLE`
 */
export async function findCatalog(
  app: string,
  host: TelemetryHost,
  io: Pick<CommandIo, 'cwd'>,
): Promise<DeclaredCatalog> {
  const { catalogFromPolicy, policyDigest, policyOf } = await import('@telemetry/schema/policy');
  if (host.catalog !== undefined) {
    const policy = policyOf(host.catalog, { endpoint: host.config?.endpoint });
    return { catalog: host.catalog, policy, digest: policyDigest(policy), from: 'host' };
  }
  const lock = await readLockFile(lockFileOf(app, io));
  if (lock === undefined || lock.app !== app) throw unknownCatalog(app);
  return { catalog: catalogFromPolicy(lock.policy), policy: lock.policy, digest: lock.digest, from: 'lock' };
}

/** The lock file that the nearest `package.json` names for this application. */
export function lockFileOf(app: string, io: Pick<CommandIo, 'cwd'>): string | undefined {
  const settings = findPackageSettings(io.cwd);
  return settings?.app === app ? settings.lockFile : undefined;
}

/** Reads a lock file; `undefined` when there is none. @throws TelemetryError `LOCK_INVALID`, `LOCK_UNREADABLE` */
export async function readLockFile(path: string | undefined) {
  if (path === undefined) return undefined;
  const { readFileSync } = await import('node:fs');
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    if (code === 'ENOENT') return undefined;
    throw new TelemetryError('LOCK_UNREADABLE', `telemetry.lock.json: cannot be read (${String(code)}).`, { cause });
  }
  const { parseLock } = await import('@telemetry/schema/policy');
  return parseLock(content);
}

function unknownCatalog(app: string): TelemetryError {
  return new TelemetryError('CATALOG_UNKNOWN', `What ${app} may record is not known here.`, {
    hint: `Use the command of ${app} itself, or stand in its project, whose package.json names its lock file: "telemetry": { "app": "${app}", "lock": "telemetry.lock.json" }.`,
  });
}
