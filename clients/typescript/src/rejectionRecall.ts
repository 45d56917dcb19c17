import { status } from "@grpc/grpc-js";
import { CallBroken, type CallInvoker } from "./callInvoker.js";
import { IngestionService, type Rejection } from "./gen/index.js";
import { RetentionError } from "./retentionError.js";

const PAGE_SIZE = 1_000;
const PAGE_TIMEOUT_MS = 10_000;

/** Fetches the rejections of batches whose ack was lost, or names only the first of them, from the server's dead letter. */
export class RejectionRecall {
  readonly #invoker: CallInvoker;
  readonly #producerId: string;
  readonly #stop: AbortSignal;
  #known = new Map<bigint, Rejection[]>();
  #knownThrough = 0n;

  /** @param stop Gives up. */
  constructor(invoker: CallInvoker, producerId: string, stop: AbortSignal) {
    this.#invoker = invoker;
    this.#producerId = producerId;
    this.#stop = stop;
  }

  /**
   * The rejections of a batch, as far as the dead letter has them. A server that has none to give says nothing.
   * @param logThrough What the log is known to have by now, this batch included: one fetch does for all of it.
   * @throws CallBroken where it cannot be asked just now.
   */
  async of(sequence: bigint, logThrough: bigint): Promise<readonly Rejection[]> {
    if (sequence > this.#knownThrough) {
      this.#known = await this.#fetch();
      this.#knownThrough = logThrough;
    }
    return this.#known.get(sequence) ?? [];
  }

  async #fetch(): Promise<Map<bigint, Rejection[]>> {
    const all = new Map<bigint, Rejection[]>();
    let pageToken = "";
    try {
      do {
        const page = await this.#invoker.unary(
          IngestionService.method.listRejectedEvents,
          { pageSize: PAGE_SIZE, producerId: this.#producerId, pageToken },
          { timeoutMs: PAGE_TIMEOUT_MS, signal: this.#stop });
        for (const { sequence, rejection } of page.rejectedEvents) {
          if (rejection !== undefined)
            all.set(sequence, [...all.get(sequence) ?? [], rejection]);
        }
        pageToken = page.nextPageToken;
      } while (pageToken !== "");
    } catch (error) {
      // The events are in the log all the same.
      if (error instanceof RetentionError && (error.code === status.UNIMPLEMENTED || error.code === status.PERMISSION_DENIED))
        return new Map();
      throw new CallBroken(error);
    }
    return all;
  }
}
