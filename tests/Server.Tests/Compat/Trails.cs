using Grpc.Core;
using Grpc.Core.Interceptors;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>Marks each server call with a trailer: which interceptor saw it, and as which kind of call.</summary>
internal sealed class ServerTrail(string name) : Interceptor
{
    public const string Key = "server-trail";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Mark(context, MethodType.Unary);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Mark(context, MethodType.ClientStreaming);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Mark(context, MethodType.ServerStreaming);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Mark(context, MethodType.DuplexStreaming);
        return continuation(requestStream, responseStream, context);
    }

    private void Mark(ServerCallContext context, MethodType seenAs) => context.ResponseTrailers.Add(Key, $"{name}:{seenAs}");
}

/// <summary>Marks each client call with a header: which interceptor saw it, as which kind of call, and for which host.</summary>
internal sealed class ClientTrail(string name) : Interceptor
{
    public const string Key = "mirror-client-trail";

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        BlockingUnaryCallContinuation<TRequest, TResponse> continuation) => continuation(request, Marked(context, "Blocking"));

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation) => continuation(request, Marked(context, "Unary"));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Marked(context, "ServerStreaming"));

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) => continuation(Marked(context, "ClientStreaming"));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) => continuation(Marked(context, "DuplexStreaming"));

    private ClientInterceptorContext<TRequest, TResponse> Marked<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, string seenAs)
        where TRequest : class
        where TResponse : class
    {
        var headers = new Metadata { { Key, $"{name}:{seenAs}:{context.Host}" } };
        foreach (var entry in context.Options.Headers ?? Metadata.Empty)
        {
            headers.Add(entry);
        }

        return new(context.Method, context.Host, context.Options.WithHeaders(headers));
    }
}
