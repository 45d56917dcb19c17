import assert from "node:assert/strict";
import { ErrorReason, RejectionReason, RetentionClient, RetentionError, status, type BatchOutcome, type DataLoss } from "@retentiongrpc/client";
import { check, failureOf, finish, until } from "./checks.js";
import { event, FakeServer, meet, type Connection } from "./fakeServer.js";

async function closing(connection: Connection): Promise<void> {
  await connection.flushed();
  await connection.halfClose();
  connection.end();
}

/** Answers batches of these sequences, which must come in this order. */
async function batches(connection: Connection, ...sequences: bigint[]): Promise<void> {
  for (const expected of sequences)
    assert.equal((await connection.next("batch")).sequence, expected);
}

async function failure(promise: Promise<unknown>): Promise<RetentionError> {
  const error = await failureOf(promise);
  assert.ok(error instanceof RetentionError, String(error));
  return error;
}

await check("what has no ack is sent again, byte for byte", () => {
  const told: BatchOutcome[] = [];
  const retries: RetentionError[] = [];
  let first: Uint8Array[] = [];
  return meet([async connection => {
    await connection.opened();
    first = [await connection.nextBytes(), await connection.nextBytes()];
    connection.ack([1n]);
    connection.fail(status.UNAVAILABLE);
  }, async connection => {
    const open = await connection.opened({ lastSequence: 2n, stableThrough: 1n });
    assert.deepEqual([open.ackedThrough, open.readToken], [1n, "t1"]);
    assert.deepEqual(await connection.nextBytes(), first[1]);
    connection.ack([2n], { results: [{ sequence: 2n, duplicateCount: 2n }] });
    await closing(connection);
  }], { batchEvents: 2, batchAcknowledged: one => told.push(one), retrying: one => retries.push(one) }, async (stream, server) => {
    server.rejectedEvents = [{ sequence: 2n, rejection: { index: 1, reason: RejectionReason.FUTURE, field: "occurred_time" } }];
    await stream.addAll(["a", "b", "c", "d"].map(event));
    await stream.close();
    assert.deepEqual(retries.map(x => x.code), [status.UNAVAILABLE]);
    // The duplicates may be this stream's own first sending: what was rejected then is asked for.
    assert.deepEqual(told.map(x => [x.sequence, x.acceptedCount, x.duplicateCount, x.rejectedCount, x.isAckLost]),
      [[1n, 1n, 0n, 0n, false], [2n, 0n, 1n, 1n, true]]);
    assert.deepEqual(told[1]?.rejections.map(x => [x.index, x.event.eventId, x.field]), [[1, "d", "occurred_time"]]);
  });
});

await check("what the log has by the next connection is not sent again", () => {
  const told: BatchOutcome[] = [];
  return meet([async connection => {
    await connection.opened();
    await batches(connection, 1n, 2n, 3n);
    connection.fail(status.UNAVAILABLE);
  }, async connection => {
    await connection.opened({ lastSequence: 3n, stableThrough: 2n });
    await batches(connection, 3n);
    connection.ack([3n], { results: [{ sequence: 3n, duplicateCount: 1n }] });
    await closing(connection);
  }], { batchEvents: 1, batchAcknowledged: one => told.push(one) }, async (stream, server) => {
    await stream.addAll(["a", "b", "c"].map(event));
    await stream.close();
    assert.deepEqual(told.map(x => [x.sequence, x.duplicateCount, x.isAckLost]), [[1n, 1n, true], [2n, 1n, true], [3n, 1n, true]]);
    assert.equal(server.listings.length, 2);
  });
});

await check("rejections that cannot be asked for just now break the connection, and are asked for on the next", () => meet([async connection => {
  await connection.opened();
  await connection.next("batch");
  connection.ack([1n], { results: [{ sequence: 1n, rejectedCount: 1n }] });
}, async connection => {
  await connection.opened({ lastSequence: 1n, stableThrough: 0n });
  await batches(connection, 1n);
  connection.ack([1n], { results: [{ sequence: 1n, duplicateCount: 1n }] });
  await closing(connection);
}], {}, async (stream, server) => {
  server.rejectedEvents = [{ sequence: 1n, rejection: { index: 0, field: "f" } }];
  server.listingFailures = 1;
  assert.deepEqual((await stream.send([event("a")])).map(x => x.field), ["f"]);
  await stream.close();
}));

