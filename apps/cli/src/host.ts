/** What a program says about itself when it mounts the commands. The generic `telemetry` says nothing. */

import type { PartitionRule } from '@telemetry/conduit';
import type { ConsentTextOptions, HostConfig } from '@telemetry/consent';
import type { Catalog } from '@telemetry/schema';

/** A host of the commands. */
export interface TelemetryHost {
  /** The application whose telemetry it is: `[a-z][a-z0-9-]{0,63}`. Without it: found, see docs/cli.md. */
  readonly app?: string | undefined;
  /** What the application may record. Without it: found by its lock file. */
  readonly catalog?: Catalog | undefined;
  /** Printed by `--version`, which there is not without it; the generic `telemetry` says its own. */
  readonly version?: string | undefined;
  /** What users type before a command. Default `telemetry`. */
  readonly program?: string | undefined;
  /** Who collects, for what, under which policy, in which words: what `enable` says before it asks. */
  readonly consent?: Partial<Pick<ConsentTextOptions, 'who' | 'why' | 'policyUrl' | 'words'>> | undefined;
  /** The host's own settings, as it passes them to `loadTelemetry`. */
  readonly config?: HostConfig | undefined;
  /** The configuration, where the host keeps it elsewhere. */
  readonly configFile?: string | undefined;
  /** Maps of `conduit` over events of its own, beside the standard ones. */
  readonly conduitMaps?: readonly PartitionRule[] | undefined;
}
