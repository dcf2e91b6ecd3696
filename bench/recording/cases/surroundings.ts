/** What every case is given from outside, and the way in which it answers. */

/** An empty folder, for this process alone. */
export const FOLDER = process.env['BENCH_FOLDER'] ?? '.';

/** Whether this is only to show that everything runs. */
export const IS_QUICK = process.env['BENCH_QUICK'] === '1';

/** Ends a case: prints the figures, as the last line. */
export function answer(figures: { readonly [figure: string]: number }): void {
  console.log(JSON.stringify(figures));
}

/** The next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A clock of wall and CPU, all threads of the process included. Answers nanoseconds since it was made. */
export function startClock(): () => { readonly wallNs: number; readonly cpuNs: number } {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  return () => {
    const wallNs = Number(process.hrtime.bigint() - start);
    const { user, system } = process.cpuUsage(cpu);
    return { wallNs, cpuNs: (user + system) * 1_000 };
  };
}
