using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest.Feeding;

/// <summary>One stream of events that sends ready-made messages and keeps to the server's credits.</summary>
internal sealed class FeedStream : IAsyncDisposable
{
    private static readonly Method<byte[], StreamEventsResponse> StreamEvents = new(
        MethodType.DuplexStreaming, IngestionService.Descriptor.FullName, "StreamEvents",
        new Marshaller<byte[]>((bytes, context) => context.Complete(bytes), context => context.PayloadAsNewBuffer()),
        new Marshaller<StreamEventsResponse>(
            (message, context) => context.Complete(message.ToByteArray()),
            context => StreamEventsResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    private readonly AsyncDuplexStreamingCall<byte[], StreamEventsResponse> _call;
    private readonly SemaphoreSlim _credits;
    private readonly Task _reading;
    private long _ackedThrough;
    private volatile Exception? _failure;

    private FeedStream(AsyncDuplexStreamingCall<byte[], StreamEventsResponse> call, int credits)
    {
        (_call, Credits, _credits) = (call, credits, new SemaphoreSlim(credits));
        _reading = ReadAsync();
    }

    /// <summary>Batches that may be on their way.</summary>
    public int Credits { get; }

    /// <summary>Events that the server accepted.</summary>
    public long Accepted { get; private set; }

    /// <summary>Opens a stream as a producer of its own.</summary>
    public static async Task<FeedStream> OpenAsync(CallInvoker server, string producerId, CancellationToken cancellation)
    {
        var call = server.AsyncDuplexStreamingCall(StreamEvents, null, new CallOptions(cancellationToken: cancellation));
        await call.RequestStream.WriteAsync(
            new StreamEventsRequest { Open = new Open { ProducerId = producerId } }.ToByteArray(), cancellation);
        if (!await call.ResponseStream.MoveNext(cancellation) || call.ResponseStream.Current.Opened is not { } opened)
            throw new InvalidOperationException($"The stream did not open: {call.ResponseStream.Current}");
        return new FeedStream(call, opened.Credits.BatchCount);
    }

    /// <summary>Sends messages and waits until all of them are acknowledged.</summary>
    /// <param name="messages">Batches with consecutive sequences.</param>
    /// <param name="interval">Least time from message to message; zero for as fast as credits allow.</param>
    /// <param name="cancellation">Ends it between two messages: within one it would end the whole call.</param>
    public async Task SendAsync(IEnumerable<byte[]> messages, TimeSpan interval, CancellationToken cancellation)
    {
        using var timer = interval > TimeSpan.Zero ? new PeriodicTimer(interval) : null;
        foreach (var message in messages)
        {
            if (timer is not null)
                await timer.WaitForNextTickAsync(cancellation);
            await _credits.WaitAsync(cancellation);
            ThrowIfFailed();
            await _call.RequestStream.WriteAsync(message, CancellationToken.None);
        }
        for (var i = 0; i < Credits; i++)
            await _credits.WaitAsync(cancellation);
        _credits.Release(Credits);
        ThrowIfFailed();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _call.RequestStream.CompleteAsync();
            await _reading;
        }
        catch (Exception failure) when (failure is RpcException or InvalidOperationException or OperationCanceledException)
        {
            _failure ??= failure;
        }
        _call.Dispose();
        _credits.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None))
            {
                var answer = _call.ResponseStream.Current;
                if (answer.Nack is { } nack)
                    throw new InvalidOperationException($"The server refused a batch: {nack}");
                if (answer.Ack is not { } ack)
                    continue;
                Accepted += ack.Results.Sum(result => result.AcceptedCount);
                if (ack.AckedThrough > _ackedThrough)
                    _credits.Release((int)(ack.AckedThrough - _ackedThrough));
                _ackedThrough = Math.Max(_ackedThrough, ack.AckedThrough);
            }
        }
        catch (Exception failure) when (failure is RpcException or InvalidOperationException or OperationCanceledException)
        {
            _failure = failure;
            // Who waits for an answer waits no longer, and finds the failure.
            _credits.Release(Credits);
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
            throw new InvalidOperationException($"The stream failed: {failure.Message}", failure);
    }
}
