import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { BatchSchema, type EventSchema } from "./gen/index.js";

/** An event as a message, or as a plain object of the same fields. */
export type EventInit = MessageInitShape<typeof EventSchema>;

// One encoding of many events costs half of what as many encodings cost. They are held beside the buffer until there is room for them, so
// they are not more than this.
const GROUP = 250;

const TAG_BYTES = 1;

/** Events in the bytes that they have in a Batch, each after its tag and length; some of them may be taken already. */
export class EncodedEvents {
  readonly #bytes: Uint8Array;
  readonly #count: number;
  #taken = 0;
  #start = 0;

  /** @param events Whose bytes are taken now. */
  constructor(events: readonly EventInit[]) {
    this.#bytes = toBinary(BatchSchema, create(BatchSchema, { events: events as EventInit[] }));
    this.#count = events.length;
  }

  /** Whether all are taken. */
  get isDone(): boolean {
    return this.#taken === this.#count;
  }

  /** Bytes of the next event alone, without tag and length. */
  get nextSize(): number {
    return sizeAt(this.#bytes, this.#start + TAG_BYTES);
  }

  /**
   * Takes the next events, as long as the limits of their number and of the sum of their sizes, each with something around it, allow.
   * @returns Their bytes with tags and lengths, their number, and that sum.
   */
  take(count: number, size: number, framing: number): { bytes: Uint8Array; count: number; size: number } {
    const start = this.#start;
    let taken = 0;
    let sum = 0;
    while (taken < count && !this.isDone) {
      const next = this.nextSize;
      if (sum + next + framing > size)
        break;
      sum += next + framing;
      this.#start += TAG_BYTES + lengthBytes(next) + next;
      this.#taken++;
      taken++;
    }
    return { bytes: this.#bytes.subarray(start, this.#start), count: taken, size: sum };
  }
}

/** Encodes events by and by, many at once. */
export function* encoded(events: Iterable<EventInit>): Generator<EncodedEvents, void, undefined> {
  let group: EventInit[] = [];
  for (const event of events) {
    group.push(event);
    if (group.length < GROUP)
      continue;
    yield* encodedGroup(group);
    group = [];
  }
  yield* encodedGroup(group);
}

function* encodedGroup(group: readonly EventInit[]): Generator<EncodedEvents, void, undefined> {
  if (group.length === 0)
    return;
  let whole: EncodedEvents;
  try {
    whole = new EncodedEvents(group);
  } catch {
    // One is no event: those before it are, and the caller is told at its turn.
    for (const event of group)
      yield new EncodedEvents([event]);
    return;
  }
  yield whole;
}

function sizeAt(bytes: Uint8Array, at: number): number {
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    size |= (byte & 0x7f) << shift;
    if (byte < 0x80)
      return size;
  }
}

function lengthBytes(size: number): number {
  return size < 1 << 7 ? 1 : size < 1 << 14 ? 2 : size < 1 << 21 ? 3 : size < 1 << 28 ? 4 : 5;
}
