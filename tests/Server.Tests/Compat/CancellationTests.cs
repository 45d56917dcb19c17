using Grpc.Core;
using Xunit;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>Deadlines and cancellation, as each side sees them.</summary>
public sealed class CancellationTests(EchoServer server) : IClassFixture<EchoServer>
{
    private static readonly EchoRequest Wait = new() { Behaviour = Behaviour.Wait };

    [Fact]
    public async Task Deadline_OfUnaryCall_EndsBothSides()
    {
        var options = EchoServer.Options(seconds: 2);
        var failed = await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryAsync(Wait, options).ResponseAsync);
        Assert.Equal(StatusCode.DeadlineExceeded, failed.StatusCode);
        await server.Record(options).Cancelled;
    }

    [Fact]
    public async Task Deadline_OfServerStream_EndsBothSides()
    {
        var options = EchoServer.Options(seconds: 2);
        using var call = server.Client.Expand(new EchoRequest { Text = "n", Count = 1, Behaviour = Behaviour.Wait }, options);
        Assert.True(await call.ResponseStream.MoveNext());
        var failed = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.DeadlineExceeded, failed.StatusCode);
        await server.Record(options).Cancelled;
    }

    [Fact]
    public async Task Cancellation_OfUnaryCall_EndsBothSides()
    {
        using var cancellation = new CancellationTokenSource();
        var options = EchoServer.Options(cancellation: cancellation.Token);
        var response = server.Client.UnaryAsync(Wait, options).ResponseAsync;
        await server.Record(options).Waiting;
        await cancellation.CancelAsync();

        var failed = await Assert.ThrowsAsync<RpcException>(() => response);
        Assert.Equal(StatusCode.Cancelled, failed.StatusCode);
        await server.Record(options).Cancelled;
    }

    [Fact]
    public async Task Cancellation_OfRead_EndsDuplexCallOnBothSides()
    {
        using var cancellation = new CancellationTokenSource();
        var options = EchoServer.Options();
        using var call = server.Client.Chat(options);
        await call.RequestStream.WriteAsync(Wait);
        var read = call.ResponseStream.MoveNext(cancellation.Token);
        await server.Record(options).Waiting;
        await cancellation.CancelAsync();

        var failed = await Assert.ThrowsAsync<RpcException>(() => read);
        Assert.Equal(StatusCode.Cancelled, failed.StatusCode);
        await server.Record(options).Cancelled;
    }

    [Fact]
    public async Task Dispose_OfRunningCall_CancelsItOnTheServer()
    {
        var options = EchoServer.Options();
        var call = server.Client.Collect(options);
        await call.RequestStream.WriteAsync(Wait);
        await server.Record(options).Waiting;
        call.Dispose();

        await server.Record(options).Cancelled;
        var failed = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, failed.StatusCode);
    }

    [Fact]
    public async Task Cancellation_ByHandler_ReachesClient()
    {
        var request = new EchoRequest { Behaviour = Behaviour.Cancel };
        var failed = await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryAsync(request, EchoServer.Options()).ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, failed.StatusCode);
        Assert.Equal("enough", failed.Status.Detail);
    }
}
