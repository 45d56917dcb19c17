import {
  create, fromBinary, toBinary, type DescMessage, type DescMethod, type MessageInitShape, type MessageShape,
} from "@bufbuild/protobuf";
import {
  Metadata, Server, ServerCredentials, status, type ServerDuplexStream, type ServerUnaryCall, type sendUnaryData,
} from "@grpc/grpc-js";
import {
  IngestionService, ListRejectedEventsResponseSchema, RetentionClient, StreamEventsResponseSchema,
  type Batch, type BatchResultSchema, type EventStream, type EventStreamOptions, type Flush, type ListRejectedEventsRequest, type Open,
  type OpenedSchema, type StreamEventsRequest, type StreamEventsResponse,
} from "@retentiongrpc/client";
import { setTimeout as sleep } from "node:timers/promises";

type Answer = NonNullable<MessageInitShape<typeof StreamEventsResponseSchema>["message"]>;
type Requests = { open: Open; batch: Batch; flush: Flush };
type Raw = ServerDuplexStream<{ bytes: Uint8Array; message: StreamEventsRequest }, StreamEventsResponse>;

interface AckFacts {
  stable?: bigint;
  results?: MessageInitShape<typeof BatchResultSchema>[];
  credits?: number;
}

/** What one connection of a stream is to see. */
export type Script = (connection: Connection) => Promise<void>;

/** One connection, from the server's side. */
export class Connection {
  readonly headers: Metadata;
  readonly #call: Raw;
  readonly #received: ({ bytes: Uint8Array; message: StreamEventsRequest } | "halfClose")[] = [];
  #wake: () => void = () => undefined;

  constructor(call: Raw) {
    this.#call = call;
    this.headers = call.metadata;
    call.on("data", one => this.#take(one));
    call.on("end", () => this.#take("halfClose"));
    call.on("error", () => undefined);
  }

  /** Neither a batch nor a half-close comes as long as nothing is answered. */
  async quiet(): Promise<void> {
    await sleep(20);
    if (this.#received.some(x => x === "halfClose" || x.message.message.case === "batch"))
      throw new Error("a batch or a half-close came that was not allowed");
  }

  /** The next message must be of this kind. */
  async next<C extends keyof Requests>(kind: C): Promise<Requests[C]> {
    const { message } = await this.#next();
    if (message.message.case !== kind)
      throw new Error(`${message.message.case} came instead of ${kind}`);
    return message.message.value as Requests[C];
  }

  /** The bytes of the next message. */
  async nextBytes(): Promise<Uint8Array> {
    return (await this.#next()).bytes;
  }

  /** The client must half-close next. */
  async halfClose(): Promise<void> {
    const next = await this.#any();
    if (next !== "halfClose")
      throw new Error(`${next.message.message.case} came instead of a half-close`);
  }

  send(message: Answer): void {
    this.#call.write(create(StreamEventsResponseSchema, { message }));
  }

  /** Takes the Open and answers it. */
  async opened(value: MessageInitShape<typeof OpenedSchema> = {}) {
    const open = await this.next("open");
    this.send({ case: "opened", value: { logId: "log", readToken: "t0", durability: 2, ...value } });
    return open;
  }

  /** Acknowledges batches as accepted, or as the results say. */
  ack(sequences: readonly bigint[], more: AckFacts = {}): void {
    const last = sequences.at(-1) ?? 0n;
    this.send({
      case: "ack",
      value: {
        ackedThrough: last,
        results: more.results ?? sequences.map(sequence => ({ sequence, acceptedCount: 1n })),
        stableThrough: more.stable ?? last,
        readToken: last > 0n ? `t${last}` : "",
        durability: 2,
        ...(more.credits === undefined ? {} : { credits: { batchCount: more.credits, byteCount: 1n << 30n } }),
      },
    });
  }

  /** Answers a Flush. */
  async flushed(): Promise<void> {
    const { flushId } = await this.next("flush");
    this.send({ case: "flushed", value: { flushId } });
  }

  /** The next messages must be batches of these sequences. */
  async batches(...sequences: bigint[]): Promise<void> {
    for (const sequence of sequences) {
      const batch = await this.next("batch");
      if (batch.sequence !== sequence)
        throw new Error(`batch ${batch.sequence} came instead of ${sequence}`);
    }
  }

  /** Answers the end of a stream. */
  async closing(): Promise<void> {
    await this.flushed();
    await this.halfClose();
    this.end();
  }

  /** Ends the call with a status. */
  fail(code: status, reason?: string): void {
    const metadata = new Metadata();
    if (reason !== undefined)
      metadata.set("grpc-status-details-bin", Buffer.from(statusOf(reason)));
    this.#call.emit("error", { code, details: "told by the script", metadata });
  }

  /** Ends the call well. */
  end(): void {
    this.#call.end();
  }

  async #next(): Promise<{ bytes: Uint8Array; message: StreamEventsRequest }> {
    const next = await this.#any();
    if (next === "halfClose")
      throw new Error("the client half-closed");
    return next;
  }

  /** The next message of any kind. */
  async any(): Promise<StreamEventsRequest["message"] | "halfClose"> {
    const next = await this.#any();
    return next === "halfClose" ? next : next.message.message;
  }

  async #any() {
    while (this.#received.length === 0)
      await new Promise<void>(resolve => this.#wake = resolve);
    const next = this.#received.shift();
    if (next === undefined)
      throw new Error("two wait for one message");
    return next;
  }

  /** Whether another message has come. */
  get hasMore(): boolean {
    return this.#received.length > 0;
  }

  #take(one: { bytes: Uint8Array; message: StreamEventsRequest } | "halfClose"): void {
    this.#received.push(one);
    this.#wake();
  }
}

/** A server that does what scripts say, one for each connection of a stream in order. */
export class FakeServer {
  readonly listings: ListRejectedEventsRequest[] = [];
  /** What ListRejectedEvents answers. */
  rejectedEvents: MessageInitShape<typeof ListRejectedEventsResponseSchema>["rejectedEvents"] = [];
  /** Calls of ListRejectedEvents that fail first. */
  listingFailures = 0;
  address = "";
  /** What a connection sees for which there is no script any more. */
  always: Script | undefined;
  readonly #server = new Server();
  readonly #scripts: Script[];
  readonly #ended: Promise<void>[] = [];
  #failure: unknown;

  constructor(...scripts: Script[]) {
    this.#scripts = scripts;
    const { streamEvents, listRejectedEvents } = IngestionService.method;
    this.#server.addService({ streamEvents: definition(streamEvents), listRejectedEvents: definition(listRejectedEvents) }, {
      streamEvents: (call: Raw) => this.#connect(call),
      listRejectedEvents: (call: ServerUnaryCall<{ message: ListRejectedEventsRequest }, unknown>, done: sendUnaryData<unknown>) =>
        this.#list(call.request.message, done),
    });
  }

  async start(): Promise<this> {
    const port = await new Promise<number>((resolve, reject) =>
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => error ? reject(error) : resolve(bound)));
    this.address = `127.0.0.1:${port}`;
    return this;
  }

