import { create } from "@bufbuild/protobuf";
import { DataLossSchema, type Ack, type BatchResult, type Credits, type DataLoss, type Opened } from "./gen/index.js";
import { flushMessage } from "./outgoingMessage.js";
import type { PendingBatch } from "./pendingBatch.js";
import { SendWindow } from "./sendWindow.js";

/** A barrier that a caller waits for. */
export interface PendingFlush {
  /** Comes back in the server's Flushed. */
  readonly id: bigint;
  /** The newest batch that lies before it; 0: none. */
  readonly through: bigint;
  /** Whether it is on its way on the connection of now. */
  isSent: boolean;
  /** Whether the server answered, with all batches before it acknowledged. */
  isDone: boolean;
}

/** What a connection is to do next. `known` is a batch that the log has already: its outcome is to be told without sending it. */
export type SendStep =
  { kind: "send"; message: Buffer } | { kind: "settle"; known: PendingBatch } | { kind: "wait" } | { kind: "halfClose" };

const WAIT: SendStep = { kind: "wait" };

/**
 * The sealed batches in order of sequence, until the server lets go of them, and what of them is to be sent on the connection of now. No
 * clock, no calls: what it does follows from what it is told.
 */
export class SendQueue {
  readonly #firstSequence: bigint | undefined;
  readonly #window = new SendWindow();
  #kept: PendingBatch[] = [];
  #flushes: PendingFlush[] = [];
  #nextSequence = 0n;
  #newestSealed = 0n;
  #highestSent = 0n;
  #sentThrough = 0n;
  #flushId = 0n;
  #lossTold = { first: 0n, last: 0n };
  #isConnected = false;
  #isDraining = false;
  #ackedThrough = 0n;
  #knownThrough = 0n;
  #keptBytes = 0;

  /** While set, no batch is sent: the server wants time. */
  isPaused = false;

  /** @param firstSequence The first batch's; undefined: as the server says. */
  constructor(firstSequence: bigint | undefined) {
    this.#firstSequence = firstSequence;
  }

  /** Every batch of this stream up to this one was acknowledged, or told lost; what lies before its first is none of its own. */
  get ackedThrough(): bigint {
    return this.#ackedThrough;
  }

  /** What the next connection claims to be acknowledged; nothing before the first batch that the caller named. */
  get claim(): bigint {
    return this.#firstSequence !== undefined && this.#firstSequence > this.#ackedThrough ? 0n : this.#ackedThrough;
  }

  /** What the log had when this connection was opened: it is not sent. */
  get knownThrough(): bigint {
    return this.#knownThrough;
  }

