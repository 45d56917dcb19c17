using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>Batches that are not taken: the stream says so in their place, and goes on from there.</summary>
public sealed class StreamRefusalTests
{
    [Fact]
    public async Task After_a_gap_everything_is_dropped_until_the_sequence_named_comes()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var stream = await server.OpenAsync("p");
        await stream.SendAsync(1, Sample.Activities(10));
        foreach (var sequence in new[] { 3, 4, 3, 9 })
            await stream.SendAsync(sequence, Sample.Activities(10, "dropped"));
        var nack = await stream.NackAsync(ErrorReason.SequenceGap, sequence: 2);
        var metadata = nack.Failure.Metadata;
        Assert.Equal(("2", "3", null), (metadata["expected_sequence"], metadata["sequence"], nack.Failure.RetryDelay));
        Assert.Equal([1L], stream.UnreadResults.Select(result => result.Sequence));
        Assert.Equal(1, (await stream.ResultAsync()).Sequence);

        Assert.Equal(5, (await stream.SendAndGetAsync(2, Sample.Activities(5, "d"))).AcceptedCount);
        Assert.Equal(5, (await stream.SendAndGetAsync(3, Sample.Activities(5, "e"))).AcceptedCount);
        await stream.CompleteAsync();
        Assert.Equal(20, (await server.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task A_batch_over_a_limit_is_refused_alone()
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var stream = await server.OpenAsync("p");
        await stream.SendAsync(1, Sample.Activities(10));
        await stream.SendAsync(2, Sample.Activities(1_001, "many"));
        await stream.SendAsync(3, Sample.Activities(10, "dropped"));
        var nack = await stream.NackAsync(ErrorReason.BatchTooLarge, sequence: 2);
        var metadata = nack.Failure.Metadata;
        Assert.Equal(("1000", "1001", null), (metadata["limit"], metadata["event_count"], nack.Failure.RetryDelay));
        Assert.Equal(1, (await stream.ResultAsync()).Sequence);

        var large = IngestionFailures.LargeBatch();
        large.Batch.Sequence = 2;
        await stream.SendAsync(large);
        await stream.NackAsync(ErrorReason.MessageTooLarge, sequence: 2);
        Assert.Equal(7, (await stream.SendAndGetAsync(2, Sample.Activities(7, "d"))).AcceptedCount);
        await stream.CompleteAsync();
        Assert.Equal(17, (await server.DescribeAsync()).EventCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    public async Task A_sequence_that_is_none_is_refused_with_its_field(long sequence)
    {
        await using var server = await RunningServer.InMemoryAsync();
        using var stream = await server.OpenAsync("p");
        await stream.SendAsync(sequence, Sample.Activities(1));
        var nack = await stream.NackAsync(ErrorReason.InvalidField, sequence: 1);
        Assert.Equal("batch.sequence", nack.Failure.FieldViolations.Single().Field);
        Assert.Equal(1, (await stream.SendAndGetAsync(1, Sample.Activities(1))).AcceptedCount);
    }

    [Fact]
    public async Task Nothing_is_said_from_memory_while_the_log_cannot_be_asked()
    {
        var store = new FaultyStore();
        await using var server = await RunningServer.InMemoryAsync(store: store);
        server.ExpectedError = FaultyStore.DriverText;
        using var stream = await server.OpenAsync("p");
        await stream.SendAndGetAsync(1, Sample.Activities(10));
        store.IsHeadUnreadable = true;

        await stream.SendAsync(1, Sample.Activities(10));
        await stream.NackAsync(ErrorReason.StoreUnavailable, sequence: 1);
        await stream.SendAsync(1, Sample.Activities(10));
        await stream.NackAsync(ErrorReason.StoreUnavailable, sequence: 1);
        await stream.FlushAsync(1);
        await stream.FailsAsync(Grpc.Core.StatusCode.Unavailable, "STORE_UNAVAILABLE");
        var single = new IngestEventsRequest { ProducerId = "p", Sequence = 1, Events = { Sample.Activities(10) } };
        foreach (var call in new Func<Task>[]
        {
            async () => await server.Ingestion.IngestEventsAsync(single, RunningServer.Call()),
            async () => await server.Ingestion.GetProducerAsync(new() { ProducerId = "p" }, RunningServer.Call()),
            () => server.OpenAsync("p"),
        })
        {
            await RunningServer.FailsAsync(Grpc.Core.StatusCode.Unavailable, "STORE_UNAVAILABLE", call);
        }

        store.IsHeadUnreadable = false;
        using var again = await server.OpenAsync("p", ackedThrough: 1);
        Assert.Equal(10, (await again.SendAndGetAsync(1, Sample.Activities(10))).DuplicateCount);
    }

    [Fact]
    public async Task A_flush_behind_a_refused_batch_tells_what_the_log_has()
    {
        await using var server = await RunningServer.OnDiskAsync();
        using var stream = await server.OpenAsync("p");
        await stream.SendAsync(1, Sample.Activities(10));
        await stream.SendAsync(3, Sample.Activities(10));
        await stream.FlushAsync(5);
        await stream.NackAsync(ErrorReason.SequenceGap, sequence: 2);
        var flushed = (await stream.NextAsync()).Flushed;

        Assert.Equal((5, 1), (flushed.FlushId, flushed.AckedThrough));
    }
}
