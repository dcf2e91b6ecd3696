/** Asks collectors to delete what they hold of identities that were given up. One of the few files that reach the network. */

import { confirmErasure, type PendingErasure, readPendingErasures } from '@telemetry/consent';
import { createHttpTransport, eraseInstall } from '@telemetry/reporters/http';
import type { CommandContext } from './context.ts';
import { createProgress } from './progress.ts';

/** What came of it. */
export interface Erasure {
  /** Identities of which nothing is left anywhere, and whose erase keys are forgotten. */
  readonly erased: number;
  /** Those that wait still, with the reason of the last refusal: a code. */
  readonly waiting: readonly { readonly endpoint: string; readonly reason: string }[];
}

/**
 * Delivers erase keys, each to every collector that data under it may have gone to, and forgets those that all have acknowledged.
 *
 * @param isWanted which of them; default all
 * @throws TelemetryError `ERASURE_UNREADABLE`, `CONSENT_BUSY`
 */
export async function eraseSent(
  context: CommandContext,
  isWanted: (pending: PendingErasure) => boolean = () => true,
): Promise<Erasure> {
  const pending = readPendingErasures(context.paths).filter(isWanted);
  const transport = createHttpTransport({ env: context.io.env });
  const progress = createProgress(context.io.stderr, 'erasing', context.io.now);
  const erased: string[] = [];
  const waiting: { readonly endpoint: string; readonly reason: string }[] = [];
  try {
    for (const [index, { installId, eraseKey, endpoints }] of pending.entries()) {
      progress.advance(index / pending.length);
      const before = waiting.length;
      for (const endpoint of endpoints) {
        const outcome = await eraseInstall({ endpoint, installId, eraseKey, transport });
        if (outcome.kind !== 'erased') waiting.push({ endpoint, reason: outcome.reason });
      }
      if (waiting.length === before) erased.push(installId);
    }
  } finally {
    progress.end();
  }
  if (erased.length > 0) await confirmErasure(context.location, erased);
  return { erased: erased.length, waiting };
}
