import { status } from "@grpc/grpc-js";
import { ErrorReason } from "./gen/index.js";
import type { RetentionError } from "./retentionError.js";

/** The longest wait that is not asked for by the server, in milliseconds. */
export const LONGEST_BACKOFF_MS = 10_000;

const FIRST_BACKOFF_MS = 100;

/** What is worth trying again, and when: exponential backoff with full jitter, after the time that the server asks for. */
export class Retries {
  readonly #jitter: () => number;
  readonly #retryForMs: number;
  #failures = 0;
  #gaps = 0;
  #failingSince = 0;

  /**
   * @param jitter Chance: numbers of at least 0 and below 1.
   * @param retryForMs How long to try without progress; Infinity: for ever.
   */
  constructor(jitter: () => number, retryForMs: number) {
    this.#jitter = jitter;
    this.#retryForMs = retryForMs;
  }

  /** Failures since the last progress. */
  get count(): number {
    return this.#failures;
  }

  /** Those of them that were gaps: the server asked for a batch that comes before the next to be sent. */
  get gaps(): number {
    return this.#gaps;
  }

  /** Whether it has gone on for too long without progress. */
  get isOver(): boolean {
    return performance.now() - this.#failingSince >= this.#retryForMs;
  }

  /** Something went well. */
  progress(): void {
    this.#failures = this.#gaps = 0;
  }

  /** Something failed, or ended as it should and has to be begun again. */
  fail(error: RetentionError | undefined): void {
    if (error?.reason === ErrorReason.SEQUENCE_GAP)
      this.#gaps++;
    if (this.#failures++ === 0)
      this.#failingSince = performance.now();
  }

  /** Whether the same again may do better. */
  isWorthIt(error: RetentionError): boolean {
    switch (error.reason) {
      case ErrorReason.SEQUENCE_GAP:
        // The server does not know what this client has no more: one try from where it says, for the loss to be told.
        return this.#gaps === 1;
      case ErrorReason.STORE_UNAVAILABLE:
      case ErrorReason.SHUTTING_DOWN:
      case ErrorReason.OPEN_TIMEOUT:
      case ErrorReason.MESSAGE_TIMEOUT:
      case ErrorReason.SLOW_READER:
      case ErrorReason.OVERLOADED:
        return true;
      case ErrorReason.INTERNAL_ERROR:
        // A fault of the server, which its operator has to look at.
        return false;
      default:
        return error.retryDelayMs !== undefined || isPassing(error);
    }
  }

  /** Milliseconds to wait: longer with each failure, and by chance, so that not all clients of a server come at once. */
  delayMs(asked: number | undefined): number {
    const whole = FIRST_BACKOFF_MS * 2 ** Math.min(Math.max(this.#failures - 1, 0), 10);
    return (asked ?? 0) + Math.min(whole, LONGEST_BACKOFF_MS) * this.#jitter();
  }
}

function isPassing({ code, reasonName }: RetentionError): boolean {
  // A connection that the server ends in self-defence has this code, without a reason.
  if (code === status.RESOURCE_EXHAUSTED)
    return reasonName === "";
  return [status.UNAVAILABLE, status.CANCELLED, status.DEADLINE_EXCEEDED, status.INTERNAL, status.UNKNOWN].includes(code);
}
