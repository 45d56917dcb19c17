using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Connections;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// Ends every call with a status of ours: what nobody foresaw is told in the log and is INTERNAL_ERROR to the client, without a word of
/// the exception's; a call whose client is gone or whose deadline passed is no failure of the server.
/// </summary>
internal sealed class StatusInterceptor(TimeProvider clock, ILogger<StatusInterceptor> logger) : Interceptor
{
    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        UnreadRequests.MarkRead(context);
        try
        {
            return await continuation(request, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw ToStatus(failure, context);
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        UnreadRequests.MarkRead(context);
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw ToStatus(failure, context);
        }
    }

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw ToStatus(failure, context);
        }
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw ToStatus(failure, context);
        }
    }

    private RpcException ToStatus(Exception failure, ServerCallContext context)
    {
        // A call that is over makes reads and writes fail in many ways.
        if (context.CancellationToken.IsCancellationRequested || IsConnectionLost(failure))
            return StatusMapping.Ended(context, clock);
        if (failure is TenantGoneException gone)
            return Refusal.TenantNotFound(gone.TenantId).ToException();
        if (failure is RestoringException)
            return Refusal.Restoring().ToException();
        logger.LogError(failure, "{Method} failed.", context.Method);
        const string Message = "A fault of the server, told in its log: please report it with the time of the call.";
        return new Refusal(RefusalReason.InternalError, Message).ToException();
    }

    // The server learns of a lost connection by its reads first; the call's token follows. A call has no other input or output: the
    // store tells of its failures by exceptions of its own.
    private static bool IsConnectionLost(Exception failure) => failure is IOException or ConnectionAbortedException;
}