await check("batches of a file go on where the server has them", () => {
  const told: BatchOutcome[] = [];
  return meet([async connection => {
    const open = await connection.opened({ lastSequence: 2n, stableThrough: 2n });
    assert.equal(open.ackedThrough, 0n);
    await batches(connection, 3n);
    connection.ack([3n]);
    await closing(connection);
  }], { firstSequence: 1n, batchEvents: 1, batchAcknowledged: one => told.push(one) }, async stream => {
    await stream.addAll(["a", "b", "c"].map(event));
    await stream.close();
    assert.deepEqual(told.map(x => [x.sequence, x.acceptedCount, x.duplicateCount, x.isAckLost]),
      [[1n, 0n, 1n, false], [2n, 0n, 1n, false], [3n, 1n, 0n, false]]);
  });
});

await check("a stream that begins at a sequence claims nothing before it", () => meet([async connection => {
  assert.equal((await connection.opened({ lastSequence: 2n, stableThrough: 2n })).ackedThrough, 0n);
  await batches(connection, 5n);
  connection.fail(status.UNAVAILABLE);
}, async connection => {
  assert.equal((await connection.opened({ lastSequence: 2n, stableThrough: 2n })).ackedThrough, 0n);
  await batches(connection, 5n);
  connection.ack([5n]);
  await closing(connection);
}], { firstSequence: 5n }, async stream => {
  await stream.add(event("a"));
  await stream.close();
}));

await check("lost batches are sent again as far as they are kept, and the rest is told once", () => {
  const lost: DataLoss[] = [];
  const told: BatchOutcome[] = [];
  return meet([async connection => {
    await connection.opened();
    await batches(connection, 1n, 2n, 3n);
    connection.ack([1n, 2n, 3n], { stable: 1n });
    await connection.quiet();
    connection.fail(status.UNAVAILABLE);
  }, async connection => {
    const open = await connection.opened({ dataLoss: { firstSequence: 1n, lastSequence: 3n }, readToken: "" });
    assert.deepEqual([open.ackedThrough, open.readToken], [3n, "t3"]);
    connection.fail(status.UNAVAILABLE);
  }, async connection => {
    const open = await connection.opened({ dataLoss: { firstSequence: 1n, lastSequence: 1n }, readToken: "" });
    assert.equal(open.ackedThrough, 1n);
    await batches(connection, 2n, 3n);
    connection.ack([2n, 3n]);
    await closing(connection);
  }], { batchEvents: 1, dataLost: one => lost.push(one), batchAcknowledged: one => told.push(one) }, async stream => {
    await stream.addAll(["a", "b", "c"].map(event));
    await until(() => lost.length > 0);
    await stream.close();
    assert.deepEqual(lost.map(x => [x.firstSequence, x.lastSequence]), [[1n, 1n]]);
    assert.deepEqual(told.map(x => x.sequence), [1n, 2n, 3n]);
    assert.equal(stream.ackedThrough, 3n);
  });
});

await check("a loss that nobody listens for ends the stream", () => meet([async connection => {
  await connection.opened();
  await batches(connection, 1n);
  connection.ack([1n]);
  await connection.flushed();
  connection.fail(status.UNAVAILABLE);
}, async connection => {
  await connection.opened({ dataLoss: { firstSequence: 1n, lastSequence: 1n } });
}], {}, async stream => {
  await stream.add(event("a"));
  await stream.flush();
  const error = await failure((async () => { for (;;) await stream.flush(); })());
  assert.deepEqual([error.code, error.sequence], [status.DATA_LOSS, 1n]);
  assert.match(error.message, /batches 1 to 1/);
  assert.equal(await failure(stream.close()), error);
}));

