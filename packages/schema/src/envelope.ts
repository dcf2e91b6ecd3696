/** The envelope, version 1.0: what stands around every payload, in the log and on the wire. */

/** The version that is written. Readers take every 1.x. */
export const SCHEMA_VERSION = '1.0';

/** A line longer than this (in bytes, without its ending) is neither written nor read. 256 KiB. */
export const MAX_LINE_BYTES = 262_144;

/** Any UUID, whatever its version; what this toolkit writes is a UUIDv4 in lower case. */
export const UUID_PATTERN = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

/** The kinds of actor. */
export const ACTOR_KINDS = ['human', 'agent', 'system'] as const;

/** Who acted, by kind. */
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Who acted. `id` is `unknown` when nobody said. */
export interface Actor {
  readonly kind: ActorKind;
  readonly id: string;
}

/** Sources that this toolkit knows by name; a host may use its own. */
export const KNOWN_SOURCES = [
  'cli',
  'api',
  'mcp',
  'runner',
  'planner',
  'executor',
  'reviewer',
  'memory',
  'optimizer',
  'orchestrator',
  'core',
] as const;

/** Which program emitted an event, on what. Members are missing where an older writer did not say. */
export interface Build {
  readonly app?: string;
  readonly app_version?: string;
  readonly git_sha?: string;
  readonly runtime?: string;
  readonly runtime_version?: string;
  readonly platform?: string;
  readonly arch?: string;
}

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A payload as it stands in an envelope. */
export type Payload = { readonly [field: string]: Json };

/** What every projection of an event has. */
interface EnvelopeBase {
  /** `1.0` when written by this version. */
  readonly schema_version: string;
  /** UUID. */
  readonly event_id: string;
  /** RFC 3339, UTC. */
  readonly timestamp: string;
  /** The event's name in its catalog. */
  readonly event: string;
  /** The component that emitted it. */
  readonly source: string;
  readonly actor: Actor;
  /** One whole autonomous run. */
  readonly run_id?: string;
  /** Improvement cycle within the run, from 1. */
  readonly cycle?: number;
  readonly build: Build;
  readonly payload: Payload;
  readonly tags?: { readonly [tag: string]: string };
}

/** An event as it stands in the local log: levelled, treated, redacted. Holds nothing that names the installation. */
export interface RecordedEvent extends EnvelopeBase {
  readonly anonymous_install_id?: never;
}

/** An event as it may leave the machine. */
export interface ReleasedEvent extends EnvelopeBase {
  readonly anonymous_install_id: string;
}
