import assert from "node:assert/strict";
import { RetentionClient, timestampDate, timestampFromDate, type BatchOutcome, type RetentionError } from "@retentiongrpc/client";
import { check, finish, until } from "./checks.js";
import { LiveServer } from "./liveServer.js";

const [program = ""] = process.argv.slice(2);
const START = Date.UTC(2026, 0, 1);
const CUSTOMERS = 97;

/** Events without ids: only the sequences of their batches keep them from counting twice. */
function eventsOf(first: number, count: number) {
  return Array.from({ length: count }, (_, offset) => {
    const i = first + offset;
    return {
      customerId: i % 1_000 === 7 ? "" : `c${i % CUSTOMERS}`,
      occurredTime: timestampFromDate(new Date(START + i * 1_000)),
      kind: { case: "activity" as const, value: { name: "open" } },
    };
  });
}

await check("nothing is lost or doubled where the server is killed in the middle of a stream, again and again", () =>
  LiveServer.use(program, [], async server => {
    const told: BatchOutcome[] = [];
    const retries: RetentionError[] = [];
    const client = new RetentionClient(server.address);
    const stream = await client.openEventStream({
      producerId: "killed", batchEvents: 40, batchAcknowledged: one => told.push(one), retrying: one => retries.push(one),
    });
    const adding = (async () => {
      for (let first = 0; first < 60_000; first += 100)
        await stream.addAll(eventsOf(first, 100));
    })();
    for (const batches of [50, 300, 700, 1_000]) {
      await until(() => told.length >= batches);
      await server.restart("kill");
    }
    await adding;
    await stream.flush();
    assert.ok(retries.length > 0, "the stream had to connect again");
    assert.deepEqual(told.map(x => x.sequence), Array.from({ length: 1_500 }, (_, i) => BigInt(i + 1)));
    const counted = told.reduce((sum, x) => sum + x.acceptedCount + x.duplicateCount, 0n);
    const rejected = told.flatMap(x => x.rejections);
    assert.equal(counted, 59_940n);
    assert.deepEqual(rejected.map(x => (Number(timestampDate(x.event.occurredTime!)) - START) / 1_000),
      Array.from({ length: 60 }, (_, i) => i * 1_000 + 7));
    const { eventCount, customerCount } = await client.tenants.describeTenant({});
    assert.deepEqual({ eventCount, customerCount }, { eventCount: 59_940n, customerCount: BigInt(CUSTOMERS) });
    const { total } = await client.metrics.computeActivity({
      window: { window: { case: "interval", value: {
        startTime: timestampFromDate(new Date(START)), endTime: timestampFromDate(new Date(START + 86_400_000)),
      } } },
      options: { readToken: stream.lastReadToken },
    });
    assert.equal(total?.eventCount, 59_940n);
    assert.deepEqual(await client.getProducer("killed").then(x => x?.lastSequence), 1_500n);
    await stream.close();
    client.close();
  }));

await check("a server that stops ends no stream", () => LiveServer.use(program, [], async server => {
  const client = new RetentionClient(server.address);
  const stream = await client.openEventStream({ producerId: "stopped", batchEvents: 10 });
  await stream.addAll(eventsOf(100, 100));
  await server.restart("stop");
  assert.deepEqual(await stream.send(eventsOf(200, 100)), []);
  await stream.close();
  assert.equal((await client.tenants.describeTenant({})).eventCount, 200n);
  client.close();
}));
finish();