await check("a refused batch is sent again after the server's delay, and its flush with it", () => {
  const retries: RetentionError[] = [];
  let refusedAt = 0;
  return meet([async connection => {
    await connection.opened();
    await batches(connection, 1n, 2n);
    const { flushId } = await connection.next("flush");
    connection.ack([1n]);
    refusedAt = performance.now();
    connection.send({ case: "nack", value: { sequence: 2n, failure: {
      code: status.RESOURCE_EXHAUSTED, reason: ErrorReason.STORE_FULL, message: "full", retryDelay: { seconds: 0n, nanos: 50_000_000 },
    } } });
    // From before the refusal: it does not count.
    connection.send({ case: "flushed", value: { flushId, ackedThrough: 2n } });
    await batches(connection, 2n);
    assert.ok(performance.now() - refusedAt >= 45);
    const again = await connection.next("flush");
    assert.equal(again.flushId, flushId);
    connection.ack([2n]);
    connection.send({ case: "flushed", value: { flushId } });
    await closing(connection);
  }], { batchEvents: 1, retrying: one => retries.push(one) }, async stream => {
    await stream.addAll(["a", "b"].map(event));
    await stream.flush();
    assert.deepEqual(retries.map(x => [x.reasonName, x.sequence, x.retryDelayMs]), [["STORE_FULL", 2n, 50]]);
    await stream.close();
  });
});

await check("a batch that is refused for good ends the stream and stays", () => meet([async connection => {
  await connection.opened();
  await batches(connection, 1n, 2n);
  connection.ack([1n]);
  connection.send({ case: "nack", value: { sequence: 2n, failure: {
    code: status.INVALID_ARGUMENT, reason: ErrorReason.BATCH_TOO_LARGE, message: "no", fieldViolations: [{ field: "batch", description: "d" }],
  } } });
}], { batchEvents: 1 }, async stream => {
  await stream.addAll(["a", "b"].map(event));
  await stream.add(event("c"));
  const error = await failure(stream.flush());
  assert.deepEqual([error.reason, error.reasonName, error.sequence], [ErrorReason.BATCH_TOO_LARGE, "BATCH_TOO_LARGE", 2n]);
  assert.equal(error.message, "batch 2: no [BATCH_TOO_LARGE] batch: d");
  assert.deepEqual(stream.unacknowledged.map(x => x.eventId), ["b", "c"]);
  await stream[Symbol.asyncDispose]();
}));

await check("after a gap the stream goes on from where the server says, and gives up after several", () => {
  const retries: RetentionError[] = [];
  const gap = (sequence: bigint) =>
    ({ case: "nack" as const, value: { sequence, failure: { code: status.FAILED_PRECONDITION, reason: ErrorReason.SEQUENCE_GAP } } });
  return meet([async connection => {
    await connection.opened();
    await batches(connection, 1n, 2n);
    await connection.next("flush");
    connection.send(gap(1n));
    await batches(connection, 1n, 2n);
    connection.ack([1n, 2n]);
    await connection.flushed();
    for (let tries = 0; tries < 5; tries++) {
      await batches(connection, 3n);
      connection.send(gap(3n));
    }
  }], { batchEvents: 1, retrying: one => retries.push(one) }, async stream => {
    await stream.addAll(["a", "b"].map(event));
    await stream.flush();
    const error = await failure(stream.send([event("c")]));
    assert.deepEqual([error.reasonName, error.sequence], ["SEQUENCE_GAP", 3n]);
    // The first is sent again at once.
    assert.deepEqual(retries.map(x => x.sequence), [3n, 3n, 3n]);
  });
});

await check("a gap before what is kept: connect again, once", () => {
  const refuse = async (connection: Connection) => {
    await batches(connection, 2n);
    connection.send({ case: "nack", value: { sequence: 1n, failure: { code: status.FAILED_PRECONDITION, reason: ErrorReason.SEQUENCE_GAP } } });
  };
  return meet([async connection => {
    await connection.opened();
    await batches(connection, 1n);
    connection.ack([1n]);
    await refuse(connection);
  }, async connection => {
    await connection.opened({ stableThrough: 0n });
    await refuse(connection);
  }], { batchEvents: 1 }, async stream => {
    await stream.send([event("a")]);
    assert.equal((await failure(stream.send([event("b")]))).reasonName, "SEQUENCE_GAP");
  });
});

await check("a server that goes gets no new batch, and the stream goes on at the next", () => {
  const retries: RetentionError[] = [];
  return meet([async connection => {
    await connection.opened({ credits: { batchCount: 2, byteCount: 1n << 30n } });
    await batches(connection, 1n, 2n);
    connection.send({ case: "goAway", value: { drainTime: { seconds: 20n, nanos: 0 } } });
    await connection.quiet();
    connection.ack([1n]);
    await connection.quiet();
    connection.ack([2n]);
    await connection.halfClose();
    connection.end();
  }, async connection => {
    assert.equal((await connection.opened({ lastSequence: 2n, stableThrough: 2n })).ackedThrough, 2n);
    await batches(connection, 3n);
    connection.ack([3n]);
    await closing(connection);
  }], { batchEvents: 1, retrying: one => retries.push(one) }, async stream => {
    await stream.addAll(["a", "b", "c"].map(event));
    await stream.close();
    assert.deepEqual(retries, []);
  });
});

