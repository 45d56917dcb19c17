using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>Calls through generated code over a real connection: each kind of call, metadata, trailers and failures.</summary>
public sealed class CallTests(EchoServer server) : IClassFixture<EchoServer>
{
    [Fact]
    public async Task Unary_Awaited_GivesResponseStatusAndMetadata()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var headers = new Metadata { { "Mirror-Text", "one" }, { "mirror-text", "two" }, { "mirror-bytes-bin", bytes } };

        using var call = server.Client.UnaryAsync(new EchoRequest { Text = "hello" }, EchoServer.Options(headers));
        var reply = await call;
        var responseHeaders = await call.ResponseHeadersAsync;

        Assert.Equal("hello", reply.Text);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        foreach (var received in new[] { responseHeaders, call.GetTrailers() })
        {
            Assert.Equal(["one", "two"], received.GetAll("mirror-text").SelectMany(entry => entry.Value.Split(", ")).Order());
            Assert.Equal(bytes, received.GetValueBytes("mirror-bytes-bin"));
        }
    }

    [Fact]
    public void Unary_Blocking_GivesResponse() =>
        Assert.Equal("hello", server.Client.Unary(new EchoRequest { Text = "hello" }, EchoServer.Options()).Text);

    [Fact]
    public async Task ClientStreaming_Completed_GivesOneResponse()
    {
        using var call = server.Client.Collect(EchoServer.Options());
        foreach (var text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = text });
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal("a,b,c", (await call.ConfigureAwait(false)).Text);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task ServerStreaming_Read_GivesEveryResponseInOrder()
    {
        using var call = server.Client.Expand(new EchoRequest { Text = "n", Count = 1000 }, EchoServer.Options());
        var texts = new List<string>();
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            texts.Add(reply.Text);
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"n{i}"), texts);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task DuplexStreaming_InterleavedWritesAndReads_AnswersEach()
    {
        using var call = server.Client.Chat(EchoServer.Options(new Metadata { { "mirror-end", "trailer" } }));
        for (var i = 0; i < 50; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" }, CancellationToken.None);
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"{i}", call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal("trailer", call.GetTrailers().GetValue("mirror-end"));
    }

    [Fact]
    public void Status_BeforeTheEndOfACall_IsRefused()
    {
        using var call = server.Client.Chat(EchoServer.Options());
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
    }

    [Fact]
    public async Task Refusal_OfHandler_ReachesClientWithTrailers()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(
            () => server.Client.UnaryAsync(new EchoRequest { Behaviour = Behaviour.Refuse }, EchoServer.Options()).ResponseAsync);

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        Assert.Equal("no such text", refused.Status.Detail);
        Assert.Equal("refused", refused.Trailers.GetValue("reason"));
        Assert.Equal("Status(StatusCode=\"NotFound\", Detail=\"no such text\")", refused.Message);
    }

    [Fact]
    public async Task Refusal_AfterResponses_ReachesClientAfterThem()
    {
        using var call = server.Client.Expand(
            new EchoRequest { Text = "n", Count = 2, Behaviour = Behaviour.Refuse }, EchoServer.Options());
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.True(await call.ResponseStream.MoveNext());
        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        Assert.Equal(StatusCode.NotFound, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task DetailedRefusal_RoundTrips()
    {
        var request = new EchoRequest { Behaviour = Behaviour.RefuseWithDetails };
        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryAsync(request, EchoServer.Options()).ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        var status = Google.Rpc.Status.Parser.ParseFrom(refused.Trailers.GetValueBytes(EchoService.DetailsKey));
        Assert.Equal("slow down", status.Message);
        Assert.Equal("texts", status.Details[0].Unpack<ResourceInfo>().ResourceName);
        Assert.Equal(TimeSpan.FromSeconds(3), status.Details[1].Unpack<RetryInfo>().RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task Crash_OfHandler_IsUnknownAndTellsNothing()
    {
        var failed = await Assert.ThrowsAsync<RpcException>(
            () => server.Client.UnaryAsync(new EchoRequest { Behaviour = Behaviour.Crash }, EchoServer.Options()).ResponseAsync);
        Assert.Equal(StatusCode.Unknown, failed.StatusCode);
        Assert.DoesNotContain("defect", failed.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Method_NotImplemented_IsUnimplemented()
    {
        var method = new Method<string, string>(
            MethodType.Unary, "compat.tests.Echo", "Absent", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        using var call = server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, EchoServer.Options(), "hello");
        var failed = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Unimplemented, failed.StatusCode);
    }

    [Fact]
    public async Task Channel_Connected_IsReady()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await server.Channel.ConnectAsync(patience.Token);
        Assert.Equal(ConnectivityState.Ready, server.Channel.State);
    }
}
