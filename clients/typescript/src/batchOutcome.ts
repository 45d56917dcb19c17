import type { Event, RejectionReason } from "./gen/index.js";

/** What became of a batch. The three counts add up to its events. */
export interface BatchOutcome {
  /** The batch. */
  readonly sequence: bigint;
  /** Events that now count. */
  readonly acceptedCount: bigint;
  /** Events that the server had before; they count once. */
  readonly duplicateCount: bigint;
  /** Events that were not accepted. */
  readonly rejectedCount: bigint;
  /**
   * Which ones, in the order of the batch. An ack names the first 100; the others, and those of an ack that was lost, come from the
   * server's dead letter, as far as it still has them.
   */
  readonly rejections: readonly EventRejection[];
  /** A connection broke between a sending of this batch and its ack: its duplicates may be its own first sending. */
  readonly isAckLost: boolean;
}

/** An event that was not accepted. */
export interface EventRejection {
  /** The event, as it was added. */
  readonly event: Event;
  /** Its place from 0: in the batch, or among the events of the call of `send`. */
  readonly index: number;
  /** Why. */
  readonly reason: RejectionReason;
  /** The field at fault, e.g. "survey_response.score". */
  readonly field: string;
  /** What is wrong and what to do, in English. */
  readonly message: string;
}
