using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Xunit;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>Interceptors of both sides and call credentials, over a real connection.</summary>
public sealed class InterceptorTests(EchoServer server) : IClassFixture<EchoServer>
{
    private static readonly EchoRequest Request = new() { Text = "n", Count = 1 };

    [Fact]
    public async Task Interceptors_OnEveryKindOfCall_SeeItInOrder()
    {
        var client = new Echo.EchoClient(server.Channel.Intercept(new ClientTrail("a"), new ClientTrail("b")));

        using var unary = client.UnaryAsync(Request, EchoServer.Options());
        await unary;
        AssertTrails("Unary", unary.GetTrailers());

        using var clientStreaming = client.Collect(EchoServer.Options());
        await clientStreaming.RequestStream.CompleteAsync();
        await clientStreaming;
        AssertTrails("ClientStreaming", clientStreaming.GetTrailers());

        using var serverStreaming = client.Expand(Request, EchoServer.Options());
        Assert.Single(await ToListAsync(serverStreaming.ResponseStream));
        AssertTrails("ServerStreaming", serverStreaming.GetTrailers());

        using var duplex = client.Chat(EchoServer.Options());
        await duplex.RequestStream.CompleteAsync();
        Assert.Empty(await ToListAsync(duplex.ResponseStream));
        AssertTrails("DuplexStreaming", duplex.GetTrailers());
    }

    [Fact]
    public async Task BlockingCall_Intercepted_IsSeenAsBlocking()
    {
        var options = EchoServer.Options();
        new Echo.EchoClient(server.Channel.Intercept(new ClientTrail("a"))).Unary(Request, options);
        Assert.Contains($"{ClientTrail.Key}: a:Blocking:", await server.Record(options).Headers);
    }

    [Fact]
    public async Task LaterIntercept_SeesTheCallFirst()
    {
        var invoker = server.Channel.Intercept(new ClientTrail("a")).Intercept(new ClientTrail("b"));
        using var call = new Echo.EchoClient(invoker).UnaryAsync(Request, EchoServer.Options());
        await call;
        Assert.Equal(["a:Unary:", "b:Unary:"], ClientTrails(call.GetTrailers()));
    }

    [Fact]
    public async Task HeaderFunction_ReplacesHeaders()
    {
        var invoker = server.Channel.Intercept(headers =>
        {
            headers.Add("mirror-added", "yes");
            return headers;
        });
        using var call = new Echo.EchoClient(invoker).UnaryAsync(Request, EchoServer.Options());
        await call;
        Assert.Equal("yes", call.GetTrailers().GetValue("mirror-added"));
    }

    [Fact]
    public async Task WithHost_NamesTheHostInEveryCall()
    {
        var client = new Echo.EchoClient(server.Channel.Intercept(new ClientTrail("a"))).WithHost("elsewhere");
        using var call = client.UnaryAsync(Request, EchoServer.Options());
        await call;
        Assert.Equal(["a:Unary:elsewhere"], ClientTrails(call.GetTrailers()));
    }

    [Fact]
    public async Task CallCredentials_OfChannel_AddTheHeadersOfEachPart()
    {
        using var channel = CredentialsChannel(CallCredentials.Compose(Adding("mirror-user", "ada"), Adding("mirror-group", "math")));
        using var call = new Echo.EchoClient(channel).UnaryAsync(Request, EchoServer.Options());
        await call;
        Assert.Equal("ada", call.GetTrailers().GetValue("mirror-user"));
        Assert.Equal("math", call.GetTrailers().GetValue("mirror-group"));
    }

    [Fact]
    public async Task CallCredentials_OfCall_JoinThoseOfTheChannel()
    {
        using var channel = CredentialsChannel(Adding("mirror-user", "ada"));
        var options = EchoServer.Options().WithCredentials(Adding("mirror-call", "one"));
        using var call = new Echo.EchoClient(channel).UnaryAsync(Request, options);
        await call;
        Assert.Equal("ada", call.GetTrailers().GetValue("mirror-user"));
        Assert.Equal("one", call.GetTrailers().GetValue("mirror-call"));
    }

    [Fact]
    public void CallCredentials_OnInsecureChannel_AreRefusedUnlessAllowed() =>
        Assert.ThrowsAny<Exception>(() => GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, Adding("mirror-user", "ada")),
        }));

    private GrpcChannel CredentialsChannel(CallCredentials credentials) => GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
    {
        Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, credentials),
        UnsafeUseInsecureChannelCallCredentials = true,
    });

    private static CallCredentials Adding(string key, string value) => CallCredentials.FromInterceptor((_, headers) =>
    {
        headers.Add(key, value);
        return Task.CompletedTask;
    });

    private static void AssertTrails(string seenAs, Metadata trailers)
    {
        Assert.Equal([$"b:{seenAs}:", $"a:{seenAs}:"], ClientTrails(trailers));
        Assert.Equal([$"outer:{seenAs}", $"inner:{seenAs}"], trailers.GetAll(ServerTrail.Key).SelectMany(entry => entry.Value.Split(", ")));
    }

    private static IEnumerable<string> ClientTrails(Metadata trailers) =>
        trailers.GetAll(ClientTrail.Key).SelectMany(entry => entry.Value.Split(", "));

    private static async Task<List<EchoReply>> ToListAsync(IAsyncStreamReader<EchoReply> stream)
    {
        var replies = new List<EchoReply>();
        await foreach (var reply in stream.ReadAllAsync())
        {
            replies.Add(reply);
        }

        return replies;
    }
}
