import assert from "node:assert/strict";
import { ErrorReason, RejectionReason, RetentionError, status, type BatchOutcome, type DataLoss } from "@retentiongrpc/client";
import { check, finish, retentionErrorOf, until } from "./checks.js";
import { event, meet, type Connection } from "./fakeServer.js";

function gap(sequence: bigint) {
  const failure = { code: status.FAILED_PRECONDITION, reason: ErrorReason.SEQUENCE_GAP };
  return { case: "nack" as const, value: { sequence, failure } };
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
    await connection.closing();
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
    await connection.batches(1n, 2n, 3n);
    connection.fail(status.UNAVAILABLE);
  }, async connection => {
    await connection.opened({ lastSequence: 3n, stableThrough: 2n });
    await connection.batches(3n);
    connection.ack([3n], { results: [{ sequence: 3n, duplicateCount: 1n }] });
    await connection.closing();
  }], { batchEvents: 1, batchAcknowledged: one => told.push(one) }, async (stream, server) => {
    await stream.addAll(["a", "b", "c"].map(event));
    await stream.close();
    assert.deepEqual(told.map(x => [x.sequence, x.duplicateCount, x.isAckLost]), [[1n, 1n, true], [2n, 1n, true], [3n, 1n, true]]);
    assert.equal(server.listings.length, 2);
  });
});

await check("rejections that cannot be asked for just now are asked for on the next connection", () => meet([async connection => {
  await connection.opened();
  await connection.next("batch");
  connection.ack([1n], { results: [{ sequence: 1n, rejectedCount: 1n }] });
}, async connection => {
  await connection.opened({ lastSequence: 1n, stableThrough: 0n });
  await connection.batches(1n);
  connection.ack([1n], { results: [{ sequence: 1n, duplicateCount: 1n }] });
  await connection.closing();
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
    await connection.batches(3n);
    connection.ack([3n]);
    await connection.closing();
  }], { firstSequence: 1n, batchEvents: 1, batchAcknowledged: one => told.push(one) }, async stream => {
    await stream.addAll(["a", "b", "c"].map(event));
    await stream.close();
    assert.deepEqual(told.map(x => [x.sequence, x.acceptedCount, x.duplicateCount, x.isAckLost]),
      [[1n, 0n, 1n, false], [2n, 0n, 1n, false], [3n, 1n, 0n, false]]);
  });
});

await check("a stream that begins at a sequence claims nothing before it", () => meet([async connection => {
  assert.equal((await connection.opened({ lastSequence: 2n, stableThrough: 2n })).ackedThrough, 0n);
  await connection.batches(5n);
  connection.fail(status.UNAVAILABLE);
}, async connection => {
  assert.equal((await connection.opened({ lastSequence: 2n, stableThrough: 2n })).ackedThrough, 0n);
  await connection.batches(5n);
  connection.ack([5n]);
  await connection.closing();
}], { firstSequence: 5n }, async stream => {
  await stream.add(event("a"));
  await stream.close();
}));

