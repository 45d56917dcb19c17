// Makes the calls that the page's own server hands out, by the Connect protocol, and tells what came of each.
import { create, fromBinary, fromJson, toJson, type DescMethod, type DescService } from "@bufbuild/protobuf";
import { EmptySchema } from "@bufbuild/protobuf/wkt";
import { ConnectError, createClient, type CallOptions } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import * as v1 from "@retentiongrpc/client/v1";
import type { Outcome, Task } from "./task.js";

type Rpc = (request: object, options: CallOptions) => Promise<object>;

function methodOf(path: string): DescMethod {
  const [service = "", name] = path.split("/");
  const found = (v1 as unknown as Record<string, DescService>)[service.split(".").at(-1) ?? ""]?.methods.find(x => x.name === name);
  if (found === undefined)
    throw new Error(`no such rpc: ${path}`);
  return found;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}

async function perform(task: Task): Promise<Outcome> {
  const method = methodOf(task.path);
  const transport = createConnectTransport({ baseUrl: task.baseUrl, useBinaryFormat: task.isBinary, defaultTimeoutMs: 10_000 });
  const rpc = (createClient(method.parent, transport) as unknown as Record<string, Rpc>)[method.localName];
  if (rpc === undefined)
    throw new Error(`no unary rpc: ${task.path}`);
  // Fields that are read as those of an empty message are kept, and sent as they are.
  const request = task.unknownBase64 === undefined
    ? fromJson(method.input, task.request)
    : { ...create(method.input), $unknown: fromBinary(EmptySchema, bytesOf(task.unknownBase64)).$unknown };
  try {
    const answer = await rpc(request, { headers: { "retention-tenant": task.tenant } });
    return { answer: toJson(method.output, answer as never) };
  } catch (failure) {
    const error = ConnectError.from(failure);
    const details = error.details.flatMap(x => "type" in x ? [{ type: x.type, base64: btoa(String.fromCharCode(...x.value)) }] : []);
    return { error: { code: error.code, message: error.rawMessage, details } };
  }
}

async function work(): Promise<void> {
  for (;;) {
    const task = await (await fetch("/next", { method: "POST" })).json() as Task;
    const outcome = await perform(task).catch((failure: unknown): Outcome => ({ fault: String(failure) }));
    await fetch("/told", { method: "POST", body: JSON.stringify(outcome) });
  }
}

void work();
