import assert from "node:assert/strict";
import { fromJson, toBinary, toJson, type DescMethod, type Message } from "@bufbuild/protobuf";
import { Metadata } from "@grpc/grpc-js";
import { RetentionError } from "@retentiongrpc/client";
import { BrowserPage } from "./browserPage.js";
import { check, finish } from "./checks.js";
import { anyOf, bytesOf } from "./fakeServer.js";
import { LiveServer } from "./liveServer.js";
import { Scenario, type Caller } from "./scenario.js";
import type { Outcome, Task } from "./task.js";

const [program = "", scenarioFile = "", chromium = "", script = ""] = process.argv.slice(2);
const HTTP = ["--http-port", "0"];

/** The status that a gRPC call would have had, from what Connect says. */
function errorOf({ code, message, details }: NonNullable<Outcome["error"]>): RetentionError {
  const metadata = new Metadata();
  const status = details.map((x): [number, Uint8Array] => [3, anyOf(x.type, Buffer.from(x.base64, "base64"))]);
  metadata.set("grpc-status-details-bin", Buffer.from(bytesOf(...status)));
  return RetentionError.from({ code, details: message, metadata });
}

/** Makes each call by the page: as JSON and as protobuf where it changes nothing. */
function callerBy(page: BrowserPage, server: LiveServer, tenant: string): Caller {
  return async (method: DescMethod, request: Message) => {
    const unknown = request.$unknown?.length ? { unknownBase64: Buffer.from(toBinary(method.input, request)).toString("base64") } : {};
    const reads = /^(Compute|Get|List|Describe)/.test(method.name);
    const forms = reads ? [false, true] : ["unknownBase64" in unknown];
    const answers: Message[] = [];
    for (const isBinary of forms) {
      const { answer, error, fault } = await page.perform({
        baseUrl: server.httpAddress, tenant, path: `${method.parent.typeName}/${method.name}`, isBinary,
        request: toJson(method.input, request), ...unknown,
      });
      assert.equal(fault, undefined);
      if (error !== undefined)
        throw errorOf(error);
      answers.push(fromJson(method.output, answer ?? {}));
    }
    return answers;
  };
}

await check("a page's calls by connect-web have the scenario's answers, as JSON and as protobuf", () =>
  BrowserPage.use(chromium, script, page =>
    LiveServer.use(program, [...HTTP, "--http-cors", page.origin("127.0.0.1")], async server => {
      await page.open("127.0.0.1");
      await Scenario.run(scenarioFile, server, tenant => callerBy(page, server, tenant));
    })));

await check("pages of an origin that was not named may not ask", () =>
  BrowserPage.use(chromium, script, page =>
    LiveServer.use(program, [...HTTP, "--http-cors", page.origin("127.0.0.1")], async server => {
      const task: Task = {
        baseUrl: server.httpAddress, tenant: "default", path: "retention.v1.TenantService/GetTenant", isBinary: false, request: {},
      };
      await page.open("localhost");
      const refused = await page.perform(task);
      assert.equal(refused.answer, undefined);
      assert.ok(refused.error, "the browser refuses the call");
      await page.open("127.0.0.1");
      assert.ok((await page.perform(task)).answer, "the origin that was named may");
    })));
finish();
