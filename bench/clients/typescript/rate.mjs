// How fast the TypeScript client streams: rate.mjs --address HOST:PORT --events N. Prints one line of JSON: `encode_seconds` is what the
// encoder alone takes for Batches of 500 in this process, `seconds` what one EventStream takes from its opening to its end, and
// `cpu_seconds` what this process spends meanwhile. clients/typescript must be built: npm ci && npm run build.
import { create, toBinary } from "../../../clients/typescript/node_modules/@bufbuild/protobuf/dist/esm/index.js";
import { parseArgs } from "node:util";
import { BatchSchema, EventSchema, RetentionClient } from "../../../clients/typescript/dist/index.js";

const BATCH = 500;
const CUSTOMERS = 10_000;
const WARM_UP_MS = 10_000;

const { values } = parseArgs({ options: { address: { type: "string" }, events: { type: "string", default: "200000" } } });
const count = Number(values.events);
if (!values.address || !Number.isInteger(count) || count < 10) {
  console.error("usage: rate.mjs --address HOST:PORT [--events N], N 10 or more");
  process.exit(2);
}

const start = BigInt(Math.floor(Date.now() / 1_000) - 86_400);
const run = Date.now().toString(36).slice(-3);

function eventsOf(from, many) {
  return Array.from({ length: many }, (_, offset) => {
    const i = from + offset;
    const kind = i % 10 === 0
      ? { case: "purchase", value: { orderId: `o${run}${i}`, amount: { minorUnits: BigInt(100 + i % 9_900), currencyCode: "USD" } } }
      : { case: "activity", value: { name: "open" } };
    return create(EventSchema, {
      eventId: run + i.toString(36).padStart(5, "0"),
      customerId: `c${i % CUSTOMERS}`,
      occurredTime: { seconds: start + BigInt(i % 86_000), nanos: 0 },
      kind,
    });
  });
}

function encode(events) {
  for (let at = 0; at < events.length; at += BATCH) {
    const batch = create(BatchSchema, { sequence: BigInt(at / BATCH + 1), events: events.slice(at, at + BATCH) });
    toBinary(BatchSchema, batch);
  }
}

let streams = 0;

async function stream(client, events) {
  const sender = await client.openEventStream({ producerId: `rate-${run}-${streams++}` });
  await sender.addAll(events);
  await sender.flush();
  await sender.close();
}

const client = new RetentionClient(values.address);
// So long that what is measured is compiled.
const warmUp = eventsOf(0, Math.ceil(count / 10));
for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) {
  encode(warmUp);
}
for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) {
  await stream(client, warmUp);
}

const events = eventsOf(warmUp.length, count);
const encodeStart = performance.now();
encode(events);
const encodeSeconds = (performance.now() - encodeStart) / 1_000;

const cpuStart = process.cpuUsage();
const streamStart = performance.now();
await stream(client, events);
const seconds = (performance.now() - streamStart) / 1_000;
const cpu = process.cpuUsage(cpuStart);
client.close();

const rounded = value => Math.round(value * 1_000) / 1_000;
console.log(JSON.stringify({
  client: "typescript",
  events: count,
  seconds: rounded(seconds),
  cpu_seconds: rounded((cpu.user + cpu.system) / 1e6),
  encode_seconds: rounded(encodeSeconds),
}));
