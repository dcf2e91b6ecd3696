/**
 * The reporter that sends released events to a collector, by way of an outbox on disk. With `manual` it only fills the
 * outbox; with `auto` it sends in the background. Nothing of it keeps the host alive, and `close` is bounded.
 */

import { MAX_BATCH_BYTES, MAX_BATCH_EVENTS } from '../outbox/index.ts';
import type { RemoteReporter } from '../reporter.ts';
import { type Schedule, scheduleQuietly } from '../schedule.ts';
import { whileAlive } from '../while-alive.ts';
import { createSender, type SenderOptions, type SendOptions, type SendReport } from './sender.ts';

/** How events are sent. */
export interface HttpReporterOptions extends SenderOptions {
  /** `manual`: only by whoever calls `send` on the outbox. `auto`: at 100 events, 512 KiB or 60 s, and at close. */
  readonly send: 'manual' | 'auto';
}

/** The reporter, and the outbox's other doings. */
export interface HttpReporter extends RemoteReporter {
  /** Makes a pass now. See `Sender.send`. */
  send(options?: SendOptions): Promise<SendReport>;
}

/** The longest that an event waits for others to share its batch. */
const BATCH_AGE_MS = 60_000;
/** The part of the bound of `close` in which may be sent. */
const SENDING_SHARE = 0.4;
/** The part in which the batch under way is given back. What is left of the bound is for the end of the process. */
const GIVING_BACK_SHARE = 0.3;
/** How long `close` waits where nobody says otherwise. */
const CLOSE_TIMEOUT_MS = 2_000;

/**
 * Makes the reporter. Touches no disk and no network before the first event.
 *
 * `flush()` makes one pass: it resolves once everything accepted so far is acknowledged, dropped and counted, or is to wait
 * for another attempt; it never waits for that. `stats.sent` counts this process's events that this process has seen acknowledged.
 *
 * @throws TelemetryError `ENDPOINT_INVALID`
 */
export function httpReporter(options: HttpReporterOptions): HttpReporter {
  const { outbox } = options;
  const sender = createSender(options);
  const schedule = options.schedule ?? scheduleQuietly;
  const isAuto = options.send === 'auto';
  let cancel: (() => void) | undefined;
  let isUrgent = false;
  let closing: Promise<void> | undefined;
  let failure: string | undefined;

  async function pass(isBackground: boolean): Promise<SendReport | undefined> {
    cancel?.();
    cancel = undefined;
    isUrgent = false;
    try {
      const report = await sender.send({ isBackground });
      if (closing === undefined) await outbox.trim();
      if (report.notBefore !== undefined) wake(Date.parse(report.notBefore) - (options.now ?? Date.now)());
      return report;
    } catch (error) {
      // A disk that fails: what waits is where it was, and is tried again with the next batch.
      failure = codeOf(error);
      wake(BATCH_AGE_MS);
      return undefined;
    }
  }

  function wake(delayMs: number): void {
    if (!isAuto || closing !== undefined || cancel !== undefined) return;
    cancel = schedule(() => void pass(true), Math.max(0, delayMs));
  }

  async function close(timeoutMs: number): Promise<void> {
    cancel?.();
    if (isAuto && outbox.stats.accepted > 0) {
      // Kept alive for the bound, and no longer: a pass that is still giving back then may be left to the next process.
      const passing = pass(true);
      const giveBack = async (): Promise<void> => {
        await bounded(passing, timeoutMs * SENDING_SHARE, schedule);
        sender.stop();
        await bounded(passing, timeoutMs * GIVING_BACK_SHARE, schedule);
      };
      await whileAlive(giveBack());
    }
    sender.stop();
    await outbox.close();
  }

  return {
    reach: 'remote',
    report(event) {
      outbox.add(event);
      if (!isAuto || closing !== undefined) return;
      const { uncut, uncutBytes } = outbox.stats;
      if ((uncut >= MAX_BATCH_EVENTS || uncutBytes >= MAX_BATCH_BYTES) && !isUrgent) {
        isUrgent = true;
        cancel?.();
        cancel = undefined;
        wake(0);
      } else wake(BATCH_AGE_MS);
    },
    async flush() {
      await outbox.flush();
      if (isAuto && closing === undefined && outbox.stats.accepted > 0) await pass(false);
    },
    close(closeOptions) {
      closing ??= close(closeOptions?.timeoutMs ?? CLOSE_TIMEOUT_MS);
      return closing;
    },
    async send(sendOptions) {
      return sender.send(sendOptions);
    },
    get stats() {
      return statsOf();
    },
  };

  function statsOf() {
    const { accepted, dropped: lost, lastError: storeError } = outbox.stats;
    const { acknowledged, rejected, tooLarge, retries, lastError } = sender.stats;
    let rest = accepted;
    const take = (count: number): number => {
      const taken = Math.min(rest, count);
      rest -= taken;
      return taken;
    };
    const dropped: { [reason: string]: number } = {};
    for (const [reason, count] of Object.entries({ ...lost, rejected, too_large: tooLarge })) {
      if (count > 0) dropped[reason] = take(count);
    }
    const sent = take(acknowledged);
    const written = isAuto ? 0 : take(rest);
    const error = lastError ?? failure ?? storeError;
    return {
      accepted,
      written,
      sent,
      dropped,
      retries,
      queued: rest,
      ...(error === undefined ? {} : { lastError: error }),
    };
  }
}

/** Waits for `work`, but not longer than the bound. Failures end the wait. */
async function bounded(work: Promise<unknown>, timeoutMs: number, schedule: Schedule): Promise<void> {
  let cancel = (): void => {};
  const bound = new Promise<void>((resolve) => {
    cancel = schedule(resolve, timeoutMs);
  });
  await Promise.race([Promise.allSettled([work]), bound]);
  cancel();
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? code : 'UNKNOWN';
}
