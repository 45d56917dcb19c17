import { RetentionError } from "@retentiongrpc/client";
import { setTimeout as sleep } from "node:timers/promises";

/** Nothing here takes so long unless it hangs, in milliseconds. */
export const DEADLINE_MS = 120_000;

let failures = 0;

/** Does one check and prints how it ended. */
export async function check(name: string, body: () => Promise<void> | void): Promise<void> {
  const over = new AbortController();
  const hang = sleep(DEADLINE_MS, undefined, { signal: over.signal, ref: true }).then(
    () => { throw new Error(`it did not end within ${DEADLINE_MS} ms`); },
    () => undefined);
  try {
    await Promise.race([Promise.resolve().then(body), hang]);
    console.log(`ok ${name}`);
  } catch (failure) {
    failures++;
    console.log(`FAILED ${name}: ${failure instanceof Error ? failure.stack ?? failure.message : String(failure)}`.replaceAll("\n", " "));
  } finally {
    over.abort();
  }
}

/** Ends the process: 0 only if nothing failed. */
export function finish(): never {
  process.exit(failures === 0 ? 0 : 1);
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition())
    await sleep(1);
}

/** What a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (failure) {
    return failure;
  }
  throw new Error("it did not fail");
}

/** The RetentionError that a promise fails with. */
export async function retentionErrorOf(promise: Promise<unknown>): Promise<RetentionError> {
  const failure = await failureOf(promise);
  if (!(failure instanceof RetentionError))
    throw new Error("it failed otherwise", { cause: failure });
  return failure;
}