await check("a server that says that it goes and then hangs is left", () => meet([async connection => {
  await connection.opened();
  await batches(connection, 1n);
  connection.send({ case: "goAway", value: { drainTime: { seconds: 0n, nanos: 1_000_000 } } });
}, async connection => {
  await connection.opened();
  await batches(connection, 1n);
  connection.ack([1n]);
  await closing(connection);
}], {}, async stream => {
  await stream.add(event("a"));
  await stream.close();
}));

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
      const error = await failure(stream.flush());
      assert.deepEqual([error.code, error.reasonName, error.metadata], [code, reason ?? "", reason ? { key: "value" } : {}]);
    });
  }
});

await check("reasons that pass make the stream connect again", async () => {
  const reasons = ["SHUTTING_DOWN", "OPEN_TIMEOUT", "MESSAGE_TIMEOUT", "SLOW_READER", "OVERLOADED", "STORE_UNAVAILABLE"];
  const codes = [status.UNAVAILABLE, status.CANCELLED, status.DEADLINE_EXCEEDED, status.INTERNAL, status.UNKNOWN, status.RESOURCE_EXHAUSTED];
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
      await closing(connection);
    }], {}, async stream => {
      await stream.add(event("a"));
      await stream.close();
    });
  }
});

await check("faults before a gap do not count as gaps", () => meet([async connection => {
  await connection.opened();
  await batches(connection, 1n);
  connection.fail(status.UNAVAILABLE);
}, async connection => {
  await connection.opened();
  await batches(connection, 1n);
  connection.fail(status.FAILED_PRECONDITION, "SEQUENCE_GAP");
}, async connection => {
  await connection.opened();
  await batches(connection, 1n);
  connection.fail(status.FAILED_PRECONDITION, "SEQUENCE_GAP");
}], {}, async stream => {
  assert.equal((await failure(stream.send([event("a")]))).reasonName, "SEQUENCE_GAP");
}));

await check("another sender of the same producer is found out", () => meet([async connection => {
  await connection.opened();
  await connection.next("batch");
  connection.fail(status.UNAVAILABLE);
}, async connection => {
  await connection.opened({ lastSequence: 2n, stableThrough: 2n });
}], {}, async stream => {
  await stream.add(event("a"));
  assert.equal((await failure(stream.flush())).reason, ErrorReason.PRODUCER_SUPERSEDED);
}));

await check("other data is told from the same data restored", async () => {
  const script = (answer: object, go: boolean) => [async (connection: Connection) => {
    await connection.opened();
    await batches(connection, 1n);
    connection.ack([1n]);
    await connection.flushed();
    connection.fail(status.UNAVAILABLE);
  }, async (connection: Connection) => {
    await connection.opened({ logId: "other", ...answer });
    if (go)
      await closing(connection);
  }];
  const body = async (closes: boolean, answer: object, lost: bigint[]) => {
    const told: bigint[] = [];
    await meet(script(answer, closes), { dataLost: one => told.push(one.firstSequence, one.lastSequence) }, async stream => {
      await stream.add(event("a"));
      await stream.flush();
      if (closes)
        await (told.length < lost.length ? until(() => told.length === lost.length) : Promise.resolve()).then(() => stream.close());
      else
        assert.match((await failure((async () => { for (;;) await stream.flush(); })())).message, /another log/);
    });
    assert.deepEqual(told, lost);
  };
  await body(true, { lastSequence: 1n, stableThrough: 1n, ancestorLogIds: ["older", "log"] }, []);
  await body(true, { dataLoss: { firstSequence: 1n, lastSequence: 1n } }, [1n, 1n]);
  await body(false, { lastSequence: 1n, stableThrough: 1n }, []);
});

await check("trying ends when retryForMs is over", async () => {
  const client = new RetentionClient("127.0.0.1:1", { jitter: () => 0.1 });
  const error = await failure(client.openEventStream({ producerId: "p", retryForMs: 50 }));
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
    await closing(connection);
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
