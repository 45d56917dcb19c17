import { durationMs } from "@bufbuild/protobuf/wkt";
import { status, type ClientDuplexStream } from "@grpc/grpc-js";
import type { BatchBuffer } from "./batchBuffer.js";
import { BatchReport } from "./batchReport.js";
import { CallBroken, type CallInvoker } from "./callInvoker.js";
import type { StreamSettings } from "./eventStreamOptions.js";
import {
  Durability, ErrorReason, IngestionService, type Ack, type DataLoss, type Nack, type Opened, type StreamEventsResponse,
} from "./gen/index.js";
import { openMessage } from "./outgoingMessage.js";
import type { PendingBatch } from "./pendingBatch.js";
import { RejectionRecall } from "./rejectionRecall.js";
import { LONGEST_BACKOFF_MS, type Retries } from "./retries.js";
import { RetentionError } from "./retentionError.js";

// Tries to send a batch that the server says is not the next one, without an ack between them.
const GAP_LIMIT = 5;
const LONGEST_DRAIN_MS = 20_000;
const DRAIN_PATIENCE_MS = 1_000;

/** What a stream knows of the log it writes to, from one connection to the next. */
export interface StreamPosition {
  /** Whether there was a connection. */
  isOpened: boolean;
  /** The newest that the server gave; undefined before the first connection. */
  readToken: string | undefined;
  /** What an ack promises. */
  durability: Durability;
  /** The log's id; undefined before the first connection. */
  logId: string | undefined;
}

/** How a connection ended: everything is done, the server goes away as it said, or what broke it. */
export type StreamEnd = { kind: "done" } | { kind: "planned" } | { kind: "broken"; error: RetentionError };

/** One connection of a stream, from Open to its end: one loop sends what the buffer has, one takes the server's answers. */
export class StreamConnection {
  readonly #invoker: CallInvoker;
  readonly #settings: StreamSettings;
  readonly #buffer: BatchBuffer;
  readonly #retries: Retries;
  readonly #position: StreamPosition;
  readonly #over = new AbortController();
  readonly #report: BatchReport;
  readonly #claimed: bigint;
  #leaving: NodeJS.Timeout | undefined;
  #isDraining = false;

  constructor(invoker: CallInvoker, settings: StreamSettings, buffer: BatchBuffer, retries: Retries, position: StreamPosition) {
    this.#invoker = invoker;
    this.#settings = settings;
    this.#buffer = buffer;
    this.#retries = retries;
    this.#position = position;
    this.#report = new BatchReport(settings, new RejectionRecall(invoker, settings.producerId, this.#over.signal));
    this.#claimed = buffer.queue.claim;
  }

