using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

public sealed class StreamEventsTests
{
    [Fact]
    public async Task Open_tells_limits_durability_and_where_to_go_on()
    {
        await using var server = await RunningServer.OnDiskAsync();
        using var stream = await server.OpenAsync("p");

        Assert.Equal(0, stream.Opened.LastSequence);
        Assert.Equal(Durability.Synced, stream.Opened.Durability);
        Assert.Equal(32, stream.Opened.LogId.Length);
        Assert.Equal((8, 4 << 20), (stream.Opened.Credits.BatchCount, stream.Opened.Credits.ByteCount));
        Assert.Equal((1_000, 1 << 20, 16 << 10),
            (stream.Opened.Limits.BatchEventCount, stream.Opened.Limits.MessageBytes, stream.Opened.Limits.EventBytes));
        await stream.CompleteAsync();
    }

    [Fact]
    public async Task Batches_are_acknowledged_in_order_and_count()
    {
        await using var server = await RunningServer.OnDiskAsync();
        using var stream = await server.OpenAsync("p");
        const int Batches = 50;
        for (var sequence = 1; sequence <= Batches; sequence++)
            await stream.SendAsync(sequence, Sample.Activities(20, $"b{sequence}-"));
        for (var sequence = 1; sequence <= Batches; sequence++)
        {
            var result = await stream.ResultAsync();
            Assert.Equal((sequence, 20, 0, 0), (result.Sequence, result.AcceptedCount, result.DuplicateCount, result.RejectedCount));
        }
        await stream.CompleteAsync();

        Assert.Equal(Batches, stream.LastAck.AckedThrough);
        var held = await server.DescribeAsync();
        Assert.Equal((1_000, 1_000), (held.CustomerCount, held.EventCount));
    }

    [Fact]
    public async Task Half_close_ends_the_call_after_every_ack()
    {
        await using var server = await RunningServer.OnDiskAsync();
        using var call = server.Ingestion.StreamEvents(RunningServer.Call());
        await call.RequestStream.WriteAsync(new StreamEventsRequest { Open = new Open { ProducerId = "p" } });
        for (var sequence = 1; sequence <= 30; sequence++)
        {
            var batch = new Batch { Sequence = sequence, Events = { Sample.Activity($"c{sequence}") } };
            await call.RequestStream.WriteAsync(new StreamEventsRequest { Batch = batch });
        }
        await call.RequestStream.CompleteAsync();

        var results = new List<long>();
        while (await call.ResponseStream.MoveNext().WaitAsync(RunningServer.Patience))
            results.AddRange((call.ResponseStream.Current.Ack?.Results ?? []).Select(result => result.Sequence));
        Assert.Equal(Enumerable.Range(1, 30).Select(sequence => (long)sequence), results);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Flushed_comes_after_every_ack_before_it()
    {
        await using var server = await RunningServer.OnDiskAsync();
        using var stream = await server.OpenAsync("p");
        for (var sequence = 1; sequence <= 10; sequence++)
            await stream.SendAsync(sequence, Sample.Activities(100));
        await stream.FlushAsync(77);
        var acked = 0L;
        StreamEventsResponse message;
        for (message = await stream.NextAsync(); message.Ack is not null; message = await stream.NextAsync())
            acked = message.Ack.AckedThrough;

        Assert.Equal((10, 77, 10), (acked, message.Flushed.FlushId, message.Flushed.AckedThrough));
        await stream.CompleteAsync();
    }

    [Fact]
    public async Task A_flush_without_batches_is_answered()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var stream = await server.OpenAsync("p");
        await stream.FlushAsync(1);

        Assert.Equal(0, (await stream.NextAsync()).Flushed.AckedThrough);
        await stream.CompleteAsync();
    }

