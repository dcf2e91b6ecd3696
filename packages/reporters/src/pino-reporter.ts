/** Hands events to the host's own pino logger. */

import type { EncodedEvent } from '@telemetry/payload';
import type { RecordedEvent, ReleasedEvent } from '@telemetry/schema';
import type { LocalReporter, RemoteReporter } from './reporter.ts';

/** What of a pino logger is used; its own type would ask of every user of this package to have pino. */
export interface PinoLogger {
  info(fields: object, message: string): void;
  flush(done: (error?: Error) => void): void;
}

/**
 * Makes a reporter that logs each event at `info`: the event under the key `telemetry`, its name as the message.
 * Remote unless said otherwise, since logs get shipped. Closing it leaves the logger open: the host made it.
 */
export function pinoReporter(logger: PinoLogger, options?: { readonly reach?: 'remote' }): RemoteReporter;
export function pinoReporter(logger: PinoLogger, options: { readonly reach: 'local' }): LocalReporter;
export function pinoReporter(
  logger: PinoLogger,
  options: { readonly reach?: 'local' | 'remote' } = {},
): LocalReporter | RemoteReporter {
  return options.reach === 'local'
    ? logTo<'local', RecordedEvent>('local', logger)
    : logTo<'remote', ReleasedEvent>('remote', logger);
}

function logTo<Where extends 'local' | 'remote', Event extends { readonly event: string }>(
  reach: Where,
  logger: PinoLogger,
) {
  const counts = { accepted: 0, written: 0 };
  const dropped: { [reason: string]: number } = {};
  let closed = false;

  const flush = () =>
    new Promise<void>((resolve) => {
      // What a transport's own failure is, is told to the host by pino.
      logger.flush(() => resolve());
    });

  return {
    reach,
    report(event: EncodedEvent<Event>) {
      counts.accepted += 1;
      const loss = closed ? 'closed' : hand(logger, event.event);
      if (loss === undefined) counts.written += 1;
      else dropped[loss] = (dropped[loss] ?? 0) + 1;
    },
    flush,
    async close() {
      closed = true;
      await flush();
    },
    get stats() {
      return { ...counts, sent: 0, dropped: { ...dropped }, retries: 0, queued: 0 };
    },
  };
}

/** Logs one event; answers why it is lost when the logger throws. */
function hand(logger: PinoLogger, event: { readonly event: string }): string | undefined {
  try {
    logger.info({ telemetry: event }, event.event);
    return undefined;
  } catch {
    // A host's own serializer or destination threw: it must not come back to the host through track().
    return 'logger_failed';
  }
}