  /**
   * Runs it to its end.
   * @param stop Ends it at once.
   * @throws RetentionError where the stream has failed for good; what a callback threw, where one did.
   */
  async run(stop: AbortSignal): Promise<StreamEnd> {
    this.#buffer.change(queue => queue.suspend());
    const call = this.#invoker.duplex(IngestionService.method.streamEvents, { signal: this.#over.signal });
    const leave = () => this.#over.abort();
    stop.addEventListener("abort", leave, { once: true });
    const reading = this.#read(call);
    const writing = this.#write(call);
    try {
      return await Promise.race([reading, writing.then(() => reading)]);
    } catch (fault) {
      return this.#endBy(brokenBy(fault));
    } finally {
      clearTimeout(this.#leaving);
      stop.removeEventListener("abort", leave);
      leave();
      this.#buffer.wake();
      await Promise.allSettled([reading, writing]);
    }
  }

  async #write(call: ClientDuplexStream<Buffer, StreamEventsResponse>): Promise<void> {
    call.write(openMessage(this.#settings.producerId, this.#claimed, this.#position.readToken ?? ""));
    while (!this.#over.signal.aborted) {
      const step = this.#buffer.nextStep();
      if (step.kind === "halfClose") {
        call.end();
        return;
      }
      // The credits bound what the call has to keep, so nothing waits for it to be written.
      if (step.kind === "send")
        call.write(step.message);
      else if (step.kind === "settle")
        await this.#settle(step.known);
      else
        await this.#buffer.changed;
    }
  }

  // No batch was sent on this connection yet, so no ack is told meanwhile.
  async #settle(batch: PendingBatch): Promise<void> {
    const known = this.#buffer.queue.knownThrough;
    await this.#report.tell(batch, undefined, known);
    this.#retries.progress();
    this.#buffer.change(queue => {
      queue.acknowledge(batch.sequence);
      queue.release(known);
    });
  }

  async #read(call: AsyncIterable<StreamEventsResponse>): Promise<StreamEnd> {
    let openedAt: number | undefined;
    try {
      for await (const response of responses(call)) {
        const end = await this.#take(response);
        if (end !== undefined)
          return end;
        openedAt ??= performance.now();
      }
      return this.#endBy(new RetentionError(status.UNAVAILABLE, "The server ended the stream."));
    } finally {
      // A connection that held is progress, also where there was nothing to send.
      if (openedAt !== undefined && performance.now() - openedAt >= LONGEST_BACKOFF_MS)
        this.#retries.progress();
    }
  }

  // Where all is done, or the server said before that it goes, how the call ends does not matter.
  #endBy(error: RetentionError): StreamEnd {
    if (this.#buffer.isFinished)
      return { kind: "done" };
    return this.#isDraining && this.#retries.isWorthIt(error) ? { kind: "planned" } : { kind: "broken", error };
  }

  async #take({ message }: StreamEventsResponse): Promise<StreamEnd | undefined> {
    switch (message.case) {
      case "opened":
        this.#takeUp(message.value);
        return undefined;
      case "ack":
        await this.#acknowledge(message.value);
        return undefined;
      case "flushed":
        this.#retries.progress();
        this.#buffer.change(queue => queue.flushed(message.value.flushId));
        return undefined;
      case "nack":
        return this.#refuse(message.value);
      case "goAway": {
        const drainMs = message.value.drainTime ? durationMs(message.value.drainTime) : LONGEST_DRAIN_MS;
        this.#isDraining = true;
        // A server that said that it goes may never end the call.
        this.#leaving = setTimeout(() => this.#over.abort(), drainMs + DRAIN_PATIENCE_MS);
        this.#buffer.change(queue => queue.drain());
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #takeUp(answer: Opened): void {
    const known = this.#position.logId;
    const isOtherLog = known !== undefined && known !== answer.logId && !answer.ancestorLogIds.includes(known);
    if (isOtherLog && this.#claimed > 0n && answer.lastSequence >= this.#claimed) {
      throw lost("The server writes another log than the one that acknowledged this stream's batches, and knows its producerId.", 1n);
    }
    this.#position.durability = answer.durability;
    this.#position.logId = answer.logId;
    const { isOurs, gone } = this.#buffer.resume(answer);
    if (!isOurs) {
      const { producerId } = this.#settings;
      throw new RetentionError(status.ABORTED, `Another sender has used the producerId ${producerId}: give each one of its own.`, {
        reason: ErrorReason.PRODUCER_SUPERSEDED,
        reasonName: "PRODUCER_SUPERSEDED",
      });
    }
    if (gone !== undefined)
      this.#lose(gone);
    if (answer.readToken !== "")
      this.#position.readToken = answer.readToken;
    this.#position.isOpened = true;
    this.#buffer.change(queue => queue.connect());
  }

  async #acknowledge(ack: Ack): Promise<void> {
    const covered = this.#buffer.queue.coveredBy(ack);
    const through = covered.at(-1)?.batch.sequence ?? 0n;
    for (const { batch, result } of covered)
      await this.#report.tell(batch, result, through);
    if (ack.readToken !== "")
      this.#position.readToken = ack.readToken;
    this.#position.durability = ack.durability;
    if (covered.length > 0)
      this.#retries.progress();
    this.#buffer.change(queue => {
      queue.acknowledge(through);
      queue.release(ack.stableThrough);
      queue.grant(ack.credits);
    });
  }

  #refuse(nack: Nack): StreamEnd | undefined {
    const error = RetentionError.fromFailure(nack.failure, nack.sequence);
    let isHere = false;
    this.#buffer.change(queue => isHere = queue.refuse(nack.sequence));
    const isGap = error.reason === ErrorReason.SEQUENCE_GAP;
    if (error.retryDelayMs === undefined && !isGap)
      throw error;
    if (!isHere)
      return { kind: "broken", error };
    this.#retries.fail(error);
    if (this.#retries.isOver || (isGap && this.#retries.gaps >= GAP_LIMIT))
      throw error;
    if (isGap && this.#retries.gaps === 1) {
      this.#buffer.change(queue => queue.isPaused = false);
      return undefined;
    }
    this.#buffer.pause(this.#retries.delayMs(error.retryDelayMs));
    this.#settings.retrying?.(error);
    return undefined;
  }

  #lose(gone: DataLoss): void {
    const { dataLost } = this.#settings;
    if (dataLost === undefined)
      throw lost(`The server has lost the acknowledged batches ${gone.firstSequence} to ${gone.lastSequence}.`, gone.firstSequence);
    dataLost(gone);
  }
}

async function* responses(call: AsyncIterable<StreamEventsResponse>): AsyncGenerator<StreamEventsResponse, void, undefined> {
  try {
    yield* call;
  } catch (cause) {
    throw new CallBroken(cause);
  }
}

function brokenBy(fault: unknown): RetentionError {
  if (fault instanceof CallBroken)
    return RetentionError.from(fault.cause);
  throw fault;
}

function lost(message: string, sequence: bigint): RetentionError {
  return new RetentionError(status.DATA_LOSS, message, { sequence });
}
