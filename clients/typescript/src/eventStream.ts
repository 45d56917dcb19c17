import { status } from "@grpc/grpc-js";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { BatchBuffer, type Place } from "./batchBuffer.js";
import type { EventRejection } from "./batchOutcome.js";
import type { CallInvoker } from "./callInvoker.js";
import { EncodedEvents, encoded, type EventInit } from "./encodedEvents.js";
import type { StreamSettings } from "./eventStreamOptions.js";
import { Durability, type Event } from "./gen/index.js";
import type { PendingBatch } from "./pendingBatch.js";
import { RetentionError } from "./retentionError.js";
import { Retries } from "./retries.js";
import { StreamConnection, type StreamPosition } from "./streamConnection.js";
import { abortable } from "./waiting.js";

const ADDED = Promise.resolve();

/** How long a call of an `EventStream` waits. */
export interface WaitOptions {
  /** Gives up waiting. */
  signal?: AbortSignal | undefined;
}

/**
 * Streams events to the server in batches, each kept until the server has it in its log and sent again when a connection breaks before
 * that: every event counts once. Events are sent in the order of the calls. Close it to send what is left. An event's bytes are taken when
 * it is added: a later change is not sent.
 */
export class EventStream {
  readonly #invoker: CallInvoker;
  readonly #settings: StreamSettings;
  readonly #buffer: BatchBuffer;
  readonly #retries: Retries;
  readonly #position: StreamPosition = {
    isOpened: false, readToken: undefined, durability: Durability.UNSPECIFIED, logId: undefined,
  };
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #isOver = false;

  private constructor(invoker: CallInvoker, settings: StreamSettings, jitter: () => number) {
    this.#invoker = invoker;
    this.#settings = settings;
    this.#buffer = new BatchBuffer(settings);
    this.#retries = new Retries(jitter, settings.retryForMs);
  }

  /** @internal `RetentionClient.openEventStream` is the way. */
  static async open(invoker: CallInvoker, settings: StreamSettings, jitter: () => number, signal?: AbortSignal): Promise<EventStream> {
    const stream = new EventStream(invoker, settings, jitter);
    stream.#running = stream.#run();
    try {
      await stream.#buffer.until(() => stream.#position.isOpened, signal);
    } catch (failure) {
      await stream.#abort();
      throw failure;
    }
    return stream;
  }

  /** Who sends. */
  get producerId(): string {
    return this.#settings.producerId;
  }

  /**
   * Every batch of this stream up to this sequence is in the server's log. It falls back where the server lost data, until that is sent
   * again.
   */
  get ackedThrough(): bigint {
    return this.#buffer.queue.ackedThrough;
  }

  /** The newest: pass it as `options.readToken` of a query to read what was acknowledged. */
  get lastReadToken(): string {
    return this.#position.readToken ?? "";
  }

  /** What an ack promises. */
  get durability(): Durability {
    return this.#position.durability;
  }

  /**
   * The events that no ack covers, in order: what is left to do something else with where the stream has failed. They may be in the log all
   * the same.
   */
  get unacknowledged(): Event[] {
    return this.#buffer.unacknowledged;
  }

  /**
   * Adds an event. Waits while `maxInFlight` batches are without an ack, or `bufferBytes` are kept: await it, or memory is the only bound.
   * @param signal Gives up waiting; the event is then not added.
   * @throws RangeError where the event is larger than a batch may be; RetentionError where the stream failed for good.
   */
  add(event: EventInit, { signal }: WaitOptions = {}): Promise<void> {
    try {
      const added = this.#buffer.add(new EncodedEvents([event]), false, signal);
      return added instanceof Promise ? added.then(places => this.#finishCall(places)) : this.#finishCall(added);
    } catch (failure) {
      return Promise.reject(failure as Error);
    }
  }

  /** Adds events, as `add` does one. */
  async addAll(events: Iterable<EventInit> | AsyncIterable<EventInit>, { signal }: WaitOptions = {}): Promise<void> {
    try {
      if (Symbol.asyncIterator in events) {
        for await (const event of events)
          await breathe(await this.#buffer.add(new EncodedEvents([event]), false, signal));
      } else {
        for (const group of encoded(events))
          await breathe(await this.#buffer.add(group, false, signal));
      }
    } finally {
      await this.#finishCall([]);
    }
  }

  /**
   * Sends events and waits until the server has acknowledged them. They share batches with those of other callers.
   * @param signal Gives up waiting; what was added by then is sent all the same.
   * @returns Those that were not accepted; none: all of them count.
   * @throws RangeError where an event is larger than a batch may be, and those before it are sent; RetentionError where the stream failed
   *   for good.
   */
  async send(events: Iterable<EventInit>, { signal }: WaitOptions = {}): Promise<EventRejection[]> {
    const batches = new Map<PendingBatch, Map<number, number>>();
    let count = 0;
    try {
      for (const group of encoded(events)) {
        for (const place of await this.#buffer.add(group, true, signal)) {
          const indexes = batches.get(place.batch) ?? new Map<number, number>();
          batches.set(place.batch, indexes);
          for (let i = 0; i < place.count; i++)
            indexes.set(place.index + i, count++);
        }
      }
    } finally {
      this.#buffer.makeDue();
    }
    const rejections: EventRejection[] = [];
    for (const [batch, indexes] of batches) {
      await this.#buffer.until(() => batch.outcome !== undefined, signal);
      for (const rejection of batch.outcome?.rejections ?? []) {
        const index = indexes.get(rejection.index);
        if (index !== undefined)
          rejections.push({ ...rejection, index });
      }
    }
    return rejections;
  }

  /**
   * Sends what was added and waits until the server confirms that all of it is in its log.
   * @throws RetentionError where the stream failed for good.
   */
  async flush({ signal }: WaitOptions = {}): Promise<void> {
    await this.#buffer.admitted(signal);
    const flush = this.#buffer.beginFlush();
    try {
      await this.#buffer.until(() => flush.isDone, signal);
    } finally {
      this.#buffer.change(queue => queue.endFlush(flush));
    }
  }

  /**
   * Flushes and ends the stream, for as long as `retryForMs` allows.
   * @param signal Ends the stream at once: events without an ack may be lost.
   * @throws RetentionError where the stream failed for good.
   */
  async close({ signal }: WaitOptions = {}): Promise<void> {
    if (this.#isOver)
      return;
    try {
      await this.flush({ signal });
      this.#buffer.close();
      await abortable(this.#running, signal);
    } finally {
      await this.#abort();
    }
  }

  /** Closes it, for `await using`; a failure that another call has told is not thrown again. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#buffer.isFailureTold)
      await this.#abort();
    else
      await this.close();
  }

  async #abort(): Promise<void> {
    if (this.#isOver)
      return;
    this.#isOver = true;
    this.#buffer.close();
    this.#stop.abort();
    await this.#running;
    this.#buffer.dispose();
  }

  #finishCall(places: readonly Place[]): Promise<void> {
    if (this.#settings.lingerMs === 0)
      this.#buffer.makeDue();
    return breathe(places);
  }

  // Keeps a connection until the stream is closed or fails for good. Never throws.
  async #run(): Promise<void> {
    const stop = this.#stop.signal;
    try {
      for (;;) {
        const connection = new StreamConnection(this.#invoker, this.#settings, this.#buffer, this.#retries, this.#position);
        const end = await connection.run(stop);
        if (end.kind === "done" || stop.aborted)
          return;
        const error = end.kind === "broken" ? end.error : undefined;
        this.#retries.fail(error);
        this.#check(error);
        await sleep(this.#retries.delayMs(error?.retryDelayMs), undefined, { signal: stop });
      }
    } catch (failure) {
      if (!stop.aborted)
        this.#buffer.fail(failure instanceof Error ? failure : new Error(String(failure)));
    }
  }

  #check(error: RetentionError | undefined): void {
    if (error !== undefined) {
      if (!this.#retries.isWorthIt(error) || this.#retries.isOver)
        throw error;
      this.#settings.retrying?.(error);
    } else if (this.#retries.count > 1 && this.#retries.isOver) {
      throw new RetentionError(status.UNAVAILABLE, "The server goes away again and again.");
    }
  }
}

// A caller that adds and adds would let nothing else run: sockets and timers get a turn with each batch.
function breathe(places: readonly Place[]): Promise<void> {
  return places.some(x => x.index === 0) ? turn() : ADDED;
}
