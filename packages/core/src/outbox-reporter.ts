/** The reporter that puts released events into the outbox and sends nothing: sending is somebody's own act. Loads no network module. */

import type { RemoteReporter } from '@telemetry/reporters';
import type { Outbox } from '@telemetry/reporters/outbox';

/** Makes the reporter. Its `close` gives the outbox up. */
export function outboxReporter(outbox: Outbox): RemoteReporter {
  return {
    reach: 'remote',
    report: (event) => outbox.add(event),
    flush: () => outbox.flush(),
    close: () => outbox.close(),
    get stats() {
      const { accepted, dropped, lastError } = outbox.stats;
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      const written = Math.max(0, accepted - lost);
      const error = lastError === undefined ? {} : { lastError };
      return { accepted, written, sent: 0, dropped, retries: 0, queued: 0, ...error };
    },
  };
}
