/** Finds what a reporter leaves behind that keeps the process alive. Part of the conformance suite; works on this process. */

/** What is made, used and closed. */
interface Closable {
  readonly reporter: { close(): Promise<void> };
  dispose?(): Promise<void>;
}

/**
 * Makes a reporter, uses it, closes it, and answers the kinds of handles that there are more of than before. Timers are counted from
 * before it was made on; all else from then on, since what `make` starts beside it (a collector) is not the reporter's.
 */
export async function handlesLeftBy<Made extends Closable>(
  make: () => Promise<Made>,
  use: (made: Made) => void,
): Promise<readonly string[]> {
  const atFirst = countHandles();
  const made = await make();
  try {
    const before: Counts = {
      ...countHandles(),
      Timeout: atFirst['Timeout'] ?? 0,
      Immediate: atFirst['Immediate'] ?? 0,
    };
    use(made);
    await made.reporter.close();
    // The call that ended last is counted until its turn is over.
    await new Promise((resolve) => setImmediate(resolve));
    const after = Object.entries(countHandles());
    return after.filter(([kind, count]) => count > (before[kind] ?? 0)).map(([kind]) => kind);
  } finally {
    await made.dispose?.();
  }
}

interface Counts {
  readonly [kind: string]: number;
}

/** What keeps the event loop alive, by kind. */
function countHandles(): Counts {
  const counts: { [kind: string]: number } = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
