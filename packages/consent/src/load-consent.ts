/**
 * Reads what consent rests on (configuration, organisation's settings, ledger) and decides. Writes nothing: a program
 * that finds telemetry off has touched no byte.
 */

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import { type TelemetryPaths, telemetryPaths } from '@telemetry/store';
import type { TelemetryConfig } from './config-keys.ts';
import type { Consent } from './consent.ts';
import type { ConsentInputs, Reading } from './consent-facts.ts';
import { type Environment, environmentLimit } from './environment.ts';
import type { HostConfig } from './host-config.ts';
import { isContinuousIntegration } from './is-ci.ts';
import type { LedgerState } from './ledger.ts';
import { parseConfigWith } from './parse-config.ts';
import { readLedger } from './read-ledger.ts';
import { readSmallFile, type SmallFileOptions } from './read-small-file.ts';
import { loadTomlReader, type TomlReader } from './read-toml.ts';
import { resolveConsent } from './resolve-consent.ts';

/** A configuration larger than this is not one. 1 MiB. */
export const MAX_CONFIG_BYTES = 1_048_576;

/** How a configuration is read: links are followed, since people keep such files in a repository of their own. */
export function configReading(shownAs: string): SmallFileOptions {
  return {
    code: 'CONFIG_UNREADABLE',
    shownAs,
    maxBytes: MAX_CONFIG_BYTES,
    kind: 'user',
  };
}

/** Where to look. Everything but the application has a default. */
export interface ConsentLocation {
  readonly app: string;
  /** Default `process.env`. */
  readonly env?: Environment | undefined;
  /** The home folder; `TELEMETRY_HOME` replaces it. Default the user's. */
  readonly home?: string | undefined;
  /** The configuration, where a host keeps it elsewhere. Default `~/.<app>/config.toml`. */
  readonly configFile?: string | undefined;
  /** The organisation's settings. Default `/etc/<app>/telemetry.toml`. */
  readonly organisationFile?: string | undefined;
}

/** What to decide with. */
export interface LoadConsentOptions extends ConsentLocation {
  /** The host's own settings. */
  readonly host?: HostConfig | undefined;
  /** Milliseconds since 1970. Default the clock. */
  readonly now?: (() => number) | undefined;
  /** Whether this is continuous integration. Default: found out. */
  readonly isCi?: boolean | undefined;
}

/**
 * Loads consent. What cannot be read or understood means off and is listed in `problems`; nothing of that is thrown.
 * When the environment turns telemetry off, no file is opened and no parser loaded.
 *
 * @throws TelemetryError `APP_NAME_INVALID`, `HOME_UNKNOWN`
 * @throws TypeError when the host's own settings are not what `HostConfig` says
 */
export async function loadConsent(options: LoadConsentOptions): Promise<Consent> {
  return (await prepareConsentReader(options))();
}

/**
 * Loads what reading consent takes, and answers the function that reads it, at once and as often as it is called: a process
 * that records asks again whenever its log was sealed. Throws as `loadConsent` does.
 */
export async function prepareConsentReader(options: LoadConsentOptions): Promise<() => Consent> {
  const readInputs = await prepareInputs(options);
  return () => resolveConsent(readInputs());
}

/** Reads what `resolveConsent` decides from. Throws as `loadConsent` does. */
export async function readConsentInputs(options: LoadConsentOptions): Promise<ConsentInputs> {
  return (await prepareInputs(options))();
}

async function prepareInputs(options: LoadConsentOptions): Promise<() => ConsentInputs> {
  const { app, host } = options;
  const env = options.env ?? process.env;
  const now = options.now ?? Date.now;
  if (environmentLimit(app, env).level === 'off') {
    const absent = { state: 'absent' } as const;
    return () => ({ app, env, host, nowMs: now(), isCi: false, file: absent, organisation: absent, ledger: absent });
  }
  const paths = consentPaths(options);
  const isCi = options.isCi ?? (await isContinuousIntegration(env));
  // Without a file there is nothing to parse; one that appears later is not understood, and what is not understood is off.
  const isThere = existsSync(paths.configFile) || existsSync(paths.organisationFile);
  const readToml = isThere ? await loadTomlReader() : refuseToml;
  return () => ({
    app,
    env,
    host,
    nowMs: now(),
    isCi,
    organisation: readConfigFile(paths.organisationFile, options, readToml),
    file: readConfigFile(paths.configFile, options, readToml),
    ledger: readLedgerFile(paths.consentFile, options),
  });
}

function refuseToml(_text: string, file: string): never {
  throw new TelemetryError('CONFIG_UNREADABLE', `${file} was made after this process had started.`, {
    hint: 'Start the program again.',
  });
}

/** The paths of an application, with those of a host in place of the usual ones. */
export function consentPaths(location: ConsentLocation): TelemetryPaths {
  const { app, home, env } = location;
  const paths = telemetryPaths(app, { ...(home === undefined ? {} : { home }), ...(env === undefined ? {} : { env }) });
  return Object.freeze({
    ...paths,
    configFile: location.configFile ?? paths.configFile,
    organisationFile: location.organisationFile ?? paths.organisationFile,
  });
}

/** The home folder: `TELEMETRY_HOME`, else the one given, else the user's. */
export function homeFolder(location: Pick<ConsentLocation, 'env' | 'home'>): string {
  return (location.env ?? process.env)['TELEMETRY_HOME'] || location.home || homedir();
}

/** A path for people: the home folder as `~`, or as `$TELEMETRY_HOME` where that replaces it. */
export function shownPath(path: string, location: ConsentLocation): string {
  const home = resolve(homeFolder(location));
  const name = (location.env ?? process.env)['TELEMETRY_HOME'] ? '$TELEMETRY_HOME' : '~';
  return path.startsWith(`${home}/`) ? `${name}${path.slice(home.length)}` : path;
}

function readConfigFile(path: string, location: ConsentLocation, readToml: TomlReader): Reading<TelemetryConfig> {
  const shownAs = shownPath(path, location);
  return reading(() => {
    const file = readSmallFile(path, configReading(shownAs));
    return file === undefined ? undefined : parseConfigWith(readToml, file.text, shownAs);
  });
}

function readLedgerFile(path: string, location: ConsentLocation): Reading<LedgerState> {
  return reading(() => readLedger(path, shownPath(path, location)));
}

function reading<T>(read: () => T | undefined): Reading<T> {
  try {
    const value = read();
    return value === undefined ? { state: 'absent' } : { state: 'read', value };
  } catch (error) {
    if (isTelemetryError(error)) return { state: 'failed', error };
    throw error;
  }
}
