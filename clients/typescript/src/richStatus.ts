import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** What google.rpc's usual details say of a failed call. */
export interface StatusDetails {
  /** From ErrorInfo of the domain that was asked for; empty without one. */
  reasonName: string;
  /** From ErrorInfo. */
  metadata: Record<string, string>;
  /** From BadRequest. */
  fieldViolations: { field: string; description: string }[];
  /** From RetryInfo, in milliseconds. */
  retryDelayMs: number | undefined;
}

/**
 * Reads a google.rpc.Status by its field numbers: a package of its messages would be one more dependency of every user.
 * @throws Error where the bytes are no such message.
 */
export function readStatus(status: Uint8Array, domain: string): StatusDetails {
  const details: StatusDetails = { reasonName: "", metadata: {}, fieldViolations: [], retryDelayMs: undefined };
  for (const any of messages(status, 3)) {
    const type = text(any, 1).split("/").at(-1);
    for (const value of messages(any, 2)) {
      if (type === "google.rpc.ErrorInfo" && text(value, 2) === domain) {
        details.reasonName = text(value, 1);
        details.metadata = Object.fromEntries(messages(value, 3).map(entry => [text(entry, 1), text(entry, 2)]));
      } else if (type === "google.rpc.BadRequest") {
        details.fieldViolations = messages(value, 1).map(x => ({ field: text(x, 1), description: text(x, 2) }));
      } else if (type === "google.rpc.RetryInfo") {
        details.retryDelayMs = messages(value, 1).map(durationMs)[0];
      }
    }
  }
  return details;
}

// The length-delimited fields of a number.
function messages(message: Uint8Array, number: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === number && type === WireType.LengthDelimited)
      found.push(reader.bytes());
    else
      reader.skip(type, field);
  }
  return found;
}

function text(message: Uint8Array, number: number): string {
  return new TextDecoder().decode(messages(message, number).at(-1));
}

function durationMs(duration: Uint8Array): number {
  let milliseconds = 0;
  const reader = new BinaryReader(duration);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1)
      milliseconds += Number(reader.int64()) * 1_000;
    else if (field === 2)
      milliseconds += reader.int32() / 1e6;
    else
      reader.skip(type, field);
  }
  return milliseconds;
}
