import type { JsonValue } from "@bufbuild/protobuf";

/** A call that a page is to make. */
export interface Task {
  baseUrl: string;
  tenant: string;
  /** service/method. */
  path: string;
  /** Whether messages go as protobuf; else as JSON. */
  isBinary: boolean;
  request: JsonValue;
  /** The request's bytes, where they are not to be read by the page. */
  unknownBase64?: string;
}

/** What came of it: one of them. */
export interface Outcome {
  answer?: JsonValue;
  error?: { code: number; message: string; details: { type: string; base64: string }[] };
  /** The page's own. */
  fault?: string;
}
