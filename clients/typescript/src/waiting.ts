/** The longest time that a timer can be set to, in milliseconds. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The same promise, given up where the signal says so. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined)
    return promise;
  signal.throwIfAborted();
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), { once: true, signal: over.signal }));
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    over.abort();
  }
}
