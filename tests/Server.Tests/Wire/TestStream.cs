using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.V1;
using Xunit;
using RpcStatus = Google.Rpc.Status;

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
            Keep(call.ResponseStream.Current);
        }
        return _results.Dequeue();
    }

    public async Task<BatchResult> SendAndGetAsync(long sequence, params IEnumerable<Event> events)
    {
        await SendAsync(sequence, events);
        return await ResultAsync();
    }

    /// <summary>Reads on to the refusal of a batch; results before it are kept.</summary>
    public async Task<Nack> NackAsync(ErrorReason reason, long sequence)
    {
        while (true)
        {
            var message = await NextAsync();
            Keep(message);
            if (message.Nack is not { } nack)
                continue;
            Assert.Equal((reason, sequence), (nack.Failure.Reason, nack.Sequence));
            return nack;
        }
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
            Keep(call.ResponseStream.Current);
    }

    /// <summary>Reads to the end, or to the first refusal of a batch, thrown as the exception that a call would end with.</summary>
    public async Task ReadToRefusalAsync()
    {
        while (await call.ResponseStream.MoveNext().WaitAsync(RunningServer.Patience))
        {
            Keep(call.ResponseStream.Current);
            if (call.ResponseStream.Current.Nack is { } nack)
                throw ToException(nack.Failure);
        }
    }

    /// <summary>Results that were read and not asked for.</summary>
    public IReadOnlyCollection<BatchResult> UnreadResults => _results;

    public void Dispose() => call.Dispose();

    private void Keep(StreamEventsResponse message)
    {
        foreach (var result in message.Ack?.Results ?? [])
            _results.Enqueue(result);
    }

    /// <summary>A failure says the same as a google.rpc.Status would.</summary>
    private static RpcException ToException(Failure failure)
    {
        var info = new ErrorInfo { Type = WireName(failure.Reason), Domain = "retention.v1" };
        info.Metadata.Add(failure.Metadata.ToDictionary());
        var status = new RpcStatus { Code = failure.Code, Message = failure.Message, Details = { Any.Pack(info) } };
        if (failure.RetryDelay is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = delay }));
        var trailers = new Metadata { { StatusMapping.DetailsTrailer, MessageExtensions.ToByteArray(status) } };
        return new(new Grpc.Core.Status((StatusCode)failure.Code, failure.Message), trailers);
    }

    private static string WireName(ErrorReason reason) =>
        ErrorReasonReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(ErrorReason))
            .FindValueByNumber((int)reason).Name["ERROR_REASON_".Length..];
}
