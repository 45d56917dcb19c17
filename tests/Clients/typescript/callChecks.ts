import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  Metadata, Server, ServerCredentials, type sendUnaryData, type ServerReadableStream, type ServerUnaryCall, type ServerWritableStream,
} from "@grpc/grpc-js";
import {
  ErrorReason, ExportArchiveResponseSchema, GetProducerResponseSchema, ImportArchiveResponseSchema, IngestEventsResponseSchema,
  IngestionService, OperationsService, RetentionClient, RetentionError, status, type EventStreamOptions, type ImportArchiveRequest,
} from "@retentiongrpc/client";
import { check, failureOf, finish, retentionErrorOf, until } from "./checks.js";
import { anyOf, bytesOf, definition, event, statusOf, utf8 } from "./fakeServer.js";

type Unary = (call: ServerUnaryCall<never, unknown>, done: sendUnaryData<unknown>) => void;

interface Handlers {
  ingestEvents?: Unary;
  getProducer?: Unary;
  exportArchive?: (call: ServerWritableStream<never, unknown>) => void;
  importArchive?: (call: ServerReadableStream<{ message: ImportArchiveRequest }, unknown>, done: sendUnaryData<unknown>) => void;
}

/** Lets a client call a server that answers so. */
async function calling(handlers: Handlers, body: (client: RetentionClient) => Promise<void>): Promise<void> {
  const server = new Server();
  const methods = [...IngestionService.methods, ...OperationsService.methods].filter(x => x.localName in handlers);
  server.addService(Object.fromEntries(methods.map(x => [x.localName, definition(x)])), { ...handlers } as never);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => error ? reject(error) : resolve(bound)));
  const client = new RetentionClient(`http://127.0.0.1:${port}`, { tenant: "shop", jitter: () => 0 });
  try {
    await body(client);
  } finally {
    client.close();
    server.forceShutdown();
  }
}

function failing(code: status, details: Uint8Array): { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(details));
  return { code, details: "what happened", metadata };
}

await check("an error has what the status' details say", () => calling({
  getProducer: (_, done) => done(failing(status.INVALID_ARGUMENT, statusOf("INVALID_FIELD",
    anyOf("google.rpc.BadRequest", bytesOf(
      [1, bytesOf([1, utf8("producer_id")], [2, utf8("is empty")])], [1, bytesOf([1, utf8("b")], [2, utf8("also")])])),
    anyOf("google.rpc.RetryInfo", bytesOf([1, Uint8Array.of(0x08, 2, 0x10, 0x80, 0xca, 0xb5, 0xee, 0x01)])),
    anyOf("google.rpc.Help", utf8("unknown"))))),
}, async client => {
  const error = await retentionErrorOf(client.ingestion.getProducer({}));
  assert.equal(error.code, status.INVALID_ARGUMENT);
  assert.equal(error.reason, ErrorReason.INVALID_FIELD);
  assert.equal(error.reasonName, "INVALID_FIELD");
  assert.deepEqual(error.metadata, { key: "value" });
  assert.deepEqual(error.fieldViolations, [{ field: "producer_id", description: "is empty" }, { field: "b", description: "also" }]);
  assert.equal(error.retryDelayMs, 2_500);
  assert.equal(error.details, "what happened");
  assert.equal(error.message, "what happened [INVALID_FIELD] producer_id: is empty b: also");
  assert.equal(RetentionError.from(error), error);
  assert.deepEqual(RetentionError.from(error.cause).metadata, error.metadata);
}));

await check("an error of a newer server, of a proxy, or of none at all is still told", async () => {
  for (const [details, name] of [[statusOf("A_NEW_ONE"), "A_NEW_ONE"], [Uint8Array.of(0xff, 0xff, 0xff), ""]] as const) {
    await calling({ getProducer: (_, done) => done(failing(status.NOT_FOUND, details)) }, async client => {
      const error = await retentionErrorOf(client.ingestion.getProducer({ producerId: "p" }));
      assert.deepEqual([error.code, error.reason, error.reasonName], [status.NOT_FOUND, ErrorReason.UNSPECIFIED, name]);
      assert.equal(error.message, `what happened [${name || "NOT_FOUND"}]`);
    });
  }
  const foreign = new Error("of somebody else");
  assert.deepEqual([RetentionError.from(foreign).code, RetentionError.from(foreign).cause], [status.UNKNOWN, foreign]);
  assert.equal(RetentionError.from("text").details, "text");
});

await check("a call has the tenant, its own headers and a deadline", () => {
  const seen: { headers: Metadata; leftMs: number }[] = [];
  return calling({
    getProducer: (call, done) => {
      seen.push({ headers: call.metadata, leftMs: Number(call.getDeadline()) - Date.now() });
      done(null, create(GetProducerResponseSchema, { lastSequence: 7n }));
    },
  }, async client => {
    assert.equal((await client.ingestion.getProducer({ producerId: "p" })).lastSequence, 7n);
    await client.ingestion.getProducer({}, { metadata: { "retention-tenant": "other", "x-own": "1" }, timeoutMs: 3_000 });
    await client.ingestion.getProducer({}, { timeoutMs: Infinity });
    assert.deepEqual(seen.map(x => x.headers.get("retention-tenant")), [["shop"], ["other"], ["shop"]]);
    assert.deepEqual(seen[1]?.headers.get("x-own"), ["1"]);
    const [usual = 0, own = 0, none = 0] = seen.map(x => x.leftMs);
    assert.ok(usual > 3_000 && usual <= 10_500 && own <= 3_500 && none === Infinity, String([usual, own, none]));
  });
});

