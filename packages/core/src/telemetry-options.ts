/** What a host passes to make telemetry: who it is, which events it has, where they go, what was consented to. */

import type { RedactionPolicy } from '@telemetry/redaction';
import type { TelemetryReporter } from '@telemetry/reporters';
import type { Catalog, EventDefinition, StandardEvents, TagSet, Vocabulary } from '@telemetry/schema';
import type { InstallIdentity, RecordingConfig } from './engine.ts';
import type { Environment } from './environment.ts';
import type { ScopeContext } from './telemetry.ts';

/** The standard catalog with a host's own events. */
export type CatalogWith<Events extends readonly EventDefinition[]> = Catalog<readonly [...StandardEvents, ...Events]>;

/** Which events an application has: the standard ones with its own, or a catalog of its own making. */
export type CatalogOptions<Events extends readonly EventDefinition[]> =
  | {
      /** Added to the standard catalog. */
      readonly events?: Events;
      /** Tags that may leave. */
      readonly tags?: TagSet;
      /** Words added to the vocabularies of standard events: the names of the host's own agents, skills, tools. */
      readonly vocabulary?: Vocabulary;
      readonly catalog?: never;
    }
  | { readonly catalog: Catalog; readonly events?: never; readonly tags?: never; readonly vocabulary?: never };

/** What names the application that records. */
export interface BuildOptions {
  /** `[a-z][a-z0-9-]{0,63}`. */
  readonly app: string;
  readonly version?: string;
  readonly gitSha?: string;
}

/** What `createTelemetry` takes beside the events. */
export interface TelemetryOptions extends BuildOptions {
  /** Where events go. */
  readonly reporter: TelemetryReporter;
  /** What was consented to. Nothing is recorded at the level `off`. */
  readonly config: RecordingConfig;
  /** The installation: keys hashes, and names itself on what leaves. Without it the key is random and nothing leaves. */
  readonly identity?: InstallIdentity;
  /** Rules that are added to the redaction. */
  readonly redaction?: RedactionPolicy;
  /** Bound to everything that is recorded. */
  readonly context?: ScopeContext;
  /** Where DO_NOT_TRACK is looked for. Default `process.env`. */
  readonly env?: Environment;
  /** The time, in milliseconds since 1970. Default the system's. */
  readonly now?: () => number;
  /** UUIDv4. Default random. */
  readonly createId?: () => string;
}
