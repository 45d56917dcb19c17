import assert from "node:assert/strict";
import { ErrorReason, RetentionClient, status, type Batch, type BatchOutcome } from "@retentiongrpc/client";
import { check, finish } from "./checks.js";
import { event, FakeServer, idsOf, type Connection } from "./fakeServer.js";

const SEEDS = 60;

/** Numbers of at least 0 and below 1 that follow from a seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A server with a log of one producer, that breaks connections, refuses batches, goes away, and may lose what is not stable. */
class UnreliableServer {
  /** The ids of each batch; the first has sequence 1. */
  readonly log: string[][] = [];
  readonly faults = new Set<string>();
  readonly #random: () => number;
  readonly #loses: boolean;
  #stable = 0;
  #calm = false;

  constructor(random: () => number, loses: boolean) {
    this.#random = random;
    this.#loses = loses;
  }

  /** No more faults. */
  calm(): void {
    this.#calm = true;
  }

  async connect(connection: Connection): Promise<void> {
    if (this.#loses && this.#happens(0.3, "loss"))
      this.log.length = this.#stable;
    const open = await connection.next("open");
    const last = BigInt(this.log.length);
    const loss = open.ackedThrough > last ? { dataLoss: { firstSequence: last + 1n, lastSequence: open.ackedThrough } } : {};
    connection.send({ case: "opened", value: {
      logId: "log", lastSequence: last, stableThrough: BigInt(this.#stable), readToken: "t",
      credits: { batchCount: 1 + Math.floor(this.#random() * 4), byteCount: 1n << 20n }, ...loss,
    } });
    await this.#serve(connection);
  }

  async #serve(connection: Connection): Promise<void> {
    let answered: { sequence: bigint; accepted: number; duplicate: number }[] = [];
    let refused: bigint | undefined;
    const ack = () => {
      if (this.#random() < 0.6)
        this.#stable = this.#stable + Math.floor(this.#random() * (this.log.length - this.#stable + 1));
      connection.ack(answered.map(x => x.sequence), {
        stable: BigInt(this.#stable),
        results: answered.map(x => ({ sequence: x.sequence, acceptedCount: BigInt(x.accepted), duplicateCount: BigInt(x.duplicate) })),
      });
      answered = [];
    };
    for (;;) {
      const message = await connection.any();
      if (message === "halfClose")
        return connection.end();
      if (message.case === "flush") {
        ack();
        // What lies before it was refused, and comes again.
        if (refused === undefined)
          connection.send({ case: "flushed", value: { flushId: message.value.flushId } });
        continue;
      }
      assert.equal(message.case, "batch");
      const { sequence } = message.value as Batch;
      if (refused !== undefined && sequence !== refused)
        continue;
      refused = undefined;
      if (this.#happens(0.05, "break before the log"))
        return connection.fail(status.UNAVAILABLE);
      if (this.#happens(0.1, "nack")) {
        ack();
        refused = sequence;
        connection.send({ case: "nack", value: { sequence, failure: {
          code: status.RESOURCE_EXHAUSTED, reason: ErrorReason.STORE_FULL, retryDelay: { seconds: 0n, nanos: 1_000_000 },
        } } });
        continue;
      }
      answered.push(this.#take(message.value as Batch));
      if (this.#happens(0.05, "break after the log"))
        return connection.fail(status.UNAVAILABLE, this.#random() < 0.5 ? "SHUTTING_DOWN" : undefined);
      if (this.#happens(0.05, "go away"))
        connection.send({ case: "goAway", value: { drainTime: { seconds: 5n, nanos: 0 } } });
      if (!connection.hasMore || this.#random() < 0.5)
        ack();
    }
  }

  #take(batch: Batch): { sequence: bigint; accepted: number; duplicate: number } {
    const place = Number(batch.sequence) - 1;
    const ids = idsOf(batch);
    assert.ok(place <= this.log.length, `batch ${batch.sequence} came where the log has ${this.log.length}`);
    const known = this.log[place];
    if (known === undefined) {
      this.log.push(ids);
      return { sequence: batch.sequence, accepted: ids.length, duplicate: 0 };
    }
    assert.deepEqual(ids, known, "a sequence never gets other events");
    return { sequence: batch.sequence, accepted: 0, duplicate: ids.length };
  }

  #happens(chance: number, fault: string): boolean {
    const happens = !this.#calm && this.#random() < chance;
    if (happens)
      this.faults.add(fault);
    return happens;
  }
}

const faults = new Set<string>();

async function run(seed: number): Promise<void> {
  const random = randomOf(seed);
  const loses = random() < 0.5;
  const unreliable = new UnreliableServer(random, loses);
  const server = await new FakeServer().start();
  server.always = connection => unreliable.connect(connection);
  const client = new RetentionClient(server.address, { jitter: () => 0.02 * random() });
  const told: BatchOutcome[] = [];
  const stream = await client.openEventStream({
    producerId: "p",
    batchEvents: 1 + Math.floor(random() * 5),
    maxInFlight: 1 + Math.floor(random() * 6),
    lingerMs: random() < 0.5 ? 1 : Infinity,
    batchAcknowledged: one => told.push(one),
    dataLost: lost => { throw new Error(`told lost: ${lost.firstSequence}`); },
  });
  const ids = Array.from({ length: 120 }, (_, i) => `e${i}`);
  for (let at = 0; at < ids.length;) {
    const some = ids.slice(at, at + 1 + Math.floor(random() * 12));
    at += some.length;
    const way = random();
    if (way < 0.5)
      await stream.addAll(some.map(event));
    else if (way < 0.8)
      await Promise.all(some.map(id => stream.add(event(id))));
    else
      assert.deepEqual(await stream.send(some.map(event)), []);
    if (random() < 0.1) {
      await stream.flush();
      if (!loses)
        assert.deepEqual(unreliable.log.flat(), ids.slice(0, at), "a flush is done when all is in the log");
    }
  }
  unreliable.calm();
  await stream.close();
  client.close();
  await server.finish();
  assert.deepEqual(unreliable.log.flat(), ids);
  assert.deepEqual(told.map(x => x.sequence), unreliable.log.map((_, index) => BigInt(index + 1)));
  assert.deepEqual(told.map(x => Number(x.acceptedCount + x.duplicateCount)), unreliable.log.map(x => x.length));
  unreliable.faults.forEach(x => faults.add(x));
}

await check(`every event is in the log once, in order, over ${SEEDS} seeds of faults`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      await run(seed);
    } catch (failure) {
      throw new Error(`seed ${seed}: ${String(failure)}`, { cause: failure });
    }
  }
  assert.deepEqual([...faults].sort(), ["break after the log", "break before the log", "go away", "loss", "nack"]);
});
finish();
