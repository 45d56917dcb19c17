using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

public sealed class IngestEventsTests
{
    [Fact]
    public async Task A_batch_without_a_producer_counts_each_time_it_is_sent()
    {
        await using var server = await RunningServer.OnDiskAsync();
        var request = new IngestEventsRequest { Events = { Sample.Activity("c"), Sample.Activity("d", "e-1"), Sample.Spend("ads", 5) } };
        var first = await server.Ingestion.IngestEventsAsync(request, RunningServer.Call());
        var second = await server.Ingestion.IngestEventsAsync(request, RunningServer.Call());

        Assert.Equal((3, 0, Durability.Synced), (first.Result.AcceptedCount, first.Result.DuplicateCount, first.Durability));
        Assert.Equal((2, 1), (second.Result.AcceptedCount, second.Result.DuplicateCount));
    }

    [Fact]
    public async Task A_batch_of_a_producer_counts_once()
    {
        await using var server = await RunningServer.OnDiskAsync();
        Task<IngestEventsResponse> IngestAsync(long sequence)
        {
            var events = Sample.Activities(20, $"s{sequence}-");
            var request = new IngestEventsRequest { ProducerId = "p", Sequence = sequence, Events = { events } };
            return server.Ingestion.IngestEventsAsync(request, RunningServer.Call()).ResponseAsync;
        }

        Assert.Equal(20, (await IngestAsync(1)).Result.AcceptedCount);
        Assert.Equal(20, (await IngestAsync(1)).Result.DuplicateCount);
        Assert.Equal(20, (await IngestAsync(2)).Result.AcceptedCount);
        var metadata = await RunningServer.FailsAsync(StatusCode.OutOfRange, "SEQUENCE_GAP", () => IngestAsync(4));
        Assert.Equal("3", metadata["expected_sequence"]);
        using var stream = await server.OpenAsync("p");
        Assert.Equal(2, stream.Opened.LastSequence);
        Assert.Equal(40, (await server.DescribeAsync()).EventCount);
    }

    [Fact]
    public async Task The_same_batch_at_the_same_time_counts_once()
    {
        await using var server = await RunningServer.OnDiskAsync();
        var calls = Enumerable.Range(0, 16).Select(_ => server.Ingestion.IngestEventsAsync(
            new() { ProducerId = "p", Sequence = 1, Events = { Sample.Activities(20) } }, RunningServer.Call()).ResponseAsync);
        var responses = await Task.WhenAll(calls);

        Assert.Equal((20, 15 * 20), (responses.Sum(x => x.Result.AcceptedCount), responses.Sum(x => x.Result.DuplicateCount)));
        Assert.Equal(20, (await server.DescribeAsync()).EventCount);
    }

    [Theory]
    [InlineData("", 1, "sequence")]
    [InlineData("p", 0, "sequence")]
    [InlineData("p", -1, "sequence")]
    [InlineData("long", 1, "producer_id")]
    public async Task Producer_and_sequence_go_together(string producer, long sequence, string field)
    {
        await using var server = await RunningServer.InMemoryAsync();
        var request = new IngestEventsRequest { ProducerId = producer == "long" ? new string('p', 129) : producer, Sequence = sequence };
        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Ingestion.IngestEventsAsync(request, RunningServer.Call()));

        var (status, info) = RunningServer.DetailsOf(failure);
        Assert.Equal("INVALID_FIELD", info.Type);
        var badRequest = status.Details.Single(detail => detail.Is(Google.Rpc.BadRequest.Descriptor)).Unpack<Google.Rpc.BadRequest>();
        Assert.Equal(field, badRequest.FieldViolations.Single().Field);
    }

    [Fact]
    public async Task The_read_token_of_an_ack_is_a_position_that_queries_reach()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var response = await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(20) } }, RunningServer.Call());
        var answer = await server.Metrics.ComputeRetentionAsync(
            new() { Options = new() { ReadToken = response.ReadToken }, Base = new(), Comparisons = { new ActivityWindow() } },
            RunningServer.Call());

        Assert.Equal(20, answer.BaseCount);
    }
}
