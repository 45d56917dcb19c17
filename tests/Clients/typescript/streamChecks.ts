import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { RejectionReason, RetentionError, status, type BatchOutcome, type DataLoss } from "@retentiongrpc/client";
import { check, failureOf, finish, until } from "./checks.js";
import { event, idsOf, meet } from "./fakeServer.js";

const [packageFile = ""] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };

await check("a stream opens, sends, flushes and closes", () => meet([async connection => {
  const open = await connection.opened({ lastSequence: 4n, stableThrough: 4n });
  assert.deepEqual(connection.headers.get("retention-tenant"), ["shop"]);
  assert.equal(open.producerId, "p");
  assert.equal(open.ackedThrough, 0n);
  assert.equal(open.readToken, "");
  assert.equal(open.sdk, `typescript/${version}`);
  assert.ok(Math.abs(Number(open.clientTime?.seconds) - Date.now() / 1_000) < 60);
  const batch = await connection.next("batch");
  assert.equal(batch.sequence, 5n);
  assert.deepEqual(idsOf(batch), ["a", "b"]);
  connection.ack([5n]);
  await connection.closing();
}], {}, async stream => {
  assert.equal(stream.lastReadToken, "t0");
  assert.equal(stream.durability, 2);
  await stream.add(event("a"));
  await stream.addAll([event("b")]);
  await stream.close();
  assert.equal(stream.ackedThrough, 5n);
  assert.equal(stream.lastReadToken, "t5");
  assert.deepEqual(stream.unacknowledged, []);
  assert.match(String(await failureOf(stream.add(event("c")))), /closed/);
  await stream.close();
}));

