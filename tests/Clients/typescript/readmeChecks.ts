import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { EventKind, RetentionClient } from "@retentiongrpc/client";
import { check, finish } from "./checks.js";
import { LiveServer } from "./liveServer.js";

const [program = ""] = process.argv.slice(2);

await check("the README's snippets run", () => LiveServer.use(program, [], async server => {
  const snippets = fileURLToPath(new URL("readme.js", import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [snippets, server.address], { timeout: 30_000 });
  assert.match(stdout, /^nobody to lose$/m);
  assert.match(stderr, /^CUSTOMER_NOT_FOUND /m);
  const client = new RetentionClient(server.address);
  const { kinds } = await client.tenants.describeTenant({});
  assert.deepEqual(kinds.map(x => [x.kind, x.eventCount]), [[EventKind.PURCHASE, 1n]]);
  client.close();
}));
finish();
