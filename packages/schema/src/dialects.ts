/**
 * The shapes that are read, and what each becomes: one small pure function per dialect, tried in the order of `readEnvelope`,
 * `readRunner`, `readCycle`, `readFlatUsage`, `readFlatOrchestrator`. Each answers `undefined` for what is not its shape.
 * No zod here, since this is the path of every line; docs/formats/events.md says the same in prose.
 */

import type { Actor, ActorKind, Build, Payload, RecordedEvent } from './envelope.ts';
import { ACTOR_KINDS, KNOWN_SOURCES, SCHEMA_VERSION, UUID_PATTERN } from './envelope.ts';
import { parseTimestamp } from './timestamp.ts';

/** The shape in which a line was written. */
export type Dialect = 'envelope' | 'runner_0_1' | 'cycle_0_1' | 'flat_usage_1' | 'flat_orchestrator';

/** A JSON object of which nothing is known. */
export type Unknown = { readonly [key: string]: unknown };

/** Answers the id of a line that carries none. */
export type DeriveId = () => string;

/** The names under which a catalog's event holds its fields, recorded and declared; of an unknown event, none. */
export type FieldNames = (event: string) => ReadonlySet<string> | undefined;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const UNKNOWN_ID = 'unknown';

const SCHEMA_1 = /^1\.\d{1,9}$/;

const BUILD_MEMBERS = ['app', 'app_version', 'git_sha', 'runtime', 'runtime_version', 'platform', 'arch'] as const;

/** The envelope 1.x: any UUID as id, unknown members ignored, members of build optional. */
export function readEnvelope(line: Unknown): RecordedEvent | undefined {
  const { schema_version: version, event_id: id, event, source, actor, payload } = line;
  if (typeof version !== 'string' || (version !== SCHEMA_VERSION && !SCHEMA_1.test(version))) return undefined;
  if (typeof id !== 'string' || !UUID_PATTERN.test(id)) return undefined;
  if (!isText(event) || !isText(source) || !isObject(actor) || !isObject(payload)) return undefined;
  const timestamp = parseTimestamp(line['timestamp']);
  if (timestamp === undefined || !isActorKind(actor['kind'])) return undefined;
  return assemble(line, {
    schema_version: version,
    event_id: id.toLowerCase(),
    timestamp,
    event,
    source,
    actor: { kind: actor['kind'], id: isText(actor['id']) ? actor['id'] : UNKNOWN_ID },
    build: readBuild(line['build']),
    payload: payload as Payload,
  });
}

/** Runner v0.1: `ts` and `event_type`. */
export function readRunner(line: Unknown, deriveId: DeriveId): RecordedEvent | undefined {
  const { ts, event_type: event, event_id: id, source, data } = line;
  if (!isText(event)) return undefined;
  const timestamp = parseTimestamp(ts, true);
  if (timestamp === undefined || !(isObject(data) || data === undefined || data === null)) return undefined;
  return assemble(line, {
    schema_version: SCHEMA_VERSION,
    event_id: typeof id === 'string' && UUID_PATTERN.test(id) ? id.toLowerCase() : deriveId(),
    timestamp,
    event,
    source: isKnownSource(source) ? source : 'cli',
    actor: readRunnerActor(line['actor']),
    build: readRunnerBuild(line['build']),
    payload: (data ?? {}) as Payload,
  });
}

/** The actor of runner v0.1: an object, `kind`, `kind:id`, any other text (a system of that name), or nothing. */
export function readRunnerActor(actor: unknown): Actor {
  if (isObject(actor)) {
    return {
      kind: isActorKind(actor['kind']) ? actor['kind'] : 'system',
      id: isText(actor['id']) ? actor['id'] : UNKNOWN_ID,
    };
  }
  if (!isText(actor)) return { kind: 'system', id: UNKNOWN_ID };
  const colon = actor.indexOf(':');
  const kind = colon === -1 ? actor : actor.slice(0, colon);
  if (!isActorKind(kind)) return { kind: 'system', id: actor };
  return { kind, id: (colon === -1 ? '' : actor.slice(colon + 1)) || UNKNOWN_ID };
}

/** The build of runner v0.1: `runner_version` and `python_version` beside the members of today. */
export function readRunnerBuild(build: unknown): Build {
  const read: Mutable<Build> = readBuild(build);
  if (!isObject(build)) return read;
  if (isText(build['runner_version'])) read.app_version = build['runner_version'];
  if (isText(build['python_version'])) {
    read.runtime = 'python';
    read.runtime_version = build['python_version'];
  }
  return read;
}