  /** Batches without an ack. */
  get unacked(): number {
    return this.hasBegun ? Number(this.#nextSequence - 1n - this.#ackedThrough) : 0;
  }

  /** Bytes of the batches that are kept. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Whether there was a connection, so that batches can have sequences. */
  get hasBegun(): boolean {
    return this.#nextSequence > 0n;
  }

  /** Whether every batch is acknowledged and every barrier answered. */
  get isEmpty(): boolean {
    return this.unacked === 0 && this.#flushes.length === 0;
  }

  /** The batches without an ack. */
  get unacknowledged(): PendingBatch[] {
    return this.#kept.filter(x => x.sequence > this.#ackedThrough);
  }

  /** Seals a batch with the next sequence. */
  seal(batch: PendingBatch): void {
    batch.seal(this.#nextSequence);
    this.#newestSealed = this.#nextSequence++;
    this.#kept.push(batch);
    this.#keptBytes += batch.cutBytes;
  }

  /** Forgets the oldest batches that were acknowledged, before the server says so, until a number of bytes is free. */
  makeRoom(bytes: number, limit: number): void {
    for (let first = this.#kept[0]; this.#keptBytes + bytes > limit && first && first.sequence <= this.#ackedThrough; first = this.#kept[0])
      this.#forget(first.sequence);
  }

  /**
   * Puts a barrier behind every batch so far.
   * @param isGathering Whether a batch is gathering, which lies before it too.
   */
  beginFlush(isGathering: boolean): PendingFlush {
    const through = isGathering ? this.#nextSequence : this.#newestSealed;
    const flush = { id: ++this.#flushId, through, isSent: false, isDone: false };
    this.#flushes.push(flush);
    return flush;
  }

  /** Nobody waits for a barrier any more. */
  endFlush(flush: PendingFlush): void {
    this.#flushes = this.#flushes.filter(x => x !== flush);
  }

  /** The server has answered a barrier. What it says from before a batch was refused does not count. */
  flushed(flushId: bigint): void {
    const flush = this.#flushes.find(x => x.id === flushId);
    if (flush && flush.through <= this.#ackedThrough)
      flush.isDone = true;
  }

  /** The connection is gone; nothing is sent until the next is open. */
  suspend(): void {
    this.#isConnected = this.#isDraining = this.isPaused = false;
    this.#window.clear();
  }

  /**
   * Takes up a new connection: what the log does not have is to be sent again, once `connect` says so.
   * @returns `isOurs`: false if somebody else has sent under this producer id, and what is left here would be taken for what is there.
   *   `gone`: what was acknowledged, is neither in the log nor here, and was not told before.
   */
  resume(opened: Opened): { isOurs: boolean; gone?: DataLoss | undefined } {
    const isNumberedHere = this.#firstSequence !== undefined;
    if (!this.hasBegun)
      this.#beginAt(this.#firstSequence ?? opened.lastSequence + 1n);
    else if (!isNumberedHere && this.unacked === 0)
      this.#beginAt(opened.lastSequence >= this.#nextSequence ? opened.lastSequence + 1n : this.#nextSequence);
    else if (!isNumberedHere && opened.lastSequence > this.#highestSent)
      return { isOurs: false };
    this.#knownThrough = opened.stableThrough;
    const gone = opened.dataLoss && this.#lose(opened.dataLoss);
    this.#startAfter(this.#ackedThrough);
    this.#window.grant(opened.credits);
    return { isOurs: true, gone };
  }

  /** What the server said of the connection is told: from now on batches are sent. */
  connect(): void {
    this.#isConnected = true;
  }

  /**
   * What to do next on this connection.
   * @param isClosed Whether no batch comes any more.
   */
  next(isClosed: boolean): SendStep {
    if (this.#isDraining && this.#window.isEmpty)
      return { kind: "halfClose" };
    if (!this.#isConnected || this.#isDraining || this.isPaused)
      return WAIT;
    const flush = this.#flushes.find(x => !x.isSent && x.through <= this.#sentThrough);
    if (flush) {
      flush.isSent = true;
      return { kind: "send", message: flushMessage(flush.id) };
    }
    const batch = this.#kept.find(x => x.sequence > this.#sentThrough);
    if (batch)
      return this.#send(batch);
    return isClosed && this.isEmpty ? { kind: "halfClose" } : WAIT;
  }

  /** The batches that an ack is the first to cover, each with its result if it has one, in order. */
  coveredBy(ack: Ack): { batch: PendingBatch; result: BatchResult | undefined }[] {
    const last = ack.results.at(-1)?.sequence ?? 0n;
    return this.unacknowledged
      .filter(x => x.sequence <= last && x.sequence <= this.#sentThrough)
      .map(batch => ({ batch, result: ack.results.find(x => x.sequence === batch.sequence) }));
  }

  /** Notes that batches are in the log. */
  acknowledge(through: bigint): void {
    for (const batch of this.unacknowledged) {
      if (batch.sequence <= through && batch.sequence > this.#knownThrough)
        this.#window.remove(batch.message.length);
    }
    this.#ackedThrough = largest(this.#ackedThrough, through);
  }

  /** Forgets batches that were acknowledged and that the log keeps. */
  release(stableThrough: bigint): void {
    this.#forget(smallest(this.#ackedThrough, stableThrough));
  }

  /** Takes the newest credits. */
  grant(credits: Credits | undefined): void {
    this.#window.grant(credits);
  }

  /**
   * A batch was not taken, nor any after it: they are to be sent again when the pause ends that begins with this.
   * @returns Whether that batch is here.
   */
  refuse(sequence: bigint): boolean {
    if (sequence <= this.#ackedThrough || sequence > this.#sentThrough || !this.#kept.some(x => x.sequence === sequence))
      return false;
    for (const batch of this.#kept) {
      if (batch.sequence >= sequence && batch.sequence <= this.#sentThrough)
        this.#window.remove(batch.message.length);
    }
    this.#startAfter(sequence - 1n);
    this.isPaused = true;
    return true;
  }

  /** Sends no new batches, and ends the connection when those on their way are acknowledged. */
  drain(): void {
    this.#isDraining = true;
  }

  // Batches that were acknowledged are gone from the log: those that are here are to be sent again.
  #lose(loss: DataLoss): DataLoss | undefined {
    const { firstSequence, lastSequence } = loss;
    const afterKnown = this.#knownThrough + 1n;
    const first = this.#kept.some(x => x.sequence === afterKnown) ? smallest(afterKnown, firstSequence) : firstSequence;
    const start = smallest(this.#kept.find(x => x.sequence >= first)?.sequence ?? lastSequence + 1n, lastSequence + 1n);
    this.#ackedThrough = smallest(this.#ackedThrough, start - 1n);
    const wasTold = this.#lossTold.first <= firstSequence && start - 1n <= this.#lossTold.last;
    if (start <= firstSequence || wasTold)
      return undefined;
    this.#lossTold = { first: firstSequence, last: start - 1n };
    return create(DataLossSchema, { firstSequence, lastSequence: start - 1n });
  }

  #send(batch: PendingBatch): SendStep {
    if (batch.sequence <= this.#knownThrough) {
      this.#sentThrough = batch.sequence;
      return { kind: "settle", known: batch };
    }
    const size = batch.message.length;
    if (!this.#window.allows(size))
      return WAIT;
    this.#window.add(size);
    batch.sendCount++;
    this.#sentThrough = batch.sequence;
    this.#highestSent = largest(this.#highestSent, batch.sequence);
    return { kind: "send", message: batch.message };
  }

  // Nothing below waits for an ack, so a later sequence takes nothing away.
  #beginAt(sequence: bigint): void {
    this.#nextSequence = sequence;
    this.#ackedThrough = sequence - 1n;
    this.#highestSent = largest(this.#highestSent, sequence - 1n);
  }

  #startAfter(sequence: bigint): void {
    this.#sentThrough = sequence;
    for (const flush of this.#flushes) {
      if (flush.through > sequence || !this.#isConnected)
        flush.isSent = false;
    }
  }

  #forget(through: bigint): void {
    let count = 0;
    for (let batch = this.#kept[0]; batch && batch.sequence <= through; batch = this.#kept[++count])
      this.#keptBytes -= batch.cutBytes;
    this.#kept.splice(0, count);
  }
}

function smallest(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function largest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
