using System.Buffers;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

/// <summary>A server without a network: the test takes each message and says what comes back, in every order of faults.</summary>
internal sealed class PuppetServer : CallInvoker
{
    private readonly Channel<PuppetCall> _calls = Channel.CreateUnbounded<PuppetCall>();

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Answers ListRejectedEvents.</summary>
    public Func<ListRejectedEventsRequest, ListRejectedEventsResponse> Rejected { get; set; } = _ => new();

    /// <summary>Answers the other single calls.</summary>
    public Func<IMessage, IMessage> Single { get; set; } = _ => throw new RpcException(new Status(StatusCode.Unimplemented, ""));

    /// <summary>A client whose waits are over at once.</summary>
    public RetentionClient Client(TimeProvider? time = null) =>
        new(this, new() { TimeProvider = time ?? new ImpatientTime(), Jitter = Jitter });

    /// <summary>The next call of StreamEvents.</summary>
    public Task<PuppetCall> AcceptAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>What clients draw for their waits.</summary>
    public Func<double> Jitter { get; init; } = () => 0.5;

    /// <summary>Opens a stream that sends full batches of one event, and answers its Open.</summary>
    public async Task<(EventStream Stream, PuppetCall Call)> OpenAsync(
        Func<EventStreamOptions, EventStreamOptions>? change = null, Opened? opened = null, TimeProvider? time = null)
    {
        var options = new EventStreamOptions { ProducerId = "p", Linger = Timeout.InfiniteTimeSpan, BatchEvents = 1, MaxInFlight = 100 };
        var opening = Client(time).OpenEventStreamAsync(change?.Invoke(options) ?? options);
        var call = await AcceptAsync();
        await call.ReceiveOpenAsync();
        call.Send(opened ?? new Opened());
        return (await opening.WaitAsync(Patience), call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new PuppetCall(options.CancellationToken);
        _calls.Writer.TryWrite(call);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            new Requests<TRequest>(call, method.RequestMarshaller),
            (IAsyncStreamReader<TResponse>)(object)call.Responses,
            Task.FromResult<Metadata>([]), () => Status.DefaultSuccess, () => [], call.Dispose);
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var answer = AnswerAsync();
        return new AsyncUnaryCall<TResponse>(
            answer, Task.FromResult<Metadata>([]), () => Status.DefaultSuccess, () => [], () => { });

        async Task<TResponse> AnswerAsync()
        {
            await Task.Yield();
            return (TResponse)(object)(request is ListRejectedEventsRequest list ? Rejected(list) : Single((IMessage)request));
        }
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    private sealed class Requests<T>(PuppetCall call, Marshaller<T> marshaller) : IClientStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message)
        {
            var bytes = new Bytes();
            marshaller.ContextualSerializer(message, bytes);
            return call.ArriveAsync(StreamEventsRequest.Parser.ParseFrom(bytes.Output.WrittenSpan));
        }

        public Task WriteAsync(T message, CancellationToken cancellationToken) => WriteAsync(message);

        public Task CompleteAsync()
        {
            call.HalfClose();
            return Task.CompletedTask;
        }
    }

    private sealed class Bytes : SerializationContext
    {
        public ArrayBufferWriter<byte> Output { get; } = new();

        public override void SetPayloadLength(int payloadLength) => Output.GetMemory(payloadLength);

        public override IBufferWriter<byte> GetBufferWriter() => Output;

        public override void Complete()
        {
            // What was written is the message.
        }
    }
}
