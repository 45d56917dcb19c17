import type { EncodedEvents } from "./encodedEvents.js";
import type { StreamSettings } from "./eventStreamOptions.js";
import type { DataLoss, Event, Opened } from "./gen/index.js";
import { EVENT_FRAMING_BYTES, FRAMING_BYTES, PendingBatch } from "./pendingBatch.js";
import { RetentionError } from "./retentionError.js";
import { SendQueue, type PendingFlush, type SendStep } from "./sendQueue.js";
import { abortable, LONGEST_TIMER_MS } from "./waiting.js";

/** Where events are: so many of a batch, from an index on. */
export interface Place {
  readonly batch: PendingBatch;
  readonly index: number;
  readonly count: number;
}

interface WaitingEvents {
  readonly events: EncodedEvents;
  readonly isAwaited: boolean;
  readonly places: Place[];
  readonly resolve: () => void;
  readonly reject: (failure: Error) => void;
}

/** The events of a stream from `add` to the day the server lets go of them: a batch that gathers, and the queue of sealed ones. */
export class BatchBuffer {
  readonly queue: SendQueue;
  readonly #settings: StreamSettings;
  // Events that found no room, in the order of their calls.
  readonly #waiting = new Set<WaitingEvents>();
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
   * Adds events: now as far as there is room, the others when there is, in the order of the calls.
   * @param isAwaited Whether the caller waits for their outcome.
   * @returns Where they are.
   * @throws RangeError at an event that is larger than a batch may be; those before it are added.
   */
  add(events: EncodedEvents, isAwaited: boolean, signal: AbortSignal | undefined): Place[] | Promise<Place[]> {
    this.#throwIfOver();
    signal?.throwIfAborted();
    const places: Place[] = [];
    if (this.#waiting.size === 0 && this.#tryAdd(events, isAwaited, places))
      return places;
    return this.#addLater(events, isAwaited, places, signal);
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

  #tryAdd(events: EncodedEvents, isAwaited: boolean, places: Place[]): boolean {
    while (!events.isDone) {
      const size = events.nextSize + EVENT_FRAMING_BYTES;
      if (size + FRAMING_BYTES > this.#settings.batchBytes)
        throw new RangeError(`The event has ${size + FRAMING_BYTES} bytes; a batch has at most ${this.#settings.batchBytes}.`);
      if (this.#open.count >= this.#batchEvents || (this.#open.count > 0 && this.#open.cutBytes + size > this.#settings.batchBytes)) {
        this.#isDue = true;
        if (!this.#trySeal())
          return false;
      }
      this.#fill(events, isAwaited, places);
    }
    return true;
  }

  #fill(events: EncodedEvents, isAwaited: boolean, places: Place[]): void {
    const batch = this.#open;
    const index = batch.count;
    const count = batch.take(events, this.#batchEvents, this.#settings.batchBytes);
    batch.isAwaited ||= isAwaited;
    places.push({ batch, index, count });
    if (batch.count >= this.#batchEvents) {
      this.#isDue = true;
      this.#trySeal();
    } else if (index === 0 && this.#settings.lingerMs > 0 && this.#settings.lingerMs <= LONGEST_TIMER_MS) {
      this.#lingering = setTimeout(() => this.makeDue(), this.#settings.lingerMs);
    }
  }

  #addLater(events: EncodedEvents, isAwaited: boolean, places: Place[], signal: AbortSignal | undefined): Promise<Place[]> {
    const { promise, resolve, reject } = deferred();
    const waiting = { events, isAwaited, places, resolve, reject };
    this.#waiting.add(waiting);
    return abortable(promise, signal).then(() => places).finally(() => {
      if (this.#waiting.delete(waiting))
        this.#tellChange();
    });
  }

  #admit(): void {
    for (const waiting of this.#waiting) {
      try {
        if (!this.#tryAdd(waiting.events, waiting.isAwaited, waiting.places))
          return;
        waiting.resolve();
      } catch (tooLarge) {
        waiting.reject(tooLarge as Error);
      }
      this.#waiting.delete(waiting);
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
    this.#open = new PendingBatch(this.#open.message.length + FRAMING_BYTES);
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
