import { fromBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { BatchOutcome } from "./batchOutcome.js";
import { BatchSchema, StreamEventsRequestSchema, type Event } from "./gen/index.js";

/** What the message around the events may take, as batches are cut by it. */
export const FRAMING_BYTES = 64;

/** What a tag and a length before an event may take, as batches are cut by it. */
export const EVENT_FRAMING_BYTES = 5;

const FIRST_CAPACITY = 1_024;
const EVENTS_TAG = BatchSchema.field.events.number << 3 | WireType.LengthDelimited;

/**
 * A batch: it gathers events, is sealed with a sequence, and is kept until the server says that it may be forgotten. Events are bytes from
 * the moment that they are added, so what is sent again is what was sent first, whatever the caller does to its objects.
 */
export class PendingBatch {
  // The events from FRAMING_BYTES on; what comes before them on the wire is put right in front of them when the sequence is known.
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
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

  /** Adds the bytes of an event. */
  add(event: Uint8Array): void {
    this.#reserve(event.length + EVENT_FRAMING_BYTES);
    this.#bytes[this.#length++] = EVENTS_TAG;
    this.#length = writeLength(this.#bytes, this.#length, event.length);
    this.#bytes.set(event, this.#length);
    this.#length += event.length;
    this.cutBytes += event.length + EVENT_FRAMING_BYTES;
    this.count++;
  }

  /** Gives it its sequence. Nothing is added any more. */
  seal(sequence: bigint): void {
    this.#sequence = sequence;
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

// Returns where the next byte goes.
function writeLength(bytes: Buffer, at: number, length: number): number {
  for (; length > 0x7f; length >>>= 7)
    bytes[at++] = length & 0x7f | 0x80;
  bytes[at++] = length;
  return at;
}
