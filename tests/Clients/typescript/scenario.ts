import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import {
  fromBinary, fromJson, toJson, type DescMethod, type DescService, type JsonObject, type JsonValue, type Message,
} from "@bufbuild/protobuf";
import { EmptySchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import * as v1 from "@retentiongrpc/client";
import { DEADLINE_MS } from "./checks.js";
import type { LiveServer } from "./liveServer.js";

interface Step {
  call?: string;
  request?: JsonObject;
  requestBase64?: string;
  answer?: JsonValue;
  error?: { code: keyof typeof v1.status; reason?: string; fields?: string[]; metadata?: Record<string, string> };
  open?: { producerId: string; batchEvents: number };
  add?: JsonObject[];
  repeat?: { first: number; count: number; firstSecond: number; everySeconds: number; event: JsonObject };
  flush?: object;
  told?: { batches: number; counted: number; rejections: unknown[] };
  send?: JsonObject[];
  rejections?: unknown[];
  restart?: "kill" | "stop";
  close?: object;
}

interface ScenarioFile {
  tenant: string;
  volatile: string[];
  steps: Step[];
}

/** Makes a unary call, in one way or several: an answer of each, or a RetentionError. */
export type Caller = (method: DescMethod, request: Message) => Promise<Message[]>;

/** Does the steps of clients/scenario, whose README has their format. */
export class Scenario {
  readonly #server: LiveServer;
  readonly #client: v1.RetentionClient;
  readonly #caller: Caller;
  readonly #volatile: ReadonlySet<string>;
  #outcomes: v1.BatchOutcome[] = [];
  #stream: v1.EventStream | undefined;

  /** @param callerOf Who makes the calls, where it is not the client that streams. */
  private constructor(server: LiveServer, { tenant, volatile }: ScenarioFile, callerOf?: (tenant: string) => Caller) {
    this.#server = server;
    this.#client = new v1.RetentionClient(server.address, { tenant, timeoutMs: DEADLINE_MS });
    this.#caller = callerOf?.(tenant) ?? callerBy(this.#client);
    this.#volatile = new Set(volatile);
  }

  /** Does all steps of a file, until one fails. */
  static async run(file: string, server: LiveServer, callerOf?: (tenant: string) => Caller): Promise<void> {
    const content = JSON.parse(await readFile(file, "utf8")) as ScenarioFile;
    const scenario = new Scenario(server, content, callerOf);
    assert.ok(content.steps.length > 0);
    for (const [number, step] of content.steps.entries()) {
      try {
        await scenario.do(step);
      } catch (failure) {
        throw new Error(`step ${number}, ${Object.keys(step)[0]} ${step.call ?? ""}: ${String(failure)}`, { cause: failure });
      }
    }
    scenario.#client.close();
  }

  async do(step: Step): Promise<void> {
    if (step.call !== undefined)
      await this.#call(step, step.call);
    else if (step.open !== undefined)
      await this.#open(step.open);
    else if (step.add !== undefined)
      await this.#streamOfNow.addAll(step.add.map(eventOf));
    else if (step.repeat !== undefined)
      await this.#repeat(step.repeat);
    else if (step.flush !== undefined)
      await this.#streamOfNow.flush();
    else if (step.told !== undefined)
      this.#told(step.told);
    else if (step.send !== undefined)
      assert.deepEqual((await this.#streamOfNow.send(step.send.map(eventOf))).map(shown), step.rejections);
    else if (step.restart !== undefined)
      await this.#server.restart(step.restart);
    else if (step.close !== undefined)
      await this.#streamOfNow.close();
    else
      throw new Error(`no such step: ${Object.keys(step).join()}`);
  }

  get #streamOfNow(): v1.EventStream {
    assert.ok(this.#stream, "a stream is open");
    return this.#stream;
  }

  async #call(step: Step, path: string): Promise<void> {
    const method = methodOf(path);
    if (step.error === undefined) {
      // Both by way of the message: defaults are left out of both, and numbers have one form.
      const expected = this.#fixed(toJson(method.output, fromJson(method.output, step.answer ?? {})));
      for (const answer of await this.#caller(method, this.#requestOf(step, method)))
        assert.deepEqual(this.#fixed(toJson(method.output, answer)), expected);
      return;
    }
    await assert.rejects(this.#caller(method, this.#requestOf(step, method)), (error: unknown) => {
      assert.ok(error instanceof v1.RetentionError, String(error));
      const fields = error.fieldViolations.map(x => x.field);
      assert.deepEqual(
        { code: v1.status[error.code], reason: error.reasonName, fields, metadata: error.metadata },
        { reason: "", fields: [], metadata: {}, ...step.error });
      return true;
    });
  }

  #requestOf(step: Step, method: DescMethod): Message {
    if (step.requestBase64 !== undefined) {
      const { $unknown } = fromBinary(EmptySchema, Buffer.from(step.requestBase64, "base64"));
      assert.ok($unknown, "unknown fields are kept");
      return { ...v1.create(method.input), $unknown };
    }
    const token = this.#stream?.lastReadToken ?? "";
    return fromJson(method.input, JSON.parse(JSON.stringify(step.request).replaceAll("$token", token)) as JsonValue);
  }

  async #open(options: { producerId: string; batchEvents: number }): Promise<void> {
    const outcomes: v1.BatchOutcome[] = this.#outcomes = [];
    this.#stream = await this.#client.openEventStream({
      ...options, lingerMs: Infinity, batchAcknowledged: outcome => outcomes.push(outcome),
    });
  }

  async #repeat(rule: NonNullable<Step["repeat"]>): Promise<void> {
    const template = JSON.stringify(rule.event);
    for (let i = rule.first; i < rule.first + rule.count; i++) {
      const text = template.replaceAll(/\{i(?:%(\d+))?\}/g, (_, modulus?: string) => String(modulus ? i % Number(modulus) : i));
      const event = eventOf(JSON.parse(text) as JsonObject);
      event.occurredTime = v1.create(TimestampSchema, { seconds: BigInt(rule.firstSecond + i * rule.everySeconds) });
      await this.#streamOfNow.add(event);
    }
  }

  #told(expected: NonNullable<Step["told"]>): void {
    const told = {
      batches: this.#outcomes.length,
      counted: Number(this.#outcomes.reduce((sum, x) => sum + x.acceptedCount + x.duplicateCount, 0n)),
      rejections: this.#outcomes.flatMap(x => x.rejections.map(rejection => ({ sequence: Number(x.sequence), ...shown(rejection) }))),
    };
    assert.deepEqual(told, expected);
    assert.deepEqual(this.#outcomes.map(x => Number(x.sequence)), this.#outcomes.map((_, index) => index + 1));
    assert.equal(this.#streamOfNow.ackedThrough, BigInt(told.batches));
  }

  #fixed(value: JsonValue): JsonValue {
    if (Array.isArray(value))
      return value.map(one => this.#fixed(one));
    if (value === null || typeof value !== "object")
      return value;
    const fixed = Object.entries(value).filter(([key]) => !this.#volatile.has(key));
    return Object.fromEntries(fixed.map(([key, one]) => [key, this.#fixed(one)]));
  }
}

function methodOf(path: string): DescMethod {
  const [service = "", name] = path.split("/");
  const method = (v1 as unknown as Record<string, DescService>)[service.split(".").at(-1) ?? ""]?.methods.find(x => x.name === name);
  assert.ok(method, path);
  return method;
}

function eventOf(fields: JsonObject): v1.Event {
  return fromJson(v1.EventSchema, fields);
}

function shown({ event, index, reason, field }: v1.EventRejection) {
  return { index, eventId: event.eventId, reason: v1.RejectionReason[reason], field };
}

function callerBy(client: v1.RetentionClient): Caller {
  return async (method, request) => {
    const rpc = (client.stub(method.parent) as unknown as Record<string, (request: Message) => Promise<Message>>)[method.localName];
    assert.ok(rpc, method.name);
    return [await rpc(request)];
  };
}
