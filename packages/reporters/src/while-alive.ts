/** Keeps the process alive while somebody awaits: our sockets and timers by themselves do not. */

/** The longest that a timer can wait: 24 days. Milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Awaits `work` with the process kept alive. */
export async function whileAlive<T>(work: Promise<T>): Promise<T> {
  const handle = setInterval(() => {}, MAX_TIMER_MS);
  try {
    return await work;
  } finally {
    clearInterval(handle);
  }
}
