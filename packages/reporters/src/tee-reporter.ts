/** Several reporters where one is asked for. */

import { createDelivery } from './delivery.ts';
import type { TeeReporter, TelemetryReporter } from './reporter.ts';

/**
 * Puts reporters side by side. Each gets the projection of its own reach, and each is isolated from the failures of the others.
 *
 * @throws TypeError when a reporter declares no reach that is known
 */
export function teeReporter(...reporters: readonly TelemetryReporter[]): TeeReporter {
  const delivery = createDelivery(reporters);
  const members = reporters.flatMap((reporter) => (reporter.reach === 'tee' ? reporter.members : [reporter]));
  return Object.freeze({
    reach: 'tee',
    members: Object.freeze(members),
    flush: delivery.flush,
    close: delivery.close,
    get stats() {
      return delivery.stats;
    },
  });
}
