using RetentionGrpc.Client;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;

namespace RetentionGrpc.Server.Tests.Archives;

/// <summary>Producers of before a restore go on after it: nothing counts twice, and nothing is lost without a word.</summary>
public sealed class RestoredProducerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_client_sends_again_what_it_has_no_ack_of(int after)
    {
        await using var server = await RunningServer.InMemoryAsync();
        string token;
        using (var stream = await server.OpenAsync("p"))
        {
            for (var sequence = 1; sequence <= 5; sequence++)
                await stream.SendAndGetAsync(sequence, Sample.Activities(20, $"s{sequence}-"));
            token = stream.LastAck.ReadToken;
        }
        await using var restored = await RestoredAsync(server, after);

        using (var behind = await restored.OpenAsync("p", ackedThrough: 3, readToken: token))
        {
            Assert.Equal((5, null), (behind.Opened.LastSequence, behind.Opened.DataLoss));
            Assert.Single(behind.Opened.AncestorLogIds);
            for (var sequence = 4; sequence <= 5; sequence++)
                Assert.Equal(20, (await behind.SendAndGetAsync(sequence, Sample.Activities(20, $"s{sequence}-"))).DuplicateCount);
            Assert.Equal(20, (await behind.SendAndGetAsync(6, Sample.Activities(20, "s6-"))).AcceptedCount);
        }
        using var next = await restored.OpenAsync("p", ackedThrough: 6);
        Assert.Equal(20, (await next.SendAndGetAsync(7, Sample.Activities(20, "s7-"))).AcceptedCount);
        Assert.Equal(140, (await restored.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task A_client_that_kept_nothing_goes_on_with_a_sequence_that_nobody_used()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using (var stream = await server.OpenAsync("p"))
            await stream.SendAndGetAsync(1, Sample.Activities(40, "old-"));
        await using var restored = await RestoredAsync(server, 3);

        using var again = await restored.OpenAsync("p");

        Assert.Equal(1, again.Opened.LastSequence);
        Assert.Equal(40, (await again.SendAndGetAsync(2, Sample.Activities(40, "new-"))).AcceptedCount);
        Assert.Equal(80, (await restored.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task What_was_acknowledged_after_the_archive_is_told_lost()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var stream = await server.OpenAsync("p");
        for (var sequence = 1; sequence <= 3; sequence++)
            await stream.SendAndGetAsync(sequence, Sample.Activities(20, $"s{sequence}-"));
        var archive = await server.ExportAsync();
        for (var sequence = 4; sequence <= 6; sequence++)
            await stream.SendAndGetAsync(sequence, Sample.Activities(20, $"s{sequence}-"));
        await using var restored = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 3 });
        await restored.ImportAsync(archive);

        using var again = await restored.OpenAsync("p", ackedThrough: 6, readToken: stream.LastAck.ReadToken);

        Assert.Equal(6, again.Opened.DataLoss.LastSequence);
        var first = again.Opened.DataLoss.FirstSequence;
        Assert.InRange(first, 3, 4);
        for (var sequence = first; sequence <= 6; sequence++)
        {
            var result = await again.SendAndGetAsync(sequence, Sample.Activities(20, $"s{sequence}-"));
            Assert.Equal(20, sequence <= 3 ? result.DuplicateCount : result.AcceptedCount);
        }
        Assert.Equal(120, (await restored.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task A_stream_of_the_client_library_finds_its_server_restored_and_goes_on()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await using var restored = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 3 });
        var route = new Route { To = server };
        await using var client = new RetentionClient(new RoutedInvoker(route));
        await using var stream = await client.OpenEventStreamAsync(new EventStreamOptions { ProducerId = "p" });
        await stream.SendAsync(Sample.Activities(500, "before"));
        await stream.FlushAsync();
        await restored.ImportAsync(await server.ExportAsync());

        route.To = restored;
        await server.StopAsync();
        await stream.SendAsync(Sample.Activities(500, "after"));
        await stream.FlushAsync();

        Assert.Equal((1_000, 1_000), await CountsAsync(restored));
    }

    private static async Task<(long Events, long Customers)> CountsAsync(RunningServer server)
    {
        var held = await server.DescribeAsync();
        return (held.EventCount, held.CustomerCount);
    }

    private static async Task<RunningServer> RestoredAsync(RunningServer server, int partitionCount)
    {
        var restored = await RunningServer.InMemoryAsync(options => options with { PartitionCount = partitionCount });
        await restored.ImportAsync(await server.ExportAsync());
        return restored;
    }

    private sealed class Route
    {
        public required RunningServer To { get; set; }
    }

    /// <summary>Makes each call to where the route leads then, as a balancer does.</summary>
    private sealed class RoutedInvoker(Route route) : Grpc.Core.CallInvoker
    {
        private Grpc.Core.CallInvoker Current => route.To.Channel.CreateCallInvoker();

        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            Grpc.Core.Method<TRequest, TResponse> method, string? host, Grpc.Core.CallOptions options, TRequest request) =>
            Current.BlockingUnaryCall(method, host, options, request);

        public override Grpc.Core.AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Grpc.Core.Method<TRequest, TResponse> method, string? host, Grpc.Core.CallOptions options, TRequest request) =>
            Current.AsyncUnaryCall(method, host, options, request);

        public override Grpc.Core.AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            Grpc.Core.Method<TRequest, TResponse> method, string? host, Grpc.Core.CallOptions options, TRequest request) =>
            Current.AsyncServerStreamingCall(method, host, options, request);

        public override Grpc.Core.AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            Grpc.Core.Method<TRequest, TResponse> method, string? host, Grpc.Core.CallOptions options) =>
            Current.AsyncClientStreamingCall(method, host, options);

        public override Grpc.Core.AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            Grpc.Core.Method<TRequest, TResponse> method, string? host, Grpc.Core.CallOptions options) =>
            Current.AsyncDuplexStreamingCall(method, host, options);
    }
}
