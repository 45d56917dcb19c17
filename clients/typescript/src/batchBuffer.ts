import type { StreamSettings } from "./eventStreamOptions.js";
import type { DataLoss, Event, Opened } from "./gen/index.js";
import { EVENT_FRAMING_BYTES, FRAMING_BYTES, PendingBatch } from "./pendingBatch.js";
import { RetentionError } from "./retentionError.js";
import { SendQueue, type PendingFlush, type SendStep } from "./sendQueue.js";
import { abortable, LONGEST_TIMER_MS } from "./waiting.js";

/** Where an event is: its batch, and its index there. */
export interface Place {
  readonly batch: PendingBatch;
  readonly index: number;
}

interface WaitingEvent {
  readonly bytes: Uint8Array;
  readonly isAwaited: boolean;
  readonly resolve: (place: Place) => void;
  readonly reject: (failure: Error) => void;
}

/** The events of a stream from `add` to the day the server lets go of them: a batch that gathers, and the queue of sealed ones. */
export class BatchBuffer {
  readonly queue: SendQueue;
  readonly #settings: StreamSettings;
  // Events that found no room, in the order of their calls.
  readonly #waiting = new Set<WaitingEvent>();
  #open = new PendingBatch();
  #isDue = false;
  #batchEvents: number;
  #isClosed = false;
  #failure: Error | undefined;
  #isFailureTold = false;
  #lingering: NodeJS.Timeout | undefined;
  #pausing: NodeJS.Timeout | undefined;
  #changed = deferred();

  constructor(settings: StreamSettings) {
    this.#settings = settings;
    this.#batchEvents = settings.batchEvents;
    this.queue = new SendQueue(settings.firstSequence);
  }

  /** Whether no event comes any more and nothing is left to be acknowledged. */
  get isFinished(): boolean {
    return this.#isClosed && this.#open.count === 0 && this.queue.isEmpty;
  }

  /** Whether the stream failed and a caller was told so. */
  get isFailureTold(): boolean {
    return this.#isFailureTold;
  }