await check("lost batches are sent again as far as they are kept, and the rest is told once", () => {
  const lost: DataLoss[] = [];
  const told: BatchOutcome[] = [];
  return meet([async connection => {
    await connection.opened();
    await connection.batches(1n, 2n, 3n);
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
    await connection.batches(2n, 3n);
    connection.ack([2n, 3n]);
    await connection.closing();
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
  await connection.batches(1n);
  connection.ack([1n]);
  await connection.flushed();
  connection.fail(status.UNAVAILABLE);
}, async connection => {
  await connection.opened({ dataLoss: { firstSequence: 1n, lastSequence: 1n } });
}], {}, async stream => {
  await stream.add(event("a"));
  await stream.flush();
  const error = await retentionErrorOf((async () => { for (;;) await stream.flush(); })());
  assert.deepEqual([error.code, error.sequence], [status.DATA_LOSS, 1n]);
  assert.match(error.message, /batches 1 to 1/);
  assert.equal(await retentionErrorOf(stream.close()), error);
}));

await check("a refused batch is sent again after the server's delay, and its flush with it", () => {
  const retries: RetentionError[] = [];
  let refusedAt = 0;
  return meet([async connection => {
    await connection.opened();
    await connection.batches(1n, 2n);
    const { flushId } = await connection.next("flush");
    connection.ack([1n]);
    refusedAt = performance.now();
    connection.send({ case: "nack", value: { sequence: 2n, failure: {
      code: status.RESOURCE_EXHAUSTED, reason: ErrorReason.STORE_FULL, message: "full", retryDelay: { seconds: 0n, nanos: 50_000_000 },
    } } });
    // From before the refusal: it does not count.
    connection.send({ case: "flushed", value: { flushId, ackedThrough: 2n } });
    await connection.batches(2n);
    assert.ok(performance.now() - refusedAt >= 45);
    const again = await connection.next("flush");
    assert.equal(again.flushId, flushId);
    connection.ack([2n]);
    connection.send({ case: "flushed", value: { flushId } });
    await connection.closing();
  }], { batchEvents: 1, retrying: one => retries.push(one) }, async stream => {
    await stream.addAll(["a", "b"].map(event));
    await stream.flush();
    assert.deepEqual(retries.map(x => [x.reasonName, x.sequence, x.retryDelayMs]), [["STORE_FULL", 2n, 50]]);
    await stream.close();
  });
});

await check("a batch that is refused for good ends the stream and stays", () => meet([async connection => {
  await connection.opened();
  await connection.batches(1n, 2n);
  connection.ack([1n]);
  connection.send({ case: "nack", value: { sequence: 2n, failure: {
    code: status.INVALID_ARGUMENT, reason: ErrorReason.BATCH_TOO_LARGE, message: "no",
    fieldViolations: [{ field: "batch", description: "d" }],
  } } });
}], { batchEvents: 1 }, async stream => {
  await stream.addAll(["a", "b"].map(event));
  await stream.add(event("c"));
  const error = await retentionErrorOf(stream.flush());
  assert.deepEqual([error.reason, error.reasonName, error.sequence], [ErrorReason.BATCH_TOO_LARGE, "BATCH_TOO_LARGE", 2n]);
  assert.equal(error.message, "batch 2: no [BATCH_TOO_LARGE] batch: d");
  assert.deepEqual(stream.unacknowledged.map(x => x.eventId), ["b", "c"]);
  await stream[Symbol.asyncDispose]();
}));

await check("after a gap the stream goes on from where the server says, and gives up after several", () => {
  const retries: RetentionError[] = [];
  return meet([async connection => {
    await connection.opened();
    await connection.batches(1n, 2n);
    await connection.next("flush");
    connection.send(gap(1n));
    await connection.batches(1n, 2n);
    connection.ack([1n, 2n]);
    await connection.flushed();
    for (let tries = 0; tries < 5; tries++) {
      await connection.batches(3n);
      connection.send(gap(3n));
    }
  }], { batchEvents: 1, retrying: one => retries.push(one) }, async stream => {
    await stream.addAll(["a", "b"].map(event));
    await stream.flush();
    const error = await retentionErrorOf(stream.send([event("c")]));
    assert.deepEqual([error.reasonName, error.sequence], ["SEQUENCE_GAP", 3n]);
    // The first is sent again at once.
    assert.deepEqual(retries.map(x => x.sequence), [3n, 3n, 3n]);
  });
});

await check("a gap before what is kept: connect again, once", () => {
  const refuse = async (connection: Connection) => {
    await connection.batches(2n);
    connection.send(gap(1n));
  };
  return meet([async connection => {
    await connection.opened();
    await connection.batches(1n);
    connection.ack([1n]);
    await refuse(connection);
  }, async connection => {
    await connection.opened({ stableThrough: 0n });
    await refuse(connection);
  }], { batchEvents: 1 }, async stream => {
    await stream.send([event("a")]);
    assert.equal((await retentionErrorOf(stream.send([event("b")]))).reasonName, "SEQUENCE_GAP");
  });
});

await check("a server that goes gets no new batch, and the stream goes on at the next", () => {
  const retries: RetentionError[] = [];
  return meet([async connection => {
    await connection.opened({ credits: { batchCount: 2, byteCount: 1n << 30n } });
    await connection.batches(1n, 2n);
    connection.send({ case: "goAway", value: { drainTime: { seconds: 20n, nanos: 0 } } });
    await connection.quiet();
    connection.ack([1n]);
    await connection.quiet();
    connection.ack([2n]);
    await connection.halfClose();
    connection.end();
  }, async connection => {
    assert.equal((await connection.opened({ lastSequence: 2n, stableThrough: 2n })).ackedThrough, 2n);
    await connection.batches(3n);
    connection.ack([3n]);
    await connection.closing();
  }], { batchEvents: 1, retrying: one => retries.push(one) }, async stream => {
    await stream.addAll(["a", "b", "c"].map(event));
    await stream.close();
    assert.deepEqual(retries, []);
  });
});

await check("a server that says that it goes and then hangs is left", () => meet([async connection => {
  await connection.opened();
  await connection.batches(1n);
  connection.send({ case: "goAway", value: { drainTime: { seconds: 0n, nanos: 1_000_000 } } });
}, async connection => {
  await connection.opened();
  await connection.batches(1n);
  connection.ack([1n]);
  await connection.closing();
}], {}, async stream => {
  await stream.add(event("a"));
  await stream.close();
}));
finish();
