import { create } from "@bufbuild/protobuf";
import type { BatchOutcome } from "./batchOutcome.js";
import type { StreamSettings } from "./eventStreamOptions.js";
import { BatchResultSchema, type BatchResult, type Rejection } from "./gen/index.js";
import type { PendingBatch } from "./pendingBatch.js";
import type { RejectionRecall } from "./rejectionRecall.js";

/** Tells what became of batches: each once, in order. */
export class BatchReport {
  readonly #settings: StreamSettings;
  readonly #recall: RejectionRecall;

  constructor(settings: StreamSettings, recall: RejectionRecall) {
    this.#settings = settings;
    this.#recall = recall;
  }

  /**
   * Tells the outcome of a batch, unless it was told before.
   * @param received The server's result; undefined where the log has the batch and the result is gone.
   * @param logThrough What the log is known to have by now.
   */
  async tell(batch: PendingBatch, received: BatchResult | undefined, logThrough: bigint): Promise<void> {
    // Where the data was lost, a batch is acknowledged twice.
    if (batch.outcome !== undefined)
      return;
    const isAckLost = batch.sendCount > (received === undefined ? 0 : 1);
    const result = received ?? create(BatchResultSchema, { sequence: batch.sequence, duplicateCount: BigInt(batch.count) });
    const isListening = batch.isAwaited || this.#settings.batchAcknowledged !== undefined;
    const mayBeOld = (isAckLost || this.#settings.firstSequence !== undefined) && result.duplicateCount > 0n;
    const isCut = result.rejectedCount > result.rejections.length;
    const recalled = isListening && (mayBeOld || isCut) ? await this.#recall.of(batch.sequence, logThrough) : [];
    const outcome = outcomeOf(batch, result, recalled, isAckLost);
    this.#settings.batchAcknowledged?.(outcome);
    batch.outcome = outcome;
  }
}

function outcomeOf(batch: PendingBatch, result: BatchResult, recalled: readonly Rejection[], isAckLost: boolean): BatchOutcome {
  const byIndex = new Map<number, Rejection>();
  for (const rejection of [...result.rejections, ...recalled]) {
    if (rejection.index >= 0 && rejection.index < batch.count && !byIndex.has(rejection.index))
      byIndex.set(rejection.index, rejection);
  }
  // A rejected event of a batch that the log had counts there as duplicate.
  const more = BigInt(byIndex.size) - result.rejectedCount;
  const old = more < 0n ? 0n : more > result.duplicateCount ? result.duplicateCount : more;
  const events = byIndex.size === 0 ? [] : batch.events;
  const rejections = [...byIndex.values()].sort((a, b) => a.index - b.index).map(({ index, reason, field, message }) => {
    const event = events[index];
    if (event === undefined)
      throw new Error(`Batch ${batch.sequence} has no event ${index}.`);
    return { event, index, reason, field, message };
  });
  return {
    sequence: batch.sequence,
    acceptedCount: result.acceptedCount,
    duplicateCount: result.duplicateCount - old,
    rejectedCount: result.rejectedCount + old,
    rejections,
    isAckLost,
  };
}
