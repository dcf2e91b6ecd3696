/**
 * Writes what is left when the process exits or is asked to by a signal. One listener serves all stores of a process,
 * also those of a second copy of this package, so that a host with many stores sees no warning about listeners.
 */

const MARK = Symbol.for('@telemetry/store/exit');

type ExitListener = (() => void) & { readonly [MARK]: Set<() => void> };

/** The signals that end a process unless it handles them. SIGKILL cannot be handled, and needs not: see the format page. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What the signal helper needs of a store. */
export interface WritesOnExit {
  writeOnExit(): void;
}

/** Runs `write` at `process.on('exit')`: at `process.exit()`, an uncaught exception and the natural end. Returns the undo. */
export function onProcessExit(write: () => void): () => void {
  const writers = exitWriters();
  writers.add(write);
  return () => writers.delete(write);
}

/**
 * Writes what the given stores still hold when SIGINT, SIGTERM or SIGHUP comes, then lets the signal do what it would
 * have done. Where the host has listeners of its own for a signal, ending the process is left to them. For hosts that
 * use `io: 'async'` or want an outage's backlog written; call it once. Returns the undo.
 */
export function installSignalHandlers(stores: Iterable<WritesOnExit>): () => void {
  const all = [...stores];
  const undo: (() => void)[] = [];
  for (const signal of SIGNALS) {
    const listener = (): void => {
      for (const store of all) store.writeOnExit();
      if (process.listenerCount(signal) > 1) return;
      process.removeListener(signal, listener);
      process.kill(process.pid, signal);
    };
    process.on(signal, listener);
    undo.push(() => process.removeListener(signal, listener));
  }
  return () => {
    for (const remove of undo) remove();
  };
}

/** The set belongs to the listener that is on `process`: no state of this module. */
function exitWriters(): Set<() => void> {
  for (const listener of process.listeners('exit')) {
    const writers = (listener as Partial<ExitListener>)[MARK];
    if (writers !== undefined) return writers;
  }
  const writers = new Set<() => void>();
  const listener: ExitListener = Object.assign(
    () => {
      for (const write of writers) write();
    },
    { [MARK]: writers },
  );
  process.on('exit', listener);
  return writers;
}
