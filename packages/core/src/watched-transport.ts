/** A request that ends when consent to it does: while it is under way, consent is looked at again and again. */

import type { HttpTransport } from '@telemetry/reporters/http';

/** Milliseconds between two looks. A withdrawal is obeyed before whoever made it has let go of the key. */
const LOOK_EVERY_MS = 100;

/** The same transport, whose requests are broken off as soon as `isAllowed` says no, or throws. Its timer keeps no process alive. */
export function watchedTransport(transport: HttpTransport, isAllowed: () => boolean): HttpTransport {
  return async (request) => {
    const withdrawal = new AbortController();
    const timer = setInterval(() => {
      if (!mayGoOn(isAllowed)) withdrawal.abort();
    }, LOOK_EVERY_MS).unref();
    try {
      return await transport({ ...request, signal: AbortSignal.any([request.signal, withdrawal.signal]) });
    } finally {
      clearInterval(timer);
    }
  };
}

function mayGoOn(isAllowed: () => boolean): boolean {
  try {
    return isAllowed();
  } catch {
    return false;
  }
}
