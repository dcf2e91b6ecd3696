/**
 * Telemetry by the user's own settings: reads configuration and consent, wires the local store, and goes on listening to both.
 * Every module that touches the disk is loaded here, and only when the environment has not said no already.
 */

import type { HostConfig } from '@telemetry/consent';
import type { RedactionPolicy } from '@telemetry/redaction';
import type { TelemetryReporter } from '@telemetry/reporters';
import type { Catalog, EventDefinition } from '@telemetry/schema';
import { isTelemetryError, type TelemetryError } from '@telemetry/schema';
import { buildRedactionPolicy, narrowToAgreed, recordingConfig } from './consent-in-force.ts';
import { catalogOf, startEngine } from './create-telemetry.ts';
import type { Engine } from './engine.ts';
import type { Environment } from './environment.ts';
import { isTurnedOff } from './environment.ts';
import { keepLosses } from './keep-losses.ts';
import { offTelemetry } from './off-telemetry.ts';
import type { ScopeContext, Telemetry } from './telemetry.ts';
import type { BuildOptions, CatalogOptions, CatalogWith } from './telemetry-options.ts';

/** What `loadTelemetry` takes beside the events. */
export interface LoadOptions extends BuildOptions {
  /** The host's own settings. They can turn off, lower and add rules; they can never raise what the user set. */
  readonly config?: HostConfig;
  /** Bound to everything that is recorded. */
  readonly context?: ScopeContext;
  /** Rules of redaction that the host adds to the built-in ones, the user's and this machine's. None can be removed. */
  readonly redaction?: Pick<RedactionPolicy, 'bannedKeys' | 'knownValues' | 'nationalIds' | 'patterns'>;
  /** Gets events beside the local store. */
  readonly reporter?: TelemetryReporter;
  /** Is told once of each kind of trouble. Nothing is thrown into the host. */
  readonly onError?: (error: TelemetryError) => void;
  /** Default `process.env`. */
  readonly env?: Environment;
  /** The home folder, which `TELEMETRY_HOME` replaces. Default the user's. */
  readonly home?: string;
  /** The configuration, where a host keeps it elsewhere. Default `~/.<app>/config.toml`. */
  readonly configFile?: string;
  /** The time, in milliseconds since 1970. Default the system's. */
  readonly now?: () => number;
}

/**
 * Loads telemetry as the user wants it. When it is off, the answer is the frozen object that does nothing, and no byte was
 * written. When it is on, events go to `~/.<app>/telemetry/events.jsonl`; a change of consent by any process is in force by the
 * next batch that is written.
 *
 * @throws TelemetryError `APP_NAME_INVALID`
 * @throws TypeError when the host's own options are malformed
 */
export function loadTelemetry<C extends Catalog>(options: LoadOptions & { readonly catalog: C }): Promise<Telemetry<C>>;
export function loadTelemetry<const Events extends readonly EventDefinition[] = readonly []>(
  options: LoadOptions & CatalogOptions<Events>,
): Promise<Telemetry<CatalogWith<Events>>>;
export async function loadTelemetry(
  options: LoadOptions & CatalogOptions<readonly EventDefinition[]>,
): Promise<Telemetry> {
  const env = options.env ?? process.env;
  if (isTurnedOff(options.app, env)) return offTelemetry();
  const tell = tellOnce(options.onError);
  try {
    return await openTelemetry(options, env, tell);
  } catch (error) {
    if (!isTelemetryError(error) || error.code === 'APP_NAME_INVALID') throw error;
    tell(error);
    return offTelemetry();
  }
}