/** Cycle v0.1: `schema_version: "0.1"` with `event`, `payload` and `source`, without an actor. */
export function readCycle(line: Unknown, deriveId: DeriveId): RecordedEvent | undefined {
  const { schema_version: version, event, source, payload, actor } = line;
  if (version !== '0.1' || !isText(event) || !isText(source) || !isObject(payload)) return undefined;
  if (actor !== undefined && actor !== null) return undefined;
  const timestamp = parseTimestamp(line['timestamp'], true);
  if (timestamp === undefined) return undefined;
  return assemble(line, {
    schema_version: SCHEMA_VERSION,
    event_id: deriveId(),
    timestamp,
    event,
    source,
    actor: { kind: 'agent', id: UNKNOWN_ID },
    build: {},
    payload: payload as Payload,
  });
}

/** Flat usage v1: `event` and `anonymous_id`, no `payload`. The anonymous id is dropped. */
export function readFlatUsage(line: Unknown, deriveId: DeriveId, fieldNames: FieldNames): RecordedEvent | undefined {
  return line['anonymous_id'] === undefined ? undefined : readFlat(line, 'cli', deriveId, fieldNames);
}

/** The flat orchestrator: `anonymous_install_id`, no `payload`. The install id is dropped. */
export function readFlatOrchestrator(
  line: Unknown,
  deriveId: DeriveId,
  fieldNames: FieldNames,
): RecordedEvent | undefined {
  return line['anonymous_install_id'] === undefined ? undefined : readFlat(line, 'orchestrator', deriveId, fieldNames);
}

/** Fields of the catalog's event become the payload, what tells the build becomes the build, everything else is dropped. */
function readFlat(
  line: Unknown,
  source: string,
  deriveId: DeriveId,
  fieldNames: FieldNames,
): RecordedEvent | undefined {
  const { event } = line;
  if (!isText(event) || line['payload'] !== undefined) return undefined;
  const timestamp = parseTimestamp(line['timestamp'], true);
  if (timestamp === undefined) return undefined;
  const declared = fieldNames(event);
  const payload: { [field: string]: unknown } = {};
  const rest: { [field: string]: unknown } = {};
  for (const key of Object.keys(line)) {
    // Declared names cannot be `__proto__`; the rest is only ever looked up by fixed names and by ending.
    if (declared?.has(key)) payload[key] = line[key];
    else if (key !== '__proto__') rest[key] = line[key];
  }
  return {
    schema_version: SCHEMA_VERSION,
    event_id: deriveId(),
    timestamp,
    event,
    source: isKnownSource(rest['source']) ? rest['source'] : source,
    actor: { kind: 'system', id: UNKNOWN_ID },
    build: readFlatBuild(rest),
    payload: payload as Payload,
  };
}

/** Versions in flat shapes that are not the application's. */
const OTHER_VERSIONS = new Set(['schema_version', 'node_version', 'python_version', 'os_version']);

/** The build of a flat line: the runtime's version, the platform, and the first other `*_version` as the application's. */
export function readFlatBuild(line: Unknown): Build {
  const build: Mutable<Build> = {};
  const versions = Object.keys(line).filter((key) => key.endsWith('_version') && !OTHER_VERSIONS.has(key));
  const appVersion = line['app_version'] ?? versions.map((key) => line[key]).find(isText);
  if (isText(appVersion)) build.app_version = appVersion;
  const runtime = isText(line['node_version']) ? 'node' : isText(line['python_version']) ? 'python' : undefined;
  if (runtime !== undefined) {
    build.runtime = runtime;
    build.runtime_version = String(line[`${runtime}_version`]);
  }
  const platform = line['os_platform'] ?? line['os'];
  if (isText(platform)) build.platform = platform;
  if (isText(line['arch'])) build.arch = line['arch'];
  return build;
}

/** Adds what is optional in every envelope; a member of another type is left out. */
function assemble(line: Unknown, base: Mutable<RecordedEvent>): RecordedEvent {
  const { run_id: runId, cycle, tags } = line;
  if (isText(runId)) base.run_id = runId;
  if (typeof cycle === 'number' && Number.isSafeInteger(cycle) && cycle >= 1) base.cycle = cycle;
  if (isObject(tags)) {
    const read = readTags(tags);
    if (read !== undefined) base.tags = read;
  }
  return base;
}

/** Tags whose value is text. Answers the object itself when that is all of them. */
function readTags(tags: Unknown): { readonly [tag: string]: string } | undefined {
  const entries = Object.entries(tags);
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (texts.length === 0) return undefined;
  return texts.length === entries.length ? (tags as { readonly [tag: string]: string }) : Object.fromEntries(texts);
}

function readBuild(build: unknown): Build {
  const read: Mutable<Build> = {};
  if (!isObject(build)) return read;
  for (const member of BUILD_MEMBERS) {
    const value = build[member];
    if (isText(value)) read[member] = value;
  }
  return read;
}

function isObject(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isActorKind(value: unknown): value is ActorKind {
  return value === ACTOR_KINDS[0] || value === ACTOR_KINDS[1] || value === ACTOR_KINDS[2];
}

function isKnownSource(value: unknown): value is string {
  return KNOWN_SOURCES.some((known) => known === value);
}
