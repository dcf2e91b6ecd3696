/** What every command works with: whose telemetry it is, where it lies, what may be recorded, and how results are printed. */

import type { LoadConsentOptions } from '@telemetry/consent';
import type { LogLocation, TelemetryPaths } from '@telemetry/store';
import { telemetryPaths } from '@telemetry/store';
import { findApp } from './find-app.ts';
import type { DeclaredCatalog } from './find-catalog.ts';
import type { TelemetryHost } from './host.ts';
import type { CommandIo } from './io.ts';
import { visibleLines, visibleText } from './visible-text.ts';

/** The context of one run of a command. */
export interface CommandContext {
  readonly io: CommandIo;
  readonly host: TelemetryHost;
  readonly isJson: boolean;
  /** What users type before a command. */
  readonly program: string;
  /** @throws TelemetryError `APP_UNKNOWN`, `APP_NAME_INVALID` */
  readonly app: string;
  readonly paths: TelemetryPaths;
  /** Where consent is read and changed. */
  readonly location: LoadConsentOptions;
  /** @throws TelemetryError `CATALOG_UNKNOWN`, `LOCK_INVALID`, `LOCK_UNREADABLE` */
  findCatalog(): Promise<DeclaredCatalog>;
  /** Prints one object as JSON, as the result. */
  printJson(value: unknown): Promise<void>;
  /** Prints lines for people, as the result. Data in them has been made visible before. */
  print(text: string): Promise<void>;
  /** Tells something that is not the result; data in it is made visible. Nothing when it is empty, or in JSON mode. */
  note(text: string): Promise<void>;
}

/** Prepares a context; finds the application when it is first asked for. */
export function createContext(
  host: TelemetryHost,
  io: CommandIo,
  given: { readonly isJson: boolean; readonly app: string | undefined },
): CommandContext {
  let found: string | undefined;
  const appOf = (): string => {
    found ??= host.app ?? findApp(given.app, io);
    return found;
  };
  const context: CommandContext = {
    io,
    host,
    isJson: given.isJson,
    program: host.program ?? 'telemetry',
    get app() {
      return appOf();
    },
    get paths() {
      return telemetryPaths(appOf(), { env: io.env });
    },
    get location() {
      const { env, now, organisationFile } = io;
      return { app: appOf(), env, now, organisationFile, host: host.config, configFile: host.configFile };
    },
    async findCatalog() {
      const { findCatalog } = await import('./find-catalog.ts');
      return findCatalog(appOf(), host, io);
    },
    printJson: (value) => io.stdout.write(`${visibleLines(JSON.stringify(value, null, 2))}\n`),
    print: (text) => io.stdout.write(`${text}\n`),
    note: async (text) => {
      if (!given.isJson && text !== '') await io.stderr.write(`${text.split('\n').map(visibleText).join('\n')}\n`);
    },
  };
  return context;
}

/** Where the log of an application is: in its folder, or where the configuration says. */
export async function findLog({ paths, io }: CommandContext, localFile: string | undefined): Promise<LogLocation> {
  if (localFile === undefined) return { directory: paths.telemetryDir };
  const { localFilePath } = await import('@telemetry/consent');
  return localFilePath(localFile, { env: io.env, cwd: io.cwd });
}

/** The same, by the configuration as it is. One that cannot be read is no reason not to show what is there. */
export async function findConfiguredLog(context: CommandContext): Promise<LogLocation> {
  const { loadConsent } = await import('@telemetry/consent');
  const { config } = await loadConsent(context.location);
  return findLog(context, config.localFile);
}

/** A path for people: the home folder as `~`, or as `$TELEMETRY_HOME` where that replaces it. */
export function shownPath(path: string, { paths, io }: Pick<CommandContext, 'paths' | 'io'>): string {
  const home = paths.root.slice(0, -paths.app.length - 2);
  const name = io.env['TELEMETRY_HOME'] ? '$TELEMETRY_HOME' : '~';
  return visibleText(path.startsWith(`${home}/`) ? `${name}${path.slice(home.length)}` : path);
}
