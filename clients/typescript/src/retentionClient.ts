import type { DescService, MessageInitShape } from "@bufbuild/protobuf";
import { Client, credentials, type ChannelCredentials, type ChannelOptions } from "@grpc/grpc-js";
import { setTimeout as sleep } from "node:timers/promises";
import { CallInvoker, TENANT_HEADER, type CallOptions } from "./callInvoker.js";
import { EventStream } from "./eventStream.js";
import { settingsOf, type EventStreamOptions } from "./eventStreamOptions.js";
import {
  CustomerService, ErrorReason, IngestEventsRequestSchema, IngestionService, MetricsService, OperationsService, TenantService,
  type GetProducerResponse, type IngestEventsResponse,
} from "./gen/index.js";
import { RetentionError } from "./retentionError.js";
import { Retries } from "./retries.js";
import { stubOf, type ServiceStub } from "./serviceStub.js";

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_RETRY_FOR_MS = 30_000;

/** How a `RetentionClient` connects. */
export interface RetentionClientOptions {
  /** Whose events and answers: the header `retention-tenant`. Unset: the tenant "default". */
  tenant?: string;
  /** Milliseconds until a unary call fails with DEADLINE_EXCEEDED, where it names none itself. Default 10,000; Infinity: never. */
  timeoutMs?: number;
  /** Unset: TLS for an address that begins with https://, else none. */
  credentials?: ChannelCredentials;
  /** Options of the grpc-js channel, over those of this library. */
  channel?: ChannelOptions;
  /** Chance in waits before another try: numbers of at least 0 and below 1. Unset: Math.random. */
  jitter?: () => number;
}

/** How `ingestEvents` goes on. */
export interface IngestOptions extends CallOptions {
  /** How long to try again, in milliseconds. Default 30,000. */
  retryForMs?: number;
}

/** One connection to a RetentionGrpc server, for one tenant. Make one and keep it. */
export class RetentionClient {
  /** The header that names the tenant. */
  static readonly tenantHeader = TENANT_HEADER;

  /** Takes events in; `openEventStream` is the way for more than a few. */
  readonly ingestion: ServiceStub<typeof IngestionService>;
  /** Answers questions. */
  readonly metrics: ServiceStub<typeof MetricsService>;
  /** Creates and describes tenants. */
  readonly tenants: ServiceStub<typeof TenantService>;
  /** What is known of single customers. */
  readonly customers: ServiceStub<typeof CustomerService>;
  /** For the operator: archives, exports, verification. */
  readonly operations: ServiceStub<typeof OperationsService>;

  readonly #rpc: Client;
  readonly #invoker: CallInvoker;
  readonly #jitter: () => number;

  /**
   * Connects at the first call.
   * @param address Where the server listens, e.g. "127.0.0.1:5001" or "http://127.0.0.1:5001".
   */
  constructor(address: string, options: RetentionClientOptions = {}) {
    const secure = address.startsWith("https://");
    this.#rpc = new Client(
      address.replace(/^https?:\/\//, "").replace(/\/$/, ""),
      options.credentials ?? (secure ? credentials.createSsl() : credentials.createInsecure()),
      {
        "grpc.keepalive_time_ms": 30_000,
        "grpc.keepalive_timeout_ms": 10_000,
        // A server that was restarted is found again soon: event streams do their own backoff.
        "grpc.initial_reconnect_backoff_ms": 100,
        "grpc.max_reconnect_backoff_ms": 1_000,
        // A stream that fails for good fails nobody else's connection.
        "grpc.use_local_subchannel_pool": 1,
        ...options.channel,
      });
    this.#jitter = options.jitter ?? Math.random;
    this.#invoker = new CallInvoker(this.#rpc, options.tenant, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    this.ingestion = this.stub(IngestionService);
    this.metrics = this.stub(MetricsService);
    this.tenants = this.stub(TenantService);
    this.customers = this.stub(CustomerService);
    this.operations = this.stub(OperationsService);
  }

  /**
   * Opens a stream of events. Resolves when the server has answered the Open.
   * @param signal Gives up waiting for the server.
   * @throws RetentionError where the server refused, or was not reached within `retryForMs`; RangeError for options out of range.
   */
  async openEventStream(options: EventStreamOptions, { signal }: { signal?: AbortSignal } = {}): Promise<EventStream> {
    return EventStream.open(this.#invoker, settingsOf(options), this.#jitter, signal);
  }

  /**
   * Takes one batch, and tries again while that may help: where the batch is named by producer and sequence, or every event has an eventId,
   * it counts once however often it is sent. Any other is sent once.
   * @throws RetentionError where the server refused, or was not reached in time.
   */
  async ingestEvents(
    request: MessageInitShape<typeof IngestEventsRequestSchema>, { retryForMs, ...options }: IngestOptions = {},
  ): Promise<IngestEventsResponse> {
    const isRepeatable = Boolean(request.producerId) || (request.events ?? []).every(x => x.eventId);
    return this.#retrying(isRepeatable ? retryForMs ?? DEFAULT_RETRY_FOR_MS : 0, options.signal,
      () => this.ingestion.ingestEvents(request, options));
  }

  /**
   * How far the server knows the batches of a producer; undefined where it knows none of the last 7 days.
   * @throws RetentionError where the server refused, or was not reached within 30 seconds.
   */
  async getProducer(producerId: string, options: CallOptions = {}): Promise<GetProducerResponse | undefined> {
    try {
      return await this.#retrying(DEFAULT_RETRY_FOR_MS, options.signal, () => this.ingestion.getProducer({ producerId }, options));
    } catch (refused) {
      if (refused instanceof RetentionError && refused.reason === ErrorReason.PRODUCER_NOT_FOUND)
        return undefined;
      throw refused;
    }
  }

  /** Makes calls of any service of the server, with the tenant's header and the client's deadline. */
  stub<S extends DescService>(service: S): ServiceStub<S> {
    return stubOf(service, this.#invoker);
  }

  /** Closes the connection. Close event streams first: what they have not sent is lost. */
  close(): void {
    this.#rpc.close();
  }

  async #retrying<T>(retryForMs: number, signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
    const retries = new Retries(this.#jitter, retryForMs);
    for (;;) {
      try {
        return await call();
      } catch (failure) {
        if (!(failure instanceof RetentionError))
          throw failure;
        retries.fail(failure);
        if (!retries.isWorthIt(failure) || retries.isOver)
          throw failure;
        await sleep(retries.delayMs(failure.retryDelayMs), undefined, signal ? { signal } : {});
      }
    }
  }
}