    [Fact]
    public async Task A_batch_that_was_acknowledged_is_a_duplicate()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var stream = await server.OpenAsync("p");
        var bad = new Event { CustomerId = "x" };
        var first = await stream.SendAndGetAsync(1, [.. Sample.Activities(10), bad]);
        var again = await stream.SendAndGetAsync(1, [.. Sample.Activities(10), bad]);
        var next = await stream.SendAndGetAsync(2, Sample.Activities(5));
        await stream.CompleteAsync();

        Assert.Equal((10, 0, 1), (first.AcceptedCount, first.DuplicateCount, first.RejectedCount));
        Assert.Equal((0, 11, 0), (again.AcceptedCount, again.DuplicateCount, again.RejectedCount));
        Assert.Equal((5, 0, 0), (next.AcceptedCount, next.DuplicateCount, next.RejectedCount));
        Assert.Equal(15, (await server.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task An_event_id_counts_once_whatever_the_producer()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var stream = await server.OpenAsync("p");
        using var other = await server.OpenAsync("q");
        var first = await stream.SendAndGetAsync(1, Sample.Activity("c", "e-1"), Sample.Activity("c", "e-1"), Sample.Activity("c", "e-2"));
        var second = await other.SendAndGetAsync(1, Sample.Activity("c", "e-2"), Sample.Activity("c", "e-3"));

        Assert.Equal((2, 1, 0), (first.AcceptedCount, first.DuplicateCount, first.RejectedCount));
        Assert.Equal((1, 1, 0), (second.AcceptedCount, second.DuplicateCount, second.RejectedCount));
        Assert.Equal(3, (await server.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task An_empty_batch_advances_the_sequence()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var stream = await server.OpenAsync("p");
        Assert.Equal((1, 0), (await stream.SendAndGetAsync(1) is var empty ? empty.Sequence : 0, empty.AcceptedCount));
        Assert.Equal(1, (await stream.SendAndGetAsync(2, Sample.Activity("c"))).AcceptedCount);
        await stream.CompleteAsync();
    }

    [Fact]
    public async Task A_newer_stream_takes_over()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var older = await server.OpenAsync("p");
        await older.SendAndGetAsync(1, Sample.Activities(10));
        using var newer = await server.OpenAsync("p");
        await older.FailsAsync(StatusCode.Aborted, "PRODUCER_SUPERSEDED");

        Assert.Equal(1, newer.Opened.LastSequence);
        Assert.Equal(3, (await newer.SendAndGetAsync(2, Sample.Activities(3, "d"))).AcceptedCount);
        await newer.CompleteAsync();
        Assert.Equal(13, (await server.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task Producers_of_two_tenants_have_nothing_in_common()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await server.Tenants.CreateTenantAsync(new CreateTenantRequest { Tenant = new Tenant { TenantId = "b" } }, RunningServer.Call());
        using var one = await server.OpenAsync("p");
        using var two = await server.OpenAsync("p", tenant: "b");
        await one.SendAndGetAsync(1, Sample.Activities(10));
        Assert.Equal(4, (await two.SendAndGetAsync(1, Sample.Activities(4))).AcceptedCount);

        Assert.Equal((10, 4), ((await server.DescribeAsync()).EventCount, (await server.DescribeAsync("b")).EventCount));
    }

    [Fact]
    public async Task A_client_that_vanishes_leaves_what_was_acknowledged_and_its_producer_goes_on()
    {
        await using var server = await RunningServer.OnDiskAsync();
        var vanishing = await server.OpenAsync("p");
        await vanishing.SendAndGetAsync(1, Sample.Activities(10));
        await vanishing.SendAsync(2, Sample.Activities(10, "d"));
        vanishing.Dispose();

        using var stream = await server.OpenAsync("p", ackedThrough: 1);
        var expected = stream.Opened.StableThrough + 1;
        Assert.InRange(expected, 2, 3);
        for (var sequence = expected; sequence <= 3; sequence++)
            await stream.SendAndGetAsync(sequence, Sample.Activities(10, sequence == 2 ? "d" : "e"));
        await stream.CompleteAsync();
        Assert.Equal(30, (await server.DescribeAsync()).EventCount);
    }
}
