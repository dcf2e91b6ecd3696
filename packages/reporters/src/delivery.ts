/**
 * Brings one event to the reporters that may have it: recorded to local ones, released to remote ones.
 * Each reporter is on its own: one that throws, rejects or stalls does not hold back the others or the host.
 */

import type { EncodedEvent } from '@telemetry/payload';
import type { RecordedEvent, ReleasedEvent } from '@telemetry/schema';
import type { LocalReporter, RemoteReporter, ReporterStats, TelemetryReporter } from './reporter.ts';

/** How long `close()` waits for one reporter when nobody says otherwise. Milliseconds. */
export const DEFAULT_CLOSE_TIMEOUT_MS = 2_000;

/** The longest that a timer can wait: 24 days. Milliseconds. */
const MAX_CLOSE_TIMEOUT_MS = 2 ** 31 - 1;

/** The way of events to a set of reporters. */
export interface Delivery {
  /** True when some reporter is remote, so that a release has to be made at all. */
  readonly hasRemote: boolean;
  /** Hands an event on. `release` is called at most once, and only when a remote reporter is there. Never throws. */
  deliver(recorded: EncodedEvent<RecordedEvent>, release: () => EncodedEvent<ReleasedEvent> | undefined): void;
  /** Resolves when every reporter has flushed or failed. Never rejects. */
  flush(): Promise<void>;
  /** Resolves when every reporter is closed, or the bound is over. Never rejects. */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
  /** Sums over the reporters, and `reporter_failed`: events at which one threw. */
  readonly stats: ReporterStats;
}

/**
 * Opens the way to one reporter, or to all members of a tee.
 *
 * @throws TypeError when a reporter declares no reach that is known
 */
export function createDelivery(reporters: readonly TelemetryReporter[]): Delivery {
  const members = flatten(reporters);
  const locals = members.filter((member) => member.reach === 'local');
  const remotes = members.filter((member) => member.reach === 'remote');
  let failed = 0;

  /** A stranger's reporter lost an event; the host must not hear of it but by this count. */
  const countFailure = () => {
    failed += 1;
  };

  const hand = <Event>(to: readonly { report(event: EncodedEvent<Event>): void }[], event: EncodedEvent<Event>) => {
    for (const reporter of to) {
      try {
        // A stranger's may be async after all, and its rejection must not end the host.
        const result: unknown = reporter.report(event);
        if (result instanceof Promise) result.catch(countFailure);
      } catch {
        countFailure();
      }
    }
  };

  return {
    hasRemote: remotes.length > 0,
    deliver(recorded, release) {
      hand(locals, recorded);
      if (remotes.length === 0) return;
      const released = release();
      if (released !== undefined) hand(remotes, released);
    },
    async flush() {
      await Promise.allSettled(members.map(async (member) => member.flush()));
    },
    async close(options) {
      const timeoutMs = Math.min(options?.timeoutMs ?? DEFAULT_CLOSE_TIMEOUT_MS, MAX_CLOSE_TIMEOUT_MS);
      await Promise.all(members.map((member) => within(timeoutMs, async () => member.close({ timeoutMs }))));
    },
    get stats() {
      return sumStats(members, failed);
    },
  };
}

function flatten(reporters: readonly TelemetryReporter[]): readonly (LocalReporter | RemoteReporter)[] {
  return reporters.flatMap((reporter) => {
    switch (reporter.reach) {
      case 'local':
      case 'remote':
        return [reporter];
      case 'tee':
        return flatten(reporter.members);
      default:
        throw new TypeError("a reporter declares its reach: 'local' or 'remote'");
    }
  });
}

/** Waits for `work`, but not longer than the bound; whoever awaits a close that stalls goes on after it. Failures end the wait. */
async function within(timeoutMs: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([Promise.allSettled([work()]), bound]);
  clearTimeout(timer);
}

function sumStats(members: readonly { readonly stats: ReporterStats }[], failed: number): ReporterStats {
  const dropped: { [reason: string]: number } = failed === 0 ? {} : { reporter_failed: failed };
  const sum = { accepted: 0, written: 0, sent: 0, retries: 0, queued: 0 };
  let lastError: string | undefined;
  for (const member of members) {
    const stats = statsOf(member);
    if (stats === undefined) continue;
    sum.accepted += stats.accepted;
    sum.written += stats.written;
    sum.sent += stats.sent;
    sum.retries += stats.retries;
    sum.queued += stats.queued;
    lastError = stats.lastError ?? lastError;
    for (const [reason, count] of Object.entries(stats.dropped)) dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  return { ...sum, dropped, ...(lastError === undefined ? {} : { lastError }) };
}

/** The stats of a reporter; none where a stranger's throws. */
function statsOf(reporter: { readonly stats: ReporterStats }): ReporterStats | undefined {
  try {
    return reporter.stats;
  } catch {
    return undefined;
  }
}