await check("batches are cut by events, by bytes, and by the server's limit", async () => {
  const cut = async (options: object, limit: number | undefined, expected: string[][]) => meet([async connection => {
    await connection.opened(limit === undefined ? {} : { limits: { batchEventCount: limit } });
    for (const [index, ids] of expected.entries()) {
      assert.deepEqual(idsOf(await connection.next("batch")), ids);
      connection.ack([BigInt(index + 1)]);
    }
    await connection.closing();
  }], options, async stream => {
    await stream.addAll(["a", "b", "c", "d", "e"].map(x => event(x.repeat(300))));
    await stream.close();
  });
  const [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(x => x.repeat(300)) as [string, string, string, string, string];
  await cut({ batchEvents: 2 }, undefined, [[a, b], [c, d], [e]]);
  await cut({ batchEvents: 3 }, 2, [[a, b], [c, d], [e]]);
  await cut({ batchEvents: 3, firstSequence: 1n }, 2, [[a, b, c], [d, e]]);
  // An event has 303 bytes for its id, 3 for its customer and 8 for its activity, and each is counted with 5 more, and 64 once.
  await cut({ batchBytes: 64 + 3 * 319 + 5 }, undefined, [[a, b, c], [d, e]]);
  await cut({ batchBytes: 1_024 }, undefined, [[a, b, c], [d, e]]);
});

await check("a batch closes when it has lingered", () => meet([async connection => {
  await connection.opened();
  assert.deepEqual(idsOf(await connection.next("batch")), ["a"]);
  connection.ack([1n]);
  assert.deepEqual(idsOf(await connection.next("batch")), ["b"]);
  connection.ack([2n]);
  await connection.closing();
}], { lingerMs: 5 }, async stream => {
  await stream.add(event("a"));
  await until(() => stream.ackedThrough === 1n);
  await stream.add(event("b"));
  await until(() => stream.ackedThrough === 2n);
  await stream.close();
}));

await check("without a linger each call's events are one batch", () => meet([async connection => {
  await connection.opened();
  assert.deepEqual(idsOf(await connection.next("batch")), ["a"]);
  assert.equal((await connection.next("batch")).events.length, 250);
  connection.ack([1n, 2n]);
  await connection.closing();
}], { lingerMs: 0 }, async stream => {
  await stream.add(event("a"));
  await stream.addAll(Array.from({ length: 250 }, () => event("b")));
  await stream.close();
}));

await check("credits bound what is on its way, and the newest hold", () => meet([async connection => {
  await connection.opened({ credits: { batchCount: 2, byteCount: 1n << 30n } });
  for (const sequence of [1n, 2n])
    assert.equal((await connection.next("batch")).sequence, sequence);
  await connection.quiet();
  connection.ack([1n], { credits: 1 });
  await connection.quiet();
  connection.ack([2n]);
  assert.equal((await connection.next("batch")).sequence, 3n);
  await connection.quiet();
  connection.ack([3n], { credits: 3 });
  for (const sequence of [4n, 5n, 6n])
    assert.equal((await connection.next("batch")).sequence, sequence);
  await connection.quiet();
  connection.ack([4n, 5n, 6n]);
  await connection.closing();
}], { batchEvents: 1 }, async stream => {
  await stream.addAll(["1", "2", "3", "4", "5", "6"].map(event));
  await stream.close();
}));

await check("credits count bytes too, and one batch is always allowed", () => meet([async connection => {
  await connection.opened({ credits: { batchCount: 8, byteCount: 1n } });
  for (const sequence of [1n, 2n, 3n]) {
    assert.equal((await connection.next("batch")).sequence, sequence);
    await connection.quiet();
    connection.ack([sequence]);
  }
  await connection.closing();
}], { batchEvents: 1 }, async stream => {
  await stream.addAll(["1", "2", "3"].map(event));
  await stream.close();
}));

await check("add waits for room, keeps the order of the calls, and may be given up", () => meet([async connection => {
  await connection.opened();
  assert.deepEqual(idsOf(await connection.next("batch")), ["1"]);
  assert.deepEqual(idsOf(await connection.next("batch")), ["2"]);
  await connection.quiet();
  connection.ack([1n, 2n]);
  assert.deepEqual(idsOf(await connection.next("batch")), ["3"]);
  assert.deepEqual(idsOf(await connection.next("batch")), ["5"]);
  connection.ack([3n, 4n]);
  assert.deepEqual(idsOf(await connection.next("batch")), ["6"]);
  connection.ack([5n]);
  await connection.closing();
}], { batchEvents: 1, maxInFlight: 2 }, async stream => {
  const giveUp = new AbortController();
  const added = ["1", "2", "3"].map(id => stream.add(event(id)));
  const givenUp = failureOf(stream.add(event("4"), { signal: giveUp.signal }));
  const late = { ...event("5") };
  added.push(stream.add(late), stream.add(event("6")));
  // An event's bytes are taken when it is added.
  late.eventId = "changed";
  giveUp.abort(new Error("enough"));
  assert.match(String(await givenUp), /enough/);
  const closed = stream.close();
  await Promise.all(added);
  await closed;
}));

await check("a small event does not overtake a large one that waits", () => meet([async connection => {
  await connection.opened();
  for (const [index, ids] of [["a"], ["b"], ["c", "d"]].entries()) {
    assert.deepEqual(idsOf(await connection.next("batch")).map(x => x.slice(0, 1)), ids);
    await connection.quiet();
    connection.ack([BigInt(index + 1)]);
  }
  await connection.closing();
}], { batchBytes: 1_024, maxInFlight: 1 }, async stream => {
  const added = ["a", "b", "c"].map(x => stream.add(event(x.repeat(600))));
  added.push(stream.add(event("d")));
  await Promise.all([...added, stream.close()]);
}));

await check("what is kept is bounded: acknowledged batches give way, and are lost if the server loses them", () => {
  const lost: DataLoss[] = [];
  return meet([async connection => {
    await connection.opened();
    for (let sequence = 1n; sequence <= 20n; sequence++) {
      assert.equal((await connection.next("batch")).sequence, sequence);
      connection.ack([sequence], { stable: 0n });
    }
    await connection.flushed();
    connection.fail(status.UNAVAILABLE);
  }, async connection => {
    await connection.opened({ dataLoss: { firstSequence: 1n, lastSequence: 20n }, readToken: "" });
    for (const sequence of [19n, 20n])
      assert.equal((await connection.next("batch")).sequence, sequence);
    connection.ack([19n, 20n]);
    await connection.closing();
  }], { batchEvents: 1, batchBytes: 1_024, bufferBytes: 1_024, dataLost: one => lost.push(one) }, async stream => {
    await stream.addAll(Array.from({ length: 20 }, (_, i) => event(`${i}${"x".repeat(400)}`)));
    await stream.flush();
    await until(() => lost.length > 0);
    await stream.close();
    assert.deepEqual(lost.map(x => [x.firstSequence, x.lastSequence]), [[1n, 18n]]);
  });
});

await check("send tells the rejections of its own events", () => {
  const told: BatchOutcome[] = [];
  const rejection = (index: number) => ({ index, reason: RejectionReason.BAD_VALUE, field: "f", message: "m" });
  return meet([async connection => {
    await connection.opened();
    assert.deepEqual(idsOf(await connection.next("batch")), ["x", "a", "b"]);
    assert.deepEqual(idsOf(await connection.next("batch")), ["c"]);
    connection.ack([1n, 2n], { results: [
      { sequence: 1n, acceptedCount: 1n, rejectedCount: 2n, rejections: [rejection(0), rejection(2)] },
      { sequence: 2n, rejectedCount: 1n, rejections: [rejection(0)] },
    ] });
    await connection.closing();
  }], { batchEvents: 3, batchAcknowledged: one => told.push(one) }, async stream => {
    await stream.add(event("x"));
    const rejections = await stream.send(["a", "b", "c"].map(event));
    assert.deepEqual(rejections.map(x => [x.index, x.event.eventId, x.field, x.message]), [[1, "b", "f", "m"], [2, "c", "f", "m"]]);
    assert.deepEqual(told.map(x => [x.sequence, x.acceptedCount, x.duplicateCount, x.rejectedCount, x.isAckLost]),
      [[1n, 1n, 0n, 2n, false], [2n, 0n, 0n, 1n, false]]);
    assert.deepEqual(told[0]?.rejections.map(x => [x.index, x.event.eventId]), [[0, "x"], [2, "b"]]);
    await stream.close();
  });
});

await check("rejections that an ack does not name are fetched", () => meet([async connection => {
  await connection.opened();
  await connection.next("batch");
  connection.ack([1n], { results: [{ sequence: 1n, rejectedCount: 2n, rejections: [{ index: 0, field: "f" }] }] });
  await connection.closing();
}], {}, async (stream, server) => {
  server.rejectedEvents = [
    { sequence: 1n, rejection: { index: 1, field: "g" } }, { sequence: 1n, rejection: { index: 0, field: "f" } },
    { sequence: 2n, rejection: { index: 0, field: "of another batch" } },
  ];
  const rejections = await stream.send([event("a"), event("b")]);
  assert.deepEqual(rejections.map(x => [x.index, x.event.eventId, x.field]), [[0, "a", "f"], [1, "b", "g"]]);
  assert.deepEqual(server.listings.map(x => [x.producerId, x.pageSize]), [["p", 1_000]]);
  await stream.close();
}));

await check("an event that is too large is refused alone", () => meet([async connection => {
  await connection.opened();
  assert.deepEqual(idsOf(await connection.next("batch")), ["a", "b"]);
  connection.ack([1n]);
  await connection.closing();
}], { batchBytes: 1_024 }, async stream => {
  const large = event("x".repeat(1_000));
  assert.ok(await failureOf(stream.add(large)) instanceof RangeError);
  assert.ok(await failureOf(stream.addAll([event("a"), large, event("never")])) instanceof RangeError);
  const wrong = { ...event("b"), occurredTime: "yesterday" } as never;
  assert.ok(await failureOf(stream.addAll([event("b"), wrong])) instanceof Error);
  await stream.close();
}));

await check("a closed stream may be given up with events unsent", () => meet([async connection => {
  await connection.opened();
  await connection.next("batch");
}], {}, async stream => {
  await stream.add(event("a"));
  const closed = failureOf(stream.close({ signal: AbortSignal.timeout(20) }));
  assert.equal((await closed as Error).name, "TimeoutError");
  assert.deepEqual(stream.unacknowledged.map(x => x.eventId), ["a"]);
}));

await check("a callback that throws ends the stream, and its calls say why", () => meet([async connection => {
  await connection.opened();
  await connection.next("batch");
  connection.ack([1n]);
}], { batchAcknowledged: () => { throw new Error("of the callback"); } }, async stream => {
  await stream.add(event("a"));
  const failure = await failureOf(stream.flush());
  assert.match(String((failure as Error).cause), /of the callback/);
  assert.ok(!(failure instanceof RetentionError));
  await stream[Symbol.asyncDispose]();
}));
finish();