await check("a call that hangs ends at its deadline, or when it is cancelled", () => calling({
  getProducer: () => undefined,
  exportArchive: () => undefined,
}, async client => {
  assert.equal((await retentionErrorOf(client.ingestion.getProducer({}, { timeoutMs: 30 }))).code, status.DEADLINE_EXCEEDED);
  const reason = new Error("enough");
  const cancel = new AbortController();
  const calls = [
    client.ingestion.getProducer({}, { signal: cancel.signal }),
    client.getProducer("p", { signal: cancel.signal }),
    (async () => { for await (const _ of client.operations.exportArchive({}, { signal: cancel.signal })); })(),
  ].map(failureOf);
  setTimeout(() => cancel.abort(reason), 20);
  assert.deepEqual(await Promise.all(calls), [reason, reason, reason]);
  assert.equal(await failureOf(client.ingestion.getProducer({}, { signal: cancel.signal })), reason);
}));

await check("rpcs that stream one way are iterables", () => {
  const got: number[] = [];
  let isLeft = false;
  return calling({
    exportArchive: call => {
      for (const size of [1, 2, 3])
        call.write(create(ExportArchiveResponseSchema, { chunk: new Uint8Array(size) }));
      if (call.metadata.get("x-endless").length === 0)
        call.end();
      else
        call.on("cancelled", () => isLeft = true);
    },
    importArchive: (call, done) => {
      call.on("data", ({ message }: { message: ImportArchiveRequest }) => got.push(message.chunk.length));
      call.on("end", () => done(null, create(ImportArchiveResponseSchema, {})));
    },
  }, async client => {
    const sizes: number[] = [];
    for await (const { chunk } of client.operations.exportArchive({}))
      sizes.push(chunk.length);
    assert.deepEqual(sizes, [1, 2, 3]);
    for await (const _ of client.operations.exportArchive({}, { metadata: { "x-endless": "1" } }))
      break;
    await until(() => isLeft);
    const parts = async function* () {
      for (let i = 0; i < 200; i++)
        yield { chunk: new Uint8Array(10_000 + i) };
    };
    await client.operations.importArchive(parts());
    assert.deepEqual(got, Array.from({ length: 200 }, (_, i) => 10_000 + i));
    const broken = new Error("of the source");
    const source = async function* () {
      yield { chunk: new Uint8Array(1) };
      throw broken;
    };
    assert.equal(await failureOf(client.operations.importArchive(source())), broken);
  });
});

await check("a batch that counts once is sent until it comes through, any other once", () => {
  let calls = 0;
  return calling({
    ingestEvents: (_, done) => ++calls % 3 === 0
      ? done(null, create(IngestEventsResponseSchema, { readToken: "t" }))
      : done({ code: status.UNAVAILABLE, details: "not just now" }),
  }, async client => {
    assert.equal((await client.ingestEvents({ events: [event("a"), event("b")] })).readToken, "t");
    assert.equal((await client.ingestEvents({ producerId: "p", sequence: 1n, events: [event("")] })).readToken, "t");
    assert.equal(calls, 6);
    assert.equal((await retentionErrorOf(client.ingestEvents({ events: [event("a"), event("")] }))).code, status.UNAVAILABLE);
    assert.equal(calls, 7);
    assert.equal((await retentionErrorOf(client.ingestEvents({ events: [event("a")] }, { retryForMs: 0 }))).code, status.UNAVAILABLE);
    assert.equal(calls, 8);
  });
});

await check("a producer that is not known is undefined, and no call that failed", () => calling({
  getProducer: (_, done) => done(failing(status.NOT_FOUND, statusOf("PRODUCER_NOT_FOUND"))),
}, async client => {
  assert.equal(await client.getProducer("p"), undefined);
}));

await check("options out of range are refused by name", async () => {
  const client = new RetentionClient("127.0.0.1:1");
  const wrong: Partial<EventStreamOptions>[] = [
    { producerId: "" }, { firstSequence: 0n }, { batchEvents: 0 }, { batchEvents: 1_001 }, { batchEvents: 1.5 }, { batchBytes: 1_023 },
    { batchBytes: 1_000_001 }, { maxInFlight: 0 }, { maxInFlight: 1_001 }, { lingerMs: -1 }, { lingerMs: NaN }, { retryForMs: -1 },
    { bufferBytes: 1_000 },
  ];
  for (const options of wrong) {
    const error = await failureOf(client.openEventStream({ producerId: "p", ...options }));
    assert.ok(error instanceof RangeError && error.message.startsWith(Object.keys(options)[0] ?? "?"), String(error));
  }
  client.close();
});
finish();
