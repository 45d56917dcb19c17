using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>A call of StreamEvents by the generated client.</summary>
internal sealed class TestStream(AsyncDuplexStreamingCall<StreamEventsRequest, StreamEventsResponse> call) : IDisposable
{
    private readonly Queue<BatchResult> _results = [];

    public Opened Opened { get; set; } = new();

    public Ack LastAck { get; private set; } = new();

    public Task SendAsync(StreamEventsRequest request) => call.RequestStream.WriteAsync(request).WaitAsync(RunningServer.Patience);

    public Task SendAsync(long sequence, params IEnumerable<Event> events) =>
        SendAsync(new StreamEventsRequest { Batch = new Batch { Sequence = sequence, Events = { events } } });

    public Task FlushAsync(long id) => SendAsync(new StreamEventsRequest { Flush = new Flush { FlushId = id } });

    /// <summary>The next message; fails at the end of the stream.</summary>
    public async Task<StreamEventsResponse> NextAsync()
    {
        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(RunningServer.Patience), "The stream has ended.");
        return call.ResponseStream.Current;
    }

    /// <summary>The result of the next batch, however acks are cut.</summary>
    public async Task<BatchResult> ResultAsync()
    {
        while (_results.Count == 0)
        {
            LastAck = (await NextAsync()).Ack;
            Assert.NotNull(LastAck);
            Assert.Equal(LastAck.AckedThrough, LastAck.StableThrough);
            foreach (var result in LastAck.Results)
                _results.Enqueue(result);
        }
        return _results.Dequeue();
    }

    public async Task<BatchResult> SendAndGetAsync(long sequence, params IEnumerable<Event> events)
    {
        await SendAsync(sequence, events);
        return await ResultAsync();
    }

    /// <summary>Half-closes; the call must end OK after everything is acknowledged.</summary>
    public async Task CompleteAsync()
    {
        await call.RequestStream.CompleteAsync().WaitAsync(RunningServer.Patience);
        Assert.False(await call.ResponseStream.MoveNext().WaitAsync(RunningServer.Patience));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    /// <summary>Reads to the end, which must be a failure for a reason.</summary>
    public Task<IDictionary<string, string>> FailsAsync(StatusCode code, string reason) =>
        RunningServer.FailsAsync(code, reason, ReadToEndAsync);

    /// <summary>Reads to the end.</summary>
    public async Task ReadToEndAsync()
    {
        while (await call.ResponseStream.MoveNext().WaitAsync(RunningServer.Patience))
        {
            foreach (var result in call.ResponseStream.Current.Ack?.Results ?? [])
                _results.Enqueue(result);
        }
    }

    /// <summary>Results that were read and not asked for.</summary>
    public IReadOnlyCollection<BatchResult> UnreadResults => _results;

    public void Dispose() => call.Dispose();
}
