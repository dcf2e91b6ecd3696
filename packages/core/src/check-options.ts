/** What a host passes in code and stands in every event: malformed, it is a programmer's mistake, and told as one. */

import { isLevel, UUID_PATTERN } from '@telemetry/schema';
import type { TelemetryOptions } from './telemetry-options.ts';

const APP_NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** A version or a commit: nothing that could be a path, an address or a sentence. */
const VERSION = /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}$/;

/**
 * Checks the options of `createTelemetry`, by name and never by value.
 *
 * @throws TypeError
 */
export function checkOptions({ app, version, gitSha, config, identity }: TelemetryOptions): void {
  demand(APP_NAME.test(app), 'app must be [a-z][a-z0-9-]{0,63}');
  demand(version === undefined || VERSION.test(version), 'version must be [A-Za-z0-9_.+-]{1,64}');
  demand(gitSha === undefined || VERSION.test(gitSha), 'gitSha must be a commit');
  demand(isLevel(config.level), 'config.level must be off, minimal, standard or debug');
  demand(config.uploadLevel === undefined || isLevel(config.uploadLevel), 'config.uploadLevel must be a level');
  demand(!Number.isNaN(config.debugUntilMs ?? 0), 'config.debugUntilMs must be a time in milliseconds');
  demand(identity === undefined || UUID_PATTERN.test(identity.installId), 'identity.installId must be a UUID');
}

function demand(holds: boolean, message: string): void {
  if (!holds) throw new TypeError(message);
}