  /** The events that no ack covers, in order. */
  get unacknowledged(): Event[] {
    return [...this.queue.unacknowledged, this.#open].flatMap(x => x.events);
  }

  /** Resolves at the next change. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  /** Changes the queue, and lets those go on who wait for it. */
  change(change: (queue: SendQueue) => void): void {
    change(this.queue);
    this.wake();
  }

  /** Lets those go on who wait for a change, as far as there is room. */
  wake(): void {
    this.#trySeal();
    this.#admit();
    this.#tellChange();
  }

  /**
   * Adds the bytes of an event: now if there is room, else when there is, in the order of the calls.
   * @param isAwaited Whether the caller waits for the batch's outcome.
   */
  add(bytes: Uint8Array, isAwaited: boolean, signal: AbortSignal | undefined): Place | Promise<Place> {
    const size = bytes.length + EVENT_FRAMING_BYTES + FRAMING_BYTES;
    if (size > this.#settings.batchBytes)
      throw new RangeError(`The event has ${size} bytes; a batch has at most ${this.#settings.batchBytes}.`);
    this.#throwIfOver();
    signal?.throwIfAborted();
    const place = this.#waiting.size === 0 ? this.#tryAdd(bytes, isAwaited) : undefined;
    return place ?? this.#addLater(bytes, isAwaited, signal);
  }

  /** Sends the open batch as soon as there is room, full or not. */
  makeDue(): void {
    this.#isDue = this.#open.count > 0;
    this.wake();
  }

  /** Waits until every event whose call of `add` came before is in a batch, or was given up. */
  async admitted(signal: AbortSignal | undefined): Promise<void> {
    const last = [...this.#waiting].at(-1);
    if (last !== undefined)
      await this.until(() => !this.#waiting.has(last), signal);
  }

  /** Puts a barrier behind every event added so far. */
  beginFlush(): PendingFlush {
    this.#throwIfOver();
    const flush = this.queue.beginFlush(this.#open.count > 0);
    this.makeDue();
    return flush;
  }

  /** Waits until a condition holds, which is asked whenever something has changed. */
  async until(condition: () => boolean, signal: AbortSignal | undefined): Promise<void> {
    while (!condition()) {
      this.#throwIfOver();
      await abortable(this.changed, signal);
    }
  }

  /** Takes up a new connection, as `SendQueue.resume` says. */
  resume(opened: Opened): { isOurs: boolean; gone?: DataLoss | undefined } {
    // Batches that are numbered by their content are cut by it alone, whatever the server of the day allows.
    const limit = opened.limits?.batchEventCount ?? 0;
    if (this.#settings.firstSequence === undefined && limit > 0)
      this.#batchEvents = Math.min(this.#settings.batchEvents, limit);
    const resumed = this.queue.resume(opened);
    this.wake();
    return resumed;
  }

  /** What to do next on this connection. */
  nextStep(): SendStep {
    return this.queue.next(this.#isClosed);
  }

  /** Sends no batch for a while. */
  pause(delayMs: number): void {
    this.queue.isPaused = true;
    clearTimeout(this.#pausing);
    this.#pausing = setTimeout(() => this.change(queue => queue.isPaused = false), Math.min(delayMs, LONGEST_TIMER_MS));
  }

  /** Ends the stream for good; the first reason stands. */
  fail(failure: Error): void {
    this.#failure ??= failure;
    this.#refuseWaiting();
    this.#tellChange();
  }

  /** No event comes any more. */
  close(): void {
    // What an interrupted call has added is sent, too.
    this.#isDue = this.#open.count > 0;
    this.#isClosed = true;
    this.#refuseWaiting();
    this.wake();
  }

  /** Stops its timers. */
  dispose(): void {
    clearTimeout(this.#lingering);
    clearTimeout(this.#pausing);
  }

  #tryAdd(bytes: Uint8Array, isAwaited: boolean): Place | undefined {
    const isFull = this.#open.count >= this.#batchEvents
      || (this.#open.count > 0 && this.#open.cutBytes + bytes.length + EVENT_FRAMING_BYTES > this.#settings.batchBytes);
    if (isFull) {
      this.#isDue = true;
      if (!this.#trySeal())
        return undefined;
    }
    const batch = this.#open;
    batch.add(bytes);
    batch.isAwaited ||= isAwaited;
    const place = { batch, index: batch.count - 1 };
    if (batch.count >= this.#batchEvents) {
      this.#isDue = true;
      this.#trySeal();
    } else if (place.index === 0 && this.#settings.lingerMs > 0 && this.#settings.lingerMs <= LONGEST_TIMER_MS) {
      this.#lingering = setTimeout(() => this.makeDue(), this.#settings.lingerMs);
    }
    return place;
  }

  #addLater(bytes: Uint8Array, isAwaited: boolean, signal: AbortSignal | undefined): Promise<Place> {
    const { promise, resolve, reject } = deferred<Place>();
    const waiting = { bytes, isAwaited, resolve, reject };
    this.#waiting.add(waiting);
    return abortable(promise, signal).finally(() => {
      if (this.#waiting.delete(waiting))
        this.#tellChange();
    });
  }

  #admit(): void {
    for (const waiting of this.#waiting) {
      const place = this.#tryAdd(waiting.bytes, waiting.isAwaited);
      if (place === undefined)
        return;
      this.#waiting.delete(waiting);
      waiting.resolve(place);
    }
  }

  #refuseWaiting(): void {
    for (const waiting of this.#waiting)
      waiting.reject(this.#end());
    this.#waiting.clear();
  }

  #trySeal(): boolean {
    if (!this.#isDue || this.#open.count === 0)
      return true;
    const queue = this.queue;
    if (!queue.hasBegun || queue.unacked >= this.#settings.maxInFlight)
      return false;
    // What is acknowledged and not stable yet is kept for a resend, but never at the price of a stall.
    if (queue.keptBytes + this.#open.cutBytes > this.#settings.bufferBytes && queue.unacked > 0)
      return false;
    queue.makeRoom(this.#open.cutBytes, this.#settings.bufferBytes);
    queue.seal(this.#open);
    this.#open = new PendingBatch();
    this.#isDue = false;
    clearTimeout(this.#lingering);
    this.#tellChange();
    return true;
  }

  #tellChange(): void {
    const { resolve } = this.#changed;
    this.#changed = deferred();
    resolve();
  }

  #throwIfOver(): void {
    if (this.#failure !== undefined || this.#isClosed)
      throw this.#end();
  }

  #end(): Error {
    if (this.#failure === undefined)
      return new Error("The event stream is closed.");
    this.#isFailureTold = true;
    return this.#failure instanceof RetentionError ? this.#failure : new Error("The event stream failed.", { cause: this.#failure });
  }
}

interface Deferred<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (failure: Error) => void;
}

function deferred<T = void>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (failure: Error) => void;
  const promise = new Promise<T>((onResolve, onReject) => [resolve, reject] = [onResolve, onReject]);
  return { promise, resolve, reject };
}
