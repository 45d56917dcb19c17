import { fromBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { BatchOutcome } from "./batchOutcome.js";
import type { EncodedEvents } from "./encodedEvents.js";
import { BatchSchema, StreamEventsRequestSchema, type Event } from "./gen/index.js";

/** What the message around the events may take, as batches are cut by it. */
export const FRAMING_BYTES = 64;

/** What a tag and a length before an event may take, as batches are cut by it. */
export const EVENT_FRAMING_BYTES = 5;

const LEAST_CAPACITY = 1_024;

/**
 * A batch: it gathers events, is sealed with a sequence, and is kept until the server says that it may be forgotten. Events are bytes from
 * the moment that they are added, so what is sent again is what was sent first, whatever the caller does to its objects.
 */
export class PendingBatch {
  // The events from FRAMING_BYTES on; what comes before them on the wire is put right in front of them when the sequence is known.
  #bytes: Buffer;
  #length = FRAMING_BYTES;
  #sequence = 0n;
  #message: Buffer | undefined;

  count = 0;

  /** Bytes by which it is cut, no fewer than the message has. How they are counted must never change. */
  cutBytes = FRAMING_BYTES;

  sendCount = 0;

  /** Whether a caller waits for its outcome. */
  isAwaited = false;

  /** What became of it, once that was told. */
  outcome: BatchOutcome | undefined;

  /** @param capacity Bytes that it will probably have. */
  constructor(capacity = LEAST_CAPACITY) {
    this.#bytes = Buffer.allocUnsafe(Math.max(capacity, LEAST_CAPACITY));
  }

  /** 0 while it gathers. */
  get sequence(): bigint {
    return this.#sequence;
  }

  /** The StreamEventsRequest, once it is sealed. */
  get message(): Buffer {
    if (this.#message === undefined)
      throw new Error("The batch has no sequence yet.");
    return this.#message;
  }

  /** The events, read from the bytes. */
  get events(): Event[] {
    return fromBinary(BatchSchema, this.#bytes.subarray(FRAMING_BYTES, this.#length)).events;
  }

  /** Adds events: takes those that there is room for by number and bytes, and says how many. */
  take(events: EncodedEvents, batchEvents: number, batchBytes: number): number {
    const { bytes, count, size } = events.take(batchEvents - this.count, batchBytes - this.cutBytes, EVENT_FRAMING_BYTES);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    this.cutBytes += size;
    this.count += count;
    return count;
  }

  /** Gives it its sequence. Nothing is added any more. */
  seal(sequence: bigint): void {
    this.#sequence = sequence;
    // Much room beyond its events is not kept with it.
    if (this.#bytes.length > this.#length * 1.125)
      this.#bytes = Buffer.from(this.#bytes.subarray(0, this.#length));
    const inner = new BinaryWriter().tag(BatchSchema.field.sequence.number, WireType.Varint).int64(sequence).finish();
    const outer = new BinaryWriter().tag(StreamEventsRequestSchema.field.batch.number, WireType.LengthDelimited)
      .uint32(inner.length + this.#length - FRAMING_BYTES).finish();
    const start = FRAMING_BYTES - outer.length - inner.length;
    this.#bytes.set(outer, start);
    this.#bytes.set(inner, start + outer.length);
    this.#message = this.#bytes.subarray(start, this.#length);
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length)
      return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
