using System.Threading.Channels;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

/// <summary>One call of StreamEvents, seen from the server.</summary>
internal sealed class PuppetCall : IDisposable
{
    private readonly Channel<StreamEventsRequest> _requests = Channel.CreateUnbounded<StreamEventsRequest>();
    private readonly Channel<StreamEventsResponse> _responses = Channel.CreateUnbounded<StreamEventsResponse>();
    private readonly CancellationTokenRegistration _cancelled;

    public PuppetCall(CancellationToken cancellation)
    {
        Responses = new Reader(_responses.Reader);
        _cancelled = cancellation.Register(() => End(StatusCode.Cancelled));
    }

    public IAsyncStreamReader<StreamEventsResponse> Responses { get; }

    /// <summary>Set: what a write throws without ending the call.</summary>
    public Exception? WriteFault { get; set; }

    /// <summary>The client's messages; it ends where the client half-closes or the call ends.</summary>
    public ChannelReader<StreamEventsRequest> Requests => _requests.Reader;

    public Task ArriveAsync(StreamEventsRequest request) => WriteFault is { } fault
        ? Task.FromException(fault)
        : _requests.Writer.TryWrite(request)
            ? Task.CompletedTask
            : Task.FromException(new RpcException(new Status(StatusCode.Unavailable, "The call has ended.")));

    public void HalfClose() => _requests.Writer.TryComplete();

    /// <summary>The next message.</summary>
    public Task<StreamEventsRequest> ReceiveAsync() => _requests.Reader.ReadAsync().AsTask().WaitAsync(PuppetServer.Patience);

    public async Task<Open> ReceiveOpenAsync() => Assert.IsType<Open>((await ReceiveAsync()).Open);

    /// <summary>The next messages, which are batches of these sequences.</summary>
    public async Task ReceiveBatchesAsync(params long[] sequences)
    {
        foreach (var sequence in sequences)
            Assert.Equal(sequence, (await ReceiveAsync()).Batch?.Sequence);
    }

    /// <summary>The next message, which is a Flush; its id.</summary>
    public async Task<long> ReceiveFlushAsync() => Assert.IsType<Flush>((await ReceiveAsync()).Flush).FlushId;

    /// <summary>Waits until the client half-closes.</summary>
    public async Task ReceiveEndAsync() =>
        Assert.False(await _requests.Reader.WaitToReadAsync().AsTask().WaitAsync(PuppetServer.Patience), "A message came.");

    /// <summary>Asserts that the client has nothing to send now: after a while in which it could have, nothing came.</summary>
    public async Task ReceiveNothingAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Assert.False(_requests.Reader.TryPeek(out var message), $"{message} came.");
    }

    public void Send(Opened opened) => Send(new StreamEventsResponse { Opened = opened });

    /// <summary>Acknowledges batches, their events accepted.</summary>
    public void Ack(long first, long last, long? stable = null, string token = "", Credits? credits = null)
    {
        var ack = new Ack { AckedThrough = last, StableThrough = stable ?? last, ReadToken = token, Credits = credits };
        for (var sequence = first; sequence <= last; sequence++)
            ack.Results.Add(new BatchResult { Sequence = sequence, AcceptedCount = 1 });
        Send(new StreamEventsResponse { Ack = ack });
    }

    public void Nack(long sequence, ErrorReason reason, StatusCode code = StatusCode.Unavailable, TimeSpan? delay = null)
    {
        var failure = new Failure { Code = (int)code, Reason = reason, Message = "as scripted" };
        if (delay is { } wait)
            failure.RetryDelay = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(wait);
        Send(new StreamEventsResponse { Nack = new Nack { Sequence = sequence, Failure = failure } });
    }

    public void Send(StreamEventsResponse response) => _responses.Writer.TryWrite(response);

    /// <summary>Ends the call by a status.</summary>
    public void End(StatusCode code, string? reason = null)
    {
        var failure = reason is null ? new RpcException(new Status(code, "as scripted")) : ScriptedIngestion.Failure(code, reason);
        _responses.Writer.TryComplete(code == StatusCode.OK ? null : failure);
        _requests.Writer.TryComplete();
    }

    public void Dispose()
    {
        _cancelled.Dispose();
        End(StatusCode.Cancelled);
    }

    private sealed class Reader(ChannelReader<StreamEventsResponse> responses) : IAsyncStreamReader<StreamEventsResponse>
    {
        public StreamEventsResponse Current { get; private set; } = new();

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                if (!await responses.WaitToReadAsync(CancellationToken.None) || !responses.TryRead(out var next))
                    return false;
                Current = next;
                return true;
            }
            catch (ChannelClosedException closed) when (closed.InnerException is RpcException failure)
            {
                throw failure;
            }
        }
    }
}
