/** What the daemon of the tests records: often, so without the usual budget. */
import { count, defineEvent } from '@telemetry/schema';

export const ticked = defineEvent(
  'daemon.ticked',
  'A daemon went on.',
  { minimal: { n: count() } },
  { perMinute: 1_000_000 },
);
