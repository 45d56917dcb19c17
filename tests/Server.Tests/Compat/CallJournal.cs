using System.Collections.Concurrent;
using Grpc.Core;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>What the server saw of each call, by the call's "call-id" header.</summary>
internal sealed class CallJournal
{
    public const string CallIdKey = "call-id";

    private readonly ConcurrentDictionary<string, CallRecord> _records = new();

    public CallRecord Of(string callId) => _records.GetOrAdd(callId, _ => new CallRecord());

    public CallRecord Of(ServerCallContext context) => Of(context.RequestHeaders.GetValue(CallIdKey) ?? "");
}

/// <summary>What the server saw of one call.</summary>
internal sealed class CallRecord
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<IReadOnlyList<string>> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the handler waits for its cancellation.</summary>
    public Task Waiting => _waiting.Task.WaitAsync(Patience);

    /// <summary>Completes once the handler's token is cancelled.</summary>
    public Task Cancelled => _cancelled.Task.WaitAsync(Patience);

    /// <summary>Completes with the request headers, as "key: value", when the call reaches HTTP on the server.</summary>
    public Task<IReadOnlyList<string>> Headers => _headers.Task.WaitAsync(Patience);

    public void Arrived(IReadOnlyList<string> headers) => _headers.TrySetResult(headers);

    public async Task WaitForCancellationAsync(ServerCallContext context)
    {
        using var registration = context.CancellationToken.Register(() => _cancelled.TrySetResult());
        _waiting.TrySetResult();
        await _cancelled.Task;
        throw new RpcException(Status.DefaultCancelled);
    }
}
