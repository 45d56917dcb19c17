import type { BatchOutcome } from "./batchOutcome.js";
import type { DataLoss } from "./gen/index.js";
import type { RetentionError } from "./retentionError.js";

/** How an `EventStream` batches, sends and reports. */
export interface EventStreamOptions {
  /**
   * Names the sequence of batches, 1 to 128 bytes: one for each independent sender, kept where the sender is restarted. A second stream of
   * the same producer takes over from the first.
   */
  producerId: string;
  /**
   * The sequence of the first batch, 1 or more. Unset: the one after the last that the server knows of this producer. Set it to 1 to send
   * the same content again, with a linger that is Infinity: batches that the server has are not sent, or are duplicates.
   */
  firstSequence?: bigint;
  /** Events in a batch, 1 to 1,000; less where the server's limit is lower. Default 500. */
  batchEvents?: number;
  /** Bytes in a batch, 1,024 to 1,000,000. Default 512 KiB. An event that is larger is refused by `add`. */
  batchBytes?: number;
  /**
   * How long the first event of a batch waits for others, in milliseconds. Default 50; 0 sends each call's events at once; Infinity sends
   * full batches only, until a flush.
   */
  lingerMs?: number;
  /** Batches that may be on their way without an ack, 1 to 1,000; `add` waits beyond. Default 8. */
  maxInFlight?: number;
  /** How long to go on trying without any progress before the stream fails, in milliseconds. Default Infinity: for ever. */
  retryForMs?: number;
  /**
   * Bytes of batches that are kept, acknowledged or not, `batchBytes` or more; `add` waits beyond. Default 16 MiB. Where a server takes
   * long to call acknowledged batches stable, the oldest of these give way.
   */
  bufferBytes?: number;
  /** Called for every batch once it is acknowledged, in order. It must not throw: the stream would fail. */
  batchAcknowledged?: (outcome: BatchOutcome) => void;
  /**
   * Called before each wait for another try, with what broke the connection or why a batch was not taken yet. It must not throw: the stream
   * would fail.
   */
  retrying?: (error: RetentionError) => void;
  /**
   * Called when the server has lost batches that it once acknowledged, e.g. because an older copy of its data was put back, and that are
   * not kept here any more: their sequences. The stream goes on. Unset, it fails with a `RetentionError` that names them. It must not
   * throw: the stream would fail.
   */
  dataLost?: (lost: DataLoss) => void;
}

/** The options with their defaults. */
export type StreamSettings = Required<Pick<EventStreamOptions,
  "producerId" | "batchEvents" | "batchBytes" | "lingerMs" | "maxInFlight" | "retryForMs" | "bufferBytes">> & EventStreamOptions;

/**
 * Fills in the defaults.
 * @throws RangeError for a value that is out of its range.
 */
export function settingsOf(options: EventStreamOptions): StreamSettings {
  const settings = {
    ...options,
    batchEvents: options.batchEvents ?? 500,
    batchBytes: options.batchBytes ?? 512 * 1024,
    lingerMs: options.lingerMs ?? 50,
    maxInFlight: options.maxInFlight ?? 8,
    retryForMs: options.retryForMs ?? Infinity,
    bufferBytes: options.bufferBytes ?? 16 * 1024 * 1024,
  };
  if (typeof options.producerId !== "string" || options.producerId.length === 0)
    throw new RangeError("producerId must not be empty.");
  if (options.firstSequence !== undefined && options.firstSequence < 1n)
    throw new RangeError(`firstSequence is ${options.firstSequence}: it must be 1 or more.`);
  requireBetween(settings.batchEvents, 1, 1_000, "batchEvents");
  requireBetween(settings.batchBytes, 1_024, 1_000_000, "batchBytes");
  requireBetween(settings.maxInFlight, 1, 1_000, "maxInFlight");
  requireTime(settings.lingerMs, "lingerMs");
  requireTime(settings.retryForMs, "retryForMs");
  if (!(settings.bufferBytes >= settings.batchBytes))
    throw new RangeError(`bufferBytes is ${settings.bufferBytes}: it must be batchBytes (${settings.batchBytes}) or more.`);
  return settings;
}

function requireBetween(value: number, low: number, high: number, name: string): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`${name} is ${value}: it must be a whole number from ${low} to ${high}.`);
}

function requireTime(value: number, name: string): void {
  if (!(value >= 0))
    throw new RangeError(`${name} is ${value}: it must not be negative.`);
}
