using System.IO.Compression;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Xunit;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>Compression of messages, judged by the bytes that cross the connection.</summary>
public sealed class CompressionTests(EchoServer server) : IClassFixture<EchoServer>
{
    private const int TextLength = 64 * 1024;

    [Theory]
    [InlineData(null, Behaviour.AnswerUncompressed)]
    [InlineData("gzip", Behaviour.AnswerUncompressed)]
    [InlineData("deflate", Behaviour.AnswerUncompressed)]
    [InlineData(null, Behaviour.Answer)]
    [InlineData("gzip", Behaviour.Answer)]
    public async Task Message_CompressedOrNot_CrossesTheConnectionSo(string? requestEncoding, Behaviour behaviour)
    {
        var traffic = new Traffic();
        using var channel = MeasuredChannel(traffic);
        var headers = new Metadata();
        if (requestEncoding is not null)
        {
            headers.Add("grpc-internal-encoding-request", requestEncoding);
        }

        var options = EchoServer.Options(headers);
        var request = new EchoRequest { Text = new string('a', TextLength), Behaviour = behaviour };
        using var call = new Echo.EchoClient(channel).UnaryAsync(request, options);
        Assert.Equal(request.Text, (await call).Text);

        Assert.Equal(requestEncoding is null, traffic.Sent > TextLength);
        Assert.Equal(behaviour == Behaviour.AnswerUncompressed, traffic.Received > TextLength);
        Assert.Equal("gzip", traffic.ResponseEncoding);
        var encoding = (await server.Record(options).Headers)
            .SingleOrDefault(header => header.StartsWith("grpc-encoding:", StringComparison.Ordinal), "grpc-encoding: identity");
        Assert.Equal($"grpc-encoding: {requestEncoding ?? "identity"}", encoding);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public void Provider_RoundTrip_LeavesTheStreamOpen(string encoding)
    {
        ICompressionProvider provider = encoding == "gzip"
            ? new GzipCompressionProvider(CompressionLevel.Fastest)
            : new DeflateCompressionProvider(CompressionLevel.Fastest);
        Assert.Equal(encoding, provider.EncodingName);

        var compressed = new MemoryStream();
        using (var writing = provider.CreateCompressionStream(compressed, CompressionLevel.Optimal))
        {
            writing.Write(new byte[TextLength]);
        }

        Assert.InRange(compressed.Length, 1, TextLength / 10);
        compressed.Position = 0;
        var restored = new MemoryStream();
        using (var reading = provider.CreateDecompressionStream(compressed))
        {
            reading.CopyTo(restored);
        }

        Assert.Equal(TextLength, restored.Length);
        Assert.True(compressed.CanRead);
    }

    private GrpcChannel MeasuredChannel(Traffic traffic) => GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
    {
        DisposeHttpClient = true,
        HttpHandler = new EncodingHandler(traffic)
        {
            InnerHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancellation) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                    return new MeasuredStream(socket, traffic);
                },
            },
        },
    });

    private sealed class Traffic
    {
        private long _sent;
        private long _received;

        public long Sent => Interlocked.Read(ref _sent);

        public long Received => Interlocked.Read(ref _received);

        public string? ResponseEncoding { get; set; }

        public void AddSent(int bytes) => Interlocked.Add(ref _sent, bytes);

        public void AddReceived(int bytes) => Interlocked.Add(ref _received, bytes);
    }

    private sealed class EncodingHandler(Traffic traffic) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            traffic.ResponseEncoding = string.Join(',', response.Headers.GetValues("grpc-encoding"));
            return response;
        }
    }

    private sealed class MeasuredStream(Socket socket, Traffic traffic) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            traffic.AddReceived(read);
            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            traffic.AddSent(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
