import assert from "node:assert/strict";
import { ErrorReason, RetentionClient, status } from "@retentiongrpc/client";
import { check, failureOf, finish, retentionErrorOf, until } from "./checks.js";
import { event, FakeServer, meet, type Connection } from "./fakeServer.js";

await check("reasons that repeating cannot mend end the stream", async () => {
  for (const [code, reason] of [
    [status.ABORTED, "PRODUCER_SUPERSEDED"], [status.DATA_LOSS, "DATA_CORRUPT"], [status.NOT_FOUND, "TENANT_NOT_FOUND"],
    [status.INTERNAL, "INTERNAL_ERROR"], [status.RESOURCE_EXHAUSTED, "PROPERTY_LIMIT"], [status.ABORTED, "OF_A_NEWER_SERVER"],
    [status.INVALID_ARGUMENT, undefined],
  ] as const) {
    await meet([async connection => {
      await connection.opened();
      await connection.next("batch");
      connection.fail(code, reason);
    }], {}, async stream => {
      await stream.add(event("a"));
      const error = await retentionErrorOf(stream.flush());
      assert.deepEqual([error.code, error.reasonName, error.metadata], [code, reason ?? "", reason ? { key: "value" } : {}]);
    });
  }
});

await check("reasons that pass make the stream connect again", async () => {
  const reasons = ["SHUTTING_DOWN", "OPEN_TIMEOUT", "MESSAGE_TIMEOUT", "SLOW_READER", "OVERLOADED", "STORE_UNAVAILABLE"];
  const codes = [
    status.UNAVAILABLE, status.CANCELLED, status.DEADLINE_EXCEEDED, status.INTERNAL, status.UNKNOWN, status.RESOURCE_EXHAUSTED,
  ];
  for (const [code, reason] of [
    ...reasons.map(x => [status.ABORTED, x] as const), ...codes.map(x => [x, undefined] as const), [status.UNAVAILABLE, "A_NEWER"] as const,
  ]) {
    await meet([async connection => {
      await connection.opened();
      connection.fail(code, reason);
    }, async connection => {
      await connection.opened();
      await connection.next("batch");
      connection.ack([1n]);
      await connection.closing();
    }], {}, async stream => {
      await stream.add(event("a"));
      await stream.close();
    });
  }
});

await check("faults before a gap do not count as gaps", () => meet([async connection => {
  await connection.opened();
  await connection.batches(1n);
  connection.fail(status.UNAVAILABLE);
}, async connection => {
  await connection.opened();
  await connection.batches(1n);
  connection.fail(status.FAILED_PRECONDITION, "SEQUENCE_GAP");
}, async connection => {
  await connection.opened();
  await connection.batches(1n);
  connection.fail(status.FAILED_PRECONDITION, "SEQUENCE_GAP");
}], {}, async stream => {
  assert.equal((await retentionErrorOf(stream.send([event("a")]))).reasonName, "SEQUENCE_GAP");
}));

await check("another sender of the same producer is found out", () => meet([async connection => {
  await connection.opened();
  await connection.next("batch");
  connection.fail(status.UNAVAILABLE);
}, async connection => {
  await connection.opened({ lastSequence: 2n, stableThrough: 2n });
}], {}, async stream => {
  await stream.add(event("a"));
  assert.equal((await retentionErrorOf(stream.flush())).reason, ErrorReason.PRODUCER_SUPERSEDED);
}));

await check("other data is told from the same data restored", async () => {
  const script = (answer: object, go: boolean) => [async (connection: Connection) => {
    await connection.opened();
    await connection.batches(1n);
    connection.ack([1n]);
    await connection.flushed();
    connection.fail(status.UNAVAILABLE);
  }, async (connection: Connection) => {
    await connection.opened({ logId: "other", ...answer });
    if (go)
      await connection.closing();
  }];
  const body = async (closes: boolean, answer: object, lost: bigint[]) => {
    const told: bigint[] = [];
    await meet(script(answer, closes), { dataLost: one => told.push(one.firstSequence, one.lastSequence) }, async stream => {
      await stream.add(event("a"));
      await stream.flush();
      if (closes)
        await (told.length < lost.length ? until(() => told.length === lost.length) : Promise.resolve()).then(() => stream.close());
      else
        assert.match((await retentionErrorOf((async () => { for (;;) await stream.flush(); })())).message, /another log/);
    });
    assert.deepEqual(told, lost);
  };
  await body(true, { lastSequence: 1n, stableThrough: 1n, ancestorLogIds: ["older", "log"] }, []);
  await body(true, { dataLoss: { firstSequence: 1n, lastSequence: 1n } }, [1n, 1n]);
  await body(false, { lastSequence: 1n, stableThrough: 1n }, []);
});

await check("trying ends when retryForMs is over", async () => {
  const client = new RetentionClient("127.0.0.1:1", { jitter: () => 0.1 });
  const error = await retentionErrorOf(client.openEventStream({ producerId: "p", retryForMs: 50 }));
  assert.equal(error.code, status.UNAVAILABLE);
  const givenUp = await failureOf(client.openEventStream({ producerId: "p" }, { signal: AbortSignal.timeout(20) }));
  assert.equal((givenUp as Error).name, "TimeoutError");
  client.close();
});

await check("waits before another try grow to ten seconds, by chance", async () => {
  let jitters = 0;
  const server = await new FakeServer(...Array.from({ length: 30 }, () => async (connection: Connection) => {
    await connection.next("open");
    connection.fail(status.UNAVAILABLE);
  }), async connection => {
    await connection.opened();
    await connection.closing();
  }).start();
  // A chance that falls as fast as the waits grow: 50 ms each, until they grow no more at the eighth.
  const start = performance.now();
  const client = new RetentionClient(server.address, { jitter: () => 2 ** -++jitters });
  const stream = await client.openEventStream({ producerId: "p" });
  assert.equal(server.connections, 31);
  assert.equal(jitters, 30);
  assert.ok(performance.now() - start >= 7 * 45);
  await stream.close();
  client.close();
  await server.finish();
});
finish();
