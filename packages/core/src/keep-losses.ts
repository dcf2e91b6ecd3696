/** Writes what was lost into the file of losses, so that `status` can tell of it: at each flush, at close, at exit. */

import type { Catalog } from '@telemetry/schema';
import type { Losses } from '@telemetry/store';
import type { Telemetry } from './telemetry.ts';

/** Where losses are kept. */
export interface LossKeeper {
  /** Writes a delta; answers false when it could not, or may not, be written, and then it is kept for later. */
  save(losses: Losses): boolean;
  /** Calls back when the process ends, after the last event was written. Returns the undo. */
  atExit(callback: () => void): () => void;
}

/** The same telemetry, whose losses are kept. What is tracked after `close()` is counted in `stats` alone. */
export function keepLosses<C extends Catalog>(telemetry: Telemetry<C>, keeper: LossKeeper): Telemetry<C> {
  let saved: Losses = {};

  const keep = () => {
    if (!telemetry.enabled) return;
    const lost = lossesOf(telemetry);
    const delta = Object.fromEntries(
      Object.entries(lost)
        .map(([reason, count]) => [reason, count - (saved[reason] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );
    if (Object.keys(delta).length > 0 && keeper.save(delta)) saved = lost;
  };
  const forgetExit = keeper.atExit(keep);

  const { track, scope, measure } = telemetry;
  return Object.freeze({
    track,
    scope,
    measure,
    get enabled() {
      return telemetry.enabled;
    },
    get level() {
      return telemetry.level;
    },
    get stats() {
      return telemetry.stats;
    },
    async flush() {
      await telemetry.flush();
      keep();
    },
    async close(options?: { readonly timeoutMs?: number }) {
      await telemetry.close(options);
      keep();
      forgetExit();
    },
  });
}

/** Everything that was lost so far, by reason: before the reporters, within events, and in the reporters. */
function lossesOf(telemetry: Telemetry): Losses {
  const { dropped, fieldsDropped, reporter } = telemetry.stats;
  const lost: { [reason: string]: number } = { ...dropped };
  for (const [reason, count] of Object.entries(reporter.dropped)) lost[reason] = (lost[reason] ?? 0) + count;
  if (fieldsDropped > 0) lost['fields_dropped'] = fieldsDropped;
  return lost;
}
