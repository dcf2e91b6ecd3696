/**
 * Asks whether a name server answers, before the system looks a name up: that lookup cannot be ended, and where packets vanish
 * it would hold up the end of the process for many seconds. This one can. What it answers is not used.
 */

import { Resolver } from 'node:dns';
import { isIP } from 'node:net';
import { isLoopback } from '../loopback.ts';

/** A server that is there answers within a fraction of this. Milliseconds. */
const PATIENCE_MS = 1_500;
/** What silence is called. */
const SILENCE: readonly string[] = ['ETIMEOUT', 'ECANCELLED'];

/** False when no server says anything about a name. A name that no server knows may stand in the system's own tables. */
export async function isResolvable(names: readonly string[], signal: AbortSignal): Promise<boolean> {
  const asked = names.filter((name) => isIP(name.replace(/^\[|\]$/g, '')) === 0 && !isLoopback(name));
  for (const name of asked) if (!(await isAnswered(name, signal))) return false;
  return true;
}

function isAnswered(name: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const resolver = new Resolver({ timeout: PATIENCE_MS, tries: 1 });
    const cancel = (): void => resolver.cancel();
    const timer = setTimeout(cancel, PATIENCE_MS).unref();
    signal.addEventListener('abort', cancel);
    resolver.resolve4(name, (error) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(!SILENCE.includes(error?.code ?? ''));
    });
    if (signal.aborted) cancel();
  });
}
