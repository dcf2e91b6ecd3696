/** Telemetry by pure injection: no disk, no network, nothing global. Whoever calls it says what is consented to. */

// The entry that loads no store: a host that is off, or brings its own reporter, does without it.
import { createDelivery } from '@telemetry/reporters/delivery';
import type { Build, Catalog, EventDefinition } from '@telemetry/schema';
import { extendStandardCatalog } from '@telemetry/schema';
import { checkOptions } from './check-options.ts';
import type { Engine } from './engine.ts';
import { createEngine } from './engine.ts';
import { isTurnedOff } from './environment.ts';
import { offTelemetry } from './off-telemetry.ts';
import { mergeContext, ROOT_CONTEXT } from './scope-context.ts';
import type { Telemetry } from './telemetry.ts';
import type { BuildOptions, CatalogOptions, CatalogWith, TelemetryOptions } from './telemetry-options.ts';

/** Bytes of a salt: as long as the digest that it keys. */
const SALT_BYTES = 32;

/**
 * Makes telemetry out of what it is given. Does no I/O of its own; the reporter does.
 * Under DO_NOT_TRACK, or at the level `off`, the answer is the frozen object that does nothing.
 *
 * @throws TypeError when an option is malformed
 */
export function createTelemetry<C extends Catalog>(options: TelemetryOptions & { readonly catalog: C }): Telemetry<C>;
export function createTelemetry<const Events extends readonly EventDefinition[] = readonly []>(
  options: TelemetryOptions & CatalogOptions<Events>,
): Telemetry<CatalogWith<Events>>;
export function createTelemetry(options: TelemetryOptions & CatalogOptions<readonly EventDefinition[]>): Telemetry {
  checkOptions(options);
  if (options.config.level === 'off' || isTurnedOff(options.app, options.env ?? process.env)) return offTelemetry();
  return startEngine(options).telemetry;
}

/** The same, on whatever the environment says, with the handle that changes the consent in force. */
export function startEngine(
  options: TelemetryOptions & CatalogOptions<readonly EventDefinition[]> & { readonly onTurn?: () => void },
): Engine<Catalog> {
  return createEngine({
    catalog: catalogOf(options),
    terms: { config: options.config, identity: options.identity, redaction: options.redaction ?? {} },
    context: mergeContext(ROOT_CONTEXT, options.context ?? {}),
    build: describeBuild(options),
    delivery: createDelivery([options.reporter]),
    onTurn: options.onTurn,
    now: options.now ?? Date.now,
    monotonicMs: () => performance.now(),
    createId: options.createId ?? createRandomIds(),
    createSalt: () => process.getBuiltinModule('node:crypto').randomBytes(SALT_BYTES),
  });
}

/** UUIDs by chance. `node:crypto` is loaded with the first, and looked up once. */
function createRandomIds(): () => string {
  let randomId: (() => string) | undefined;
  return () => {
    randomId ??= process.getBuiltinModule('node:crypto').randomUUID;
    return randomId();
  };
}

/** The catalog that the options speak of. */
export function catalogOf(options: CatalogOptions<readonly EventDefinition[]>): Catalog {
  if (options.catalog !== undefined) return options.catalog;
  const { events, tags, vocabulary } = options;
  return extendStandardCatalog({
    ...(events === undefined ? {} : { events }),
    ...(tags === undefined ? {} : { tags }),
    ...(vocabulary === undefined ? {} : { vocabulary }),
  });
}

function describeBuild(options: BuildOptions): Build {
  return Object.freeze({
    app: options.app,
    ...(options.version === undefined ? {} : { app_version: options.version }),
    ...(options.gitSha === undefined ? {} : { git_sha: options.gitSha }),
    runtime: 'node',
    runtime_version: process.versions.node,
    platform: process.platform,
    arch: process.arch,
  });
}