  /** Connections that came. */
  get connections(): number {
    return this.#ended.length;
  }

  /** Waits for the scripts that have begun; throws where one did, or where one did not begin. */
  async finish(): Promise<void> {
    await Promise.all(this.#ended);
    this.#server.forceShutdown();
    if (this.#failure !== undefined)
      throw this.#failure;
    if (this.#scripts.length > 0)
      throw new Error(`${this.#scripts.length} more connections were awaited`);
  }

  #connect(call: Raw): void {
    const script = this.#scripts.shift() ?? this.always;
    if (script === undefined) {
      this.#failure ??= new Error("one connection too many");
      call.emit("error", { code: status.UNIMPLEMENTED, details: "one connection too many" });
      return;
    }
    const failed = (failure: unknown) => {
      this.#failure ??= failure;
      call.emit("error", { code: status.UNIMPLEMENTED, details: `script: ${String(failure)}` });
    };
    this.#ended.push(script(new Connection(call)).catch(failed));
  }

  #list(request: ListRejectedEventsRequest, done: sendUnaryData<unknown>): void {
    this.listings.push(request);
    if (this.listingFailures-- > 0)
      done({ code: status.UNAVAILABLE, details: "not just now" });
    else
      done(null, create(ListRejectedEventsResponseSchema, { rejectedEvents: this.rejectedEvents ?? [] }));
  }
}

/** How a server of grpc-js takes a method; a request is its message and the bytes that it came in. */
export function definition(method: DescMethod) {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: method.methodKind === "bidi_streaming" || method.methodKind === "client_streaming",
    responseStream: method.methodKind === "bidi_streaming" || method.methodKind === "server_streaming",
    requestSerialize: () => { throw new Error("A server sends no requests."); },
    requestDeserialize: (bytes: Buffer) => ({ bytes: Uint8Array.from(bytes), message: fromBinary(method.input, bytes) }),
    responseSerialize: (message: MessageShape<DescMessage>) => Buffer.from(toBinary(method.output, message)),
    responseDeserialize: () => { throw new Error("A server receives no responses."); },
  };
}

/** A google.rpc.Status with an ErrorInfo of a reason, in bytes. */
export function statusOf(reason: string, ...more: Uint8Array[]): Uint8Array {
  const info = bytesOf([1, utf8(reason)], [2, utf8("retention.v1")], [3, bytesOf([1, utf8("key")], [2, utf8("value")])]);
  return bytesOf([3, anyOf("google.rpc.ErrorInfo", info)], ...more.map((any): [number, Uint8Array] => [3, any]));
}

export function anyOf(type: string, value: Uint8Array): Uint8Array {
  return bytesOf([1, utf8(`type.googleapis.com/${type}`)], [2, value]);
}

/** A message of length-delimited fields, each shorter than 16 KiB. */
export function bytesOf(...fields: [number, Uint8Array][]): Uint8Array {
  return Buffer.concat(fields.flatMap(([number, value]) =>
    [Buffer.from([number << 3 | 2, value.length & 0x7f | 0x80, value.length >> 7]), Buffer.from(value)]));
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Lets a stream of a client meet scripts, one for each connection, and checks that they came to their ends. */
export async function meet(
  scripts: Script[], options: Partial<EventStreamOptions>, body: (stream: EventStream, server: FakeServer) => Promise<void>,
): Promise<void> {
  const server = await new FakeServer(...scripts).start();
  const client = new RetentionClient(server.address, { tenant: "shop", jitter: () => 0 });
  const stream = await client.openEventStream({ producerId: "p", lingerMs: Infinity, ...options });
  await body(stream, server);
  client.close();
  await server.finish();
}

/** An event that is told from others by its id. */
export function event(eventId: string) {
  return { eventId, customerId: "c", kind: { case: "activity" as const, value: { name: "open" } } };
}

/** The ids of a batch's events. */
export function idsOf(batch: Batch): string[] {
  return batch.events.map(x => x.eventId);
}