async function openTelemetry(
  options: LoadOptions & CatalogOptions<readonly EventDefinition[]>,
  env: Environment,
  tell: (error: TelemetryError) => void,
): Promise<Telemetry> {
  const { consentPaths, localFilePath, openConsent, prepareConsentReader, readIdentity } = await import(
    '@telemetry/consent'
  );
  const { now, home, configFile, config: host, app } = options;
  const location = { app, env, home, configFile, host, now };
  const declared = catalogOf(options);
  const declaredPolicy = async () =>
    (await import('@telemetry/schema/policy')).policyOf(declared, { endpoint: host?.endpoint });
  const { consent, identity } = await openConsent({ ...location, policy: declaredPolicy });
  consent.problems.forEach(tell);
  if (!consent.enabled || identity === undefined) return offTelemetry();

  const catalog = await narrowToAgreed(declared, consent);
  if (catalog === undefined) return offTelemetry();
  const paths = consentPaths(location);
  const { existsSync } = await import('node:fs');
  const log =
    consent.config.localFile === undefined
      ? { directory: paths.telemetryDir }
      : localFilePath(consent.config.localFile, { env, home, runId: options.context?.runId });
  const { appendLosses, onProcessExit, openStore } = await import('@telemetry/store');
  const { fileReporter, teeReporter } = await import('@telemetry/reporters');
  const { readMachineFacts } = await import('@telemetry/redaction/machine');
  const { createConsentWatch } = await import('./consent-watch.ts');
  const { createUpload } = await import('./upload.ts');
  const machine = readMachineFacts(env);
  const atStart = { consent, identity: identity.identity };
  const readConsent = await prepareConsentReader(location);

  const upload = createUpload({
    location,
    log,
    catalog,
    paths,
    policyDigest: async () => (await import('@telemetry/schema/policy')).policyDigest(await declaredPolicy()),
    readConsent,
    readAgain: () => watch.readAgain(),
    now: now ?? Date.now,
    tell,
  });
  const watch = createConsentWatch({
    atStart,
    paths,
    readConsent,
    readIdentity: () => readIdentity(paths),
    apply: (fresh) => {
      void upload.follow(fresh);
      engine.configure(
        fresh === undefined
          ? { config: { level: 'off' } }
          : {
              config: recordingConfig(fresh.consent),
              identity: fresh.identity,
              redaction: buildRedactionPolicy(fresh.consent.config.redaction, machine, options.redaction),
            },
      );
    },
    tell,
  });
  const store = openStore({
    ...log,
    maxFileBytes: consent.config.maxFileBytes,
    maxTotalBytes: consent.config.maxTotalBytes,
    retentionDays: consent.config.retentionDays,
    onError: tell,
    onSealed: watch.readAgain,
    ...(now === undefined ? {} : { now }),
  });
  const reporters = [fileReporter({ store }), upload.reporter] as const;
  await upload.follow(atStart);
  // A change of consent seals the common log. Whoever writes elsewhere, or hands events on, has to look for itself.
  const looksItself = options.reporter !== undefined || consent.config.localFile !== undefined;
  const engine: Engine<Catalog> = startEngine({
    app,
    catalog,
    reporter: options.reporter === undefined ? teeReporter(...reporters) : teeReporter(...reporters, options.reporter),
    config: recordingConfig(consent),
    identity: identity.identity,
    redaction: buildRedactionPolicy(consent.config.redaction, machine, options.redaction),
    ...(looksItself ? { onTurn: watch.look } : {}),
    ...(options.version === undefined ? {} : { version: options.version }),
    ...(options.gitSha === undefined ? {} : { gitSha: options.gitSha }),
    ...(options.context === undefined ? {} : { context: options.context }),
    ...(now === undefined ? {} : { now }),
  });
  return keepLosses(engine.telemetry, {
    save: (losses) => {
      watch.look();
      return watch.isOn && existsSync(paths.telemetryDir) && appendLosses(paths.lossesFile, losses);
    },
    // Joins the queue once more when the process ends, so that it comes after the store, which joins with its first event.
    atExit: (save) => onProcessExit(() => void onProcessExit(save)),
  });
}

/** Tells the host of each code once. What it throws is its own affair. */
function tellOnce(onError: ((error: TelemetryError) => void) | undefined): (error: TelemetryError) => void {
  const told = new Set<string>();
  return (error) => {
    if (told.has(error.code)) return;
    told.add(error.code);
    try {
      onError?.(error);
    } catch {
      // The host's own listener failed; it must not come back to the host through telemetry.
    }
  };
}
