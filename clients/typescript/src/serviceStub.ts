import type {
  DescMethodClientStreaming, DescMethodServerStreaming, DescMethodUnary, DescService, MessageInitShape, MessageShape,
} from "@bufbuild/protobuf";
import type { CallInvoker, CallOptions } from "./callInvoker.js";

/**
 * The rpcs of a service as functions: a unary one gives a promise, one that streams responses an async iterable, one that streams requests
 * takes one. They fail with a `RetentionError`. Requests may be written as plain objects.
 */
export type ServiceStub<S extends DescService> = {
  readonly [Name in keyof S["method"] as S["method"][Name] extends OneWay ? Name : never]: Rpc<S["method"][Name]>;
};

type Init = Record<string, unknown>;

type OneWay = DescMethodUnary | DescMethodServerStreaming | DescMethodClientStreaming;

type Rpc<M> =
  M extends DescMethodUnary<infer I, infer O> ? (request: MessageInitShape<I>, options?: CallOptions) => Promise<MessageShape<O>> :
  M extends DescMethodServerStreaming<infer I, infer O> ?
    (request: MessageInitShape<I>, options?: CallOptions) => AsyncIterable<MessageShape<O>> :
  M extends DescMethodClientStreaming<infer I, infer O> ?
    (requests: AsyncIterable<MessageInitShape<I>>, options?: CallOptions) => Promise<MessageShape<O>> :
  never;

/** Makes the functions of a service's rpcs; those that stream both ways are left out. */
export function stubOf<S extends DescService>(service: S, invoker: CallInvoker): ServiceStub<S> {
  const stub: Record<string, unknown> = {};
  for (const method of service.methods) {
    if (method.methodKind === "unary")
      stub[method.localName] = (request: Init, options?: CallOptions) => invoker.unary(method, request, options);
    else if (method.methodKind === "server_streaming")
      stub[method.localName] = (request: Init, options?: CallOptions) => invoker.serverStream(method, request, options);
    else if (method.methodKind === "client_streaming")
      stub[method.localName] = (requests: AsyncIterable<Init>, options?: CallOptions) => invoker.clientStream(method, requests, options);
  }
  return stub as ServiceStub<S>;
}
