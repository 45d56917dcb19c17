import { durationMs } from "@bufbuild/protobuf/wkt";
import { Metadata, status } from "@grpc/grpc-js";
import { ErrorReason, type Failure } from "./gen/index.js";
import { readStatus } from "./richStatus.js";

const DETAILS_TRAILER = "grpc-status-details-bin";
const DOMAIN = "retention.v1";

interface Facts {
  reason?: ErrorReason;
  reasonName?: string;
  metadata?: Readonly<Record<string, string>>;
  fieldViolations?: readonly FieldAtFault[];
  retryDelayMs?: number | undefined;
  sequence?: bigint | undefined;
  cause?: unknown;
}

interface FieldAtFault {
  readonly field: string;
  readonly description: string;
}

/** Why a call failed, or an event stream ended for good, as the server said it in the trailer `grpc-status-details-bin`. */
export class RetentionError extends Error {
  override readonly name = "RetentionError";
  /** The status code of the call, e.g. `status.INVALID_ARGUMENT`. */
  readonly code: status;
  /** What happened, in English, without the facts that `message` adds. */
  readonly details: string;
  /** Why, or UNSPECIFIED where it did not come from the server, or from a newer one. */
  readonly reason: ErrorReason;
  /** The reason by its name, e.g. "INVALID_FIELD"; empty where none came. */
  readonly reasonName: string;
  /** Facts about it, e.g. "expected_sequence" of a SEQUENCE_GAP. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The fields at fault, each by its path, and what to do. */
  readonly fieldViolations: readonly FieldAtFault[];
  /** Milliseconds to wait before the same call is worth repeating; undefined where the server names no time. */
  readonly retryDelayMs: number | undefined;
  /** The batch at fault, where it is one: the first that a stream was refused, or that was lost. */
  readonly sequence: bigint | undefined;

  constructor(code: status, details: string, facts: Facts = {}) {
    super(lineOf(code, details, facts), { cause: facts.cause });
    this.code = code;
    this.details = details;
    this.reason = facts.reason ?? ErrorReason.UNSPECIFIED;
    this.reasonName = facts.reasonName ?? "";
    this.metadata = facts.metadata ?? {};
    this.fieldViolations = facts.fieldViolations ?? [];
    this.retryDelayMs = facts.retryDelayMs;
    this.sequence = facts.sequence;
  }

  /** Reads it from what a call failed with; an error that is no gRPC status becomes UNKNOWN, and stays its `cause`. */
  static from(exception: unknown): RetentionError {
    if (exception instanceof RetentionError)
      return exception;
    if (!isCallFailure(exception))
      return new RetentionError(status.UNKNOWN, exception instanceof Error ? exception.message : String(exception), { cause: exception });
    return new RetentionError(exception.code, exception.details, { ...factsOf(exception.metadata), cause: exception });
  }

  /** @internal Reads it from the answer to a batch that was not taken. */
  static fromFailure(failure: Failure | undefined, sequence: bigint): RetentionError {
    if (failure === undefined)
      return new RetentionError(status.UNKNOWN, "No reason was given.", { sequence });
    return new RetentionError(failure.code, failure.message, {
      reason: failure.reason,
      reasonName: ErrorReason[failure.reason] ?? String(failure.reason),
      metadata: failure.metadata,
      fieldViolations: failure.fieldViolations,
      retryDelayMs: failure.retryDelay && durationMs(failure.retryDelay),
      sequence,
    });
  }
}

interface CallFailure {
  code: status;
  details: string;
  metadata: Metadata;
}

function isCallFailure(exception: unknown): exception is CallFailure {
  const failure = exception as Partial<CallFailure> | null | undefined;
  return typeof failure?.code === "number" && typeof failure.details === "string" && failure.metadata instanceof Metadata;
}

function factsOf(trailers: Metadata): Facts {
  const trailer = trailers.get(DETAILS_TRAILER)[0];
  if (!(trailer instanceof Uint8Array))
    return {};
  try {
    const { reasonName, ...facts } = readStatus(trailer, DOMAIN);
    const reason = (ErrorReason as unknown as Record<string, ErrorReason | undefined>)[reasonName];
    return { ...facts, reasonName, reason: reason ?? ErrorReason.UNSPECIFIED };
  } catch (unreadable) {
    // A proxy's own idea of the trailer: code and message still stand.
    return { cause: unreadable };
  }
}

// One line: message, reason, and the fields at fault.
function lineOf(code: status, details: string, facts: Facts): string {
  const batch = facts.sequence === undefined ? "" : `batch ${facts.sequence}: `;
  const fields = (facts.fieldViolations ?? []).map(x => ` ${x.field}: ${x.description}`).join("");
  return `${batch}${details} [${facts.reasonName || status[code] || code}]${fields}`;
}
