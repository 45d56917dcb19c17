import { create, toBinary } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";
import { bufferOf } from "./callInvoker.js";
import { StreamEventsRequestSchema } from "./gen/index.js";

const SDK = "typescript/0.1.0";

/** The first message of a connection, in the bytes of the wire. */
export function openMessage(producerId: string, ackedThrough: bigint, readToken: string): Buffer {
  const open = { producerId, ackedThrough, readToken, sdk: SDK, clientTime: timestampNow() };
  return bufferOf(toBinary(StreamEventsRequestSchema, create(StreamEventsRequestSchema, { message: { case: "open", value: open } })));
}

/** A barrier, in the bytes of the wire. */
export function flushMessage(flushId: bigint): Buffer {
  const flush = { flushId };
  return bufferOf(toBinary(StreamEventsRequestSchema, create(StreamEventsRequestSchema, { message: { case: "flush", value: flush } })));
}
