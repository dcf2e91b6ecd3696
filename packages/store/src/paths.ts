/**
 * Every path that may ever be created, and nothing else: strings, no disk access. Purge, doctor and the tests walk what
 * is listed here, so a file that is not listed here must not be written.
 */
import { dirname, join, resolve } from 'node:path';
import { TelemetryError } from '@telemetry/schema';

const APP_NAME = /^[a-z][a-z0-9-]{0,63}$/;
/** One part of a run id: no separator, no leading dot (so no `..`), no longer than a file name may be with its ending. */
const RUN_ID_PART = /^[A-Za-z0-9_@+=,-][A-Za-z0-9_.@+=,-]{0,127}$/;
/** More would only be an attempt at a path that cannot be made. */
const MAX_RUN_ID_PARTS = 8;

/** Where the home folder is, for tests and for hosts that move it. */
export interface PathOptions {
  /** The home folder; the one of the user when absent. */
  readonly home?: string;
  /** The environment, of which only `TELEMETRY_HOME` is read; it replaces the home folder. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** All paths of one application, absolute. */
export interface TelemetryPaths {
  readonly app: string;
  /** `~/.<app>`: the application's own folder. Only what is named below is ours. */
  readonly root: string;
  /** Holds all of the following but the two configuration files. Mode 0700. */
  readonly telemetryDir: string;
  /** Only its `[telemetry]` table is ours. */
  readonly configFile: string;
  /** Read only: settings of an organisation, which may only lower. */
  readonly organisationFile: string;
  /** The live log. Its sealed segments stand beside it. */
  readonly eventsFile: string;
  /** Derived states of the log. */
  readonly foldsDir: string;
  /** Deltas of the drop counters. */
  readonly lossesFile: string;
  /** Install id, salt, erase key. Not removed by purge. */
  readonly identityFile: string;
  /** Secrets and cursors of the conduit. Not removed by purge. */
  readonly streamsDir: string;
  /** The ledger of consent. Not removed by purge. */
  readonly consentFile: string;
  /** What waits to be sent. */
  readonly outboxDir: string;
  /** The live spool of the outbox; its sealed segments stand beside it. */
  readonly spoolFile: string;
  /** Batches that the collector will not take. */
  readonly rejectedDir: string;
  /** The erase key of a withdrawn identity, until the collector has acknowledged. */
  readonly erasureFile: string;
  /** Receipts. */
  readonly sentDir: string;
  /** Snapshots of summaries. */
  readonly baselinesDir: string;
}

/** One entry of the telemetry folder, and whether purge removes it. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: 'log' | 'file' | 'folder';
  readonly purged: boolean;
  /** The one file of a folder that purge keeps. */
  readonly keeps?: string;
}

/** What may stand in the telemetry folder. A `log` is a live file with its segments. */
export const TELEMETRY_TREE: readonly TreeEntry[] = Object.freeze([
  { name: 'events.jsonl', kind: 'log', purged: true },
  { name: 'folds', kind: 'folder', purged: true },
  { name: 'losses.jsonl', kind: 'file', purged: true },
  // The erase key of a withdrawn identity is the only means to have data deleted elsewhere: it outlives a purge.
  { name: 'outbox', kind: 'folder', purged: true, keeps: 'erasure-pending.json' },
  { name: 'sent', kind: 'folder', purged: true },
  { name: 'baselines', kind: 'folder', purged: true },
  { name: 'identity.damaged.json', kind: 'file', purged: true },
  { name: 'identity.json', kind: 'file', purged: false },
  { name: 'streams', kind: 'folder', purged: false },
  { name: 'consent.jsonl', kind: 'file', purged: false },
  { name: 'consent.lock', kind: 'folder', purged: false },
]);

/** Ends the name of every temporary file: `<name>.<8 hex digits>.tmp`, beside the file it will become. */
export const TEMPORARY_NAME = /\.[0-9a-f]{8}\.tmp$/;

/**
 * Lists the paths of an application. Touches no disk.
 *
 * @throws TelemetryError `APP_NAME_INVALID` unless the name is `[a-z][a-z0-9-]{0,63}`; `HOME_UNKNOWN` when there is no home folder.
 */
export function telemetryPaths(app: string, options: PathOptions = {}): TelemetryPaths {
  requireAppName(app);
  const moved = (options.env ?? process.env)['TELEMETRY_HOME'];
  const root = join(resolve(moved || options.home || userHome()), `.${app}`);
  const telemetryDir = join(root, 'telemetry');
  const outboxDir = join(telemetryDir, 'outbox');
  return Object.freeze({
    app,
    root,
    telemetryDir,
    configFile: join(root, 'config.toml'),
    organisationFile: join(organisationFolder(options.env ?? process.env), app, 'telemetry.toml'),
    eventsFile: join(telemetryDir, 'events.jsonl'),
    foldsDir: join(telemetryDir, 'folds'),
    lossesFile: join(telemetryDir, 'losses.jsonl'),
    identityFile: join(telemetryDir, 'identity.json'),
    streamsDir: join(telemetryDir, 'streams'),
    consentFile: join(telemetryDir, 'consent.jsonl'),
    outboxDir,
    spoolFile: join(outboxDir, 'spool.jsonl'),
    rejectedDir: join(outboxDir, 'rejected'),
    erasureFile: join(outboxDir, 'erasure-pending.json'),
    sentDir: join(telemetryDir, 'sent'),
    baselinesDir: join(telemetryDir, 'baselines'),
  });
}

/**
 * The prefix of an application's environment variables: `my-agent` gives `MY_AGENT`.
 *
 * @throws TelemetryError `APP_NAME_INVALID`.
 */
export function environmentPrefix(app: string): string {
  requireAppName(app);
  return app.toUpperCase().replaceAll('-', '_');
}

/**
 * The log file of one run, for hosts that asked for a file per run: `<folder>/<run id>.jsonl`. A `/` in the id makes
 * folders; nothing leads out of `folder`.
 *
 * @throws TelemetryError `RUN_ID_INVALID` for an empty id, an absolute path, `..`, a leading dot or other characters than
 * letters, digits and `_.@+=,-`. The message does not repeat the id.
 */
export function runLogFile(folder: string, runId: string): { readonly directory: string; readonly file: string } {
  const parts = runId.split('/');
  if (parts.length > MAX_RUN_ID_PARTS || !parts.every((part) => RUN_ID_PART.test(part))) {
    throw new TelemetryError('RUN_ID_INVALID', 'The run id cannot be the name of a file.', {
      hint: 'Use letters, digits and _.@+=,- in up to eight parts separated by /; no part may start with a dot.',
    });
  }
  const path = join(resolve(folder), ...parts);
  return { directory: dirname(path), file: `${parts.at(-1)}.jsonl` };
}

function requireAppName(app: string): void {
  if (typeof app !== 'string' || !APP_NAME.test(app)) {
    throw new TelemetryError('APP_NAME_INVALID', 'The name of the application is not [a-z][a-z0-9-]{0,63}.', {
      hint: 'Use lower-case letters, digits and hyphens, starting with a letter.',
    });
  }
}

function userHome(): string {
  try {
    return process.getBuiltinModule('node:os').homedir();
  } catch (cause) {
    throw new TelemetryError('HOME_UNKNOWN', 'There is no home folder.', { hint: 'Set TELEMETRY_HOME.', cause });
  }
}

function organisationFolder(env: Readonly<Record<string, string | undefined>>): string {
  return process.platform === 'win32' ? (env['ProgramData'] ?? 'C:\\ProgramData') : '/etc';
}
