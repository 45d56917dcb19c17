using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>A call of IngestionService over plain HTTP/2 whose messages are sent in pieces, as no gRPC client would.</summary>
internal sealed class SlowCall : IDisposable
{
    private readonly HttpClient _client = new();
    private readonly Channel<byte[]> _pieces = Channel.CreateUnbounded<byte[]>();
    private readonly Task<HttpResponseMessage> _response;

    public SlowCall(RunningServer server, string method)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post, $"http://127.0.0.1:{server.Port}/{IngestionService.Descriptor.FullName}/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new Pieces(_pieces.Reader),
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Content.Headers.ContentType = new("application/grpc");
        _response = _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The answers, and the end with its trailers, as of a gRPC call.</summary>
    public AsyncDuplexStreamingCall<StreamEventsRequest, StreamEventsResponse> Responses => new(
        new NoRequests(), new Reader(this), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    public ValueTask SendAsync(IMessage message) => _pieces.Writer.WriteAsync(Framed(message));

    /// <summary>Sends all of a message but its last byte.</summary>
    public ValueTask SendPartAsync(IMessage message) => _pieces.Writer.WriteAsync(Framed(message)[..^1]);

    public void Dispose()
    {
        _pieces.Writer.TryComplete();
        _client.Dispose();
    }

    private static byte[] Framed(IMessage message)
    {
        var payload = message.ToByteArray();
        var framed = new byte[5 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)payload.Length);
        payload.CopyTo(framed, 5);
        return framed;
    }

    private sealed class Pieces(ChannelReader<byte[]> pieces) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            await foreach (var piece in pieces.ReadAllAsync())
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Reader(SlowCall call) : IAsyncStreamReader<StreamEventsResponse>
    {
        public StreamEventsResponse Current { get; private set; } = new();

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            var response = await call._response;
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var prefix = new byte[5];
            if (await body.ReadAtLeastAsync(prefix, 5, throwOnEndOfStream: false, cancellationToken) < 5)
                throw FailureOf(response);
            var payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1))];
            await body.ReadExactlyAsync(payload, cancellationToken);
            Current = StreamEventsResponse.Parser.ParseFrom(payload);
            return true;
        }

        private static RpcException FailureOf(HttpResponseMessage response)
        {
            // A response without a message has them in its headers.
            var ends = response.TrailingHeaders.Any() ? response.TrailingHeaders : response.Headers;
            var trailers = new Metadata();
            var details = ends.GetValues("grpc-status-details-bin").Single();
            trailers.Add("grpc-status-details-bin", Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '=')));
            var code = int.Parse(ends.GetValues("grpc-status").Single(), System.Globalization.CultureInfo.InvariantCulture);
            return new RpcException(new Status((StatusCode)code, ""), trailers);
        }
    }

    private sealed class NoRequests : IClientStreamWriter<StreamEventsRequest>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(StreamEventsRequest message) => throw new NotSupportedException("Send pieces.");

        public Task CompleteAsync() => throw new NotSupportedException("Send pieces.");
    }
}
