import {
  create, fromBinary, toBinary, type DescMessage, type DescMethod, type MessageInitShape, type MessageShape,
} from "@bufbuild/protobuf";
import { Client, Metadata, type ClientDuplexStream } from "@grpc/grpc-js";
import { RetentionError } from "./retentionError.js";

/** The header that names the tenant. */
export const TENANT_HEADER = "retention-tenant";

/** How one call is made. */
export interface CallOptions {
  /** Milliseconds until the call fails with DEADLINE_EXCEEDED. Default: the client's for unary calls, none for streams. */
  timeoutMs?: number;
  /** Cancels the call. */
  signal?: AbortSignal;
  /** Headers of this call; one of the client's with the same name gives way. */
  metadata?: Readonly<Record<string, string>>;
}

/** A call that a stream needs has failed by itself, which is no failure of what is done with its messages. */
export class CallBroken extends Error {
  constructor(cause: unknown) {
    super("A call failed.", { cause });
  }
}

interface RunningCall {
  cancel(): void;
}

/** Makes calls with the tenant's header and a deadline, and turns what they fail with into RetentionErrors. */
export class CallInvoker {
  readonly #rpc: Client;
  readonly #tenant: string | undefined;
  readonly #timeoutMs: number;

  constructor(rpc: Client, tenant: string | undefined, timeoutMs: number) {
    this.#rpc = rpc;
    this.#tenant = tenant;
    this.#timeoutMs = timeoutMs;
  }

  /** One request, one response. */
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethod & { input: I; output: O }, request: MessageInitShape<I>, options: CallOptions = {},
  ): Promise<MessageShape<O>> {
    return new Promise((resolve, reject) => {
      options.signal?.throwIfAborted();
      const cancelled = new AbortController();
      const call = this.#rpc.makeUnaryRequest<MessageInitShape<I>, MessageShape<O>>(
        pathOf(method), bytesOf(method.input), messageOf(method.output), request,
        this.#headers(options), deadlineOf(options.timeoutMs ?? this.#timeoutMs),
        (error, response) => {
          cancelled.abort();
          if (error === null)
            resolve(response as MessageShape<O>);
          else
            reject(options.signal?.aborted ? options.signal.reason : RetentionError.from(error));
        });
      cancelBy(options.signal, call, cancelled.signal);
    });
  }

  /** One request, many responses. */
  async* serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethod & { input: I; output: O }, request: MessageInitShape<I>, options: CallOptions = {},
  ): AsyncGenerator<MessageShape<O>, void, undefined> {
    options.signal?.throwIfAborted();
    const call = this.#rpc.makeServerStreamRequest<MessageInitShape<I>, MessageShape<O>>(
      pathOf(method), bytesOf(method.input), messageOf(method.output), request, this.#headers(options), deadlineOf(options.timeoutMs));
    yield* responsesOf<MessageShape<O>>(call, options.signal);
  }

  /** Many requests, one response. */
  clientStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethod & { input: I; output: O }, requests: AsyncIterable<MessageInitShape<I>>, options: CallOptions = {},
  ): Promise<MessageShape<O>> {
    return new Promise((resolve, reject) => {
      options.signal?.throwIfAborted();
      const over = new AbortController();
      let sourceFailure: { reason: unknown } | undefined;
      const call = this.#rpc.makeClientStreamRequest<MessageInitShape<I>, MessageShape<O>>(
        pathOf(method), bytesOf(method.input), messageOf(method.output), this.#headers(options), deadlineOf(options.timeoutMs),
        (error, response) => {
          over.abort();
          if (error === null)
            resolve(response as MessageShape<O>);
          else
            reject(sourceFailure ? sourceFailure.reason : options.signal?.aborted ? options.signal.reason : RetentionError.from(error));
        });
      cancelBy(options.signal, call, over.signal);
      writeAll(requests, call, over.signal).catch((reason: unknown) => {
        sourceFailure = { reason };
        call.cancel();
      });
    });
  }

  /** A call both ways whose requests are bytes already. Who reads it sees the failures of grpc-js. */
  duplex<O extends DescMessage>(
    method: DescMethod & { output: O }, options: CallOptions = {},
  ): ClientDuplexStream<Buffer, MessageShape<O>> {
    const call = this.#rpc.makeBidiStreamRequest<Buffer, MessageShape<O>>(
      pathOf(method), bytes => bytes, messageOf(method.output), this.#headers(options), deadlineOf(options.timeoutMs));
    // Who reads it is told by the iteration; without a listener, a failure after its end would end the process.
    call.on("error", () => undefined);
    options.signal?.addEventListener("abort", () => call.cancel(), { once: true });
    return call;
  }

  #headers(options: CallOptions): Metadata {
    const headers = new Metadata();
    if (this.#tenant !== undefined)
      headers.set(TENANT_HEADER, this.#tenant);
    for (const [name, value] of Object.entries(options.metadata ?? {}))
      headers.set(name, value);
    return headers;
  }
}

/** The same bytes as a Buffer. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function* responsesOf<T>(call: RunningCall & AsyncIterable<T> & NodeJS.EventEmitter, signal: AbortSignal | undefined) {
  call.on("error", () => undefined);
  const over = new AbortController();
  cancelBy(signal, call, over.signal);
  try {
    yield* call as AsyncIterable<T>;
  } catch (error) {
    throw signal?.aborted ? signal.reason : RetentionError.from(error);
  } finally {
    over.abort();
    call.cancel();
  }
}

async function writeAll<T>(
  requests: AsyncIterable<T>, call: NodeJS.EventEmitter & { write(message: T): boolean; end(): void }, over: AbortSignal,
): Promise<void> {
  for await (const request of requests) {
    if (over.aborted)
      return;
    if (!call.write(request))
      await drained(call, over);
  }
  call.end();
}

function drained(call: NodeJS.EventEmitter, over: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      call.off("drain", done);
      over.removeEventListener("abort", done);
      resolve();
    };
    call.on("drain", done);
    over.addEventListener("abort", done);
  });
}

function cancelBy(signal: AbortSignal | undefined, call: RunningCall, over: AbortSignal): void {
  signal?.addEventListener("abort", () => call.cancel(), { once: true, signal: over });
}

function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function bytesOf<T extends DescMessage>(type: T): (message: MessageInitShape<T>) => Buffer {
  return message => bufferOf(toBinary(type, create(type, message)));
}

function messageOf<T extends DescMessage>(type: T): (bytes: Uint8Array) => MessageShape<T> {
  return bytes => fromBinary(type, bytes);
}

function deadlineOf(timeoutMs: number | undefined): { deadline?: number } {
  return timeoutMs === undefined || timeoutMs === Infinity ? {} : { deadline: Date.now() + timeoutMs };
}
