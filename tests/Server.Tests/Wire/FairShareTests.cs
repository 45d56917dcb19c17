using Grpc.Net.Client;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>A tenant that sends all it can beside one that sends little, while the log takes nothing: counted in refusals.</summary>
public sealed class FairShareTests
{
    private const int Budget = 1024 * 1024;
    private const int GreedyStreams = 16;

    // 195 KB each: four are within three quarters of the budget, and five within all of it.
    private const int GreedyEvents = 13;
    private const int HeldBatches = 4;

    [Fact]
    public async Task A_modest_tenant_is_refused_as_little_beside_a_greedy_one_as_alone()
    {
        var store = new FaultyStore();
        await using var server = await RunningServer.InMemoryAsync(
            options => options with
            {
                MessageBytes = Budget / 2,
                InflatedBytes = Budget / 2,
                BytesUnderWay = Budget,
                RoomTimeout = TimeSpan.FromSeconds(1),
            },
            store: store);
        foreach (var tenant in new[] { "greedy", "modest" })
        {
            await server.Tenants.CreateTenantAsync(
                new() { Tenant = new() { TenantId = tenant, TimeZone = "UTC", CurrencyCode = "USD" } }, RunningServer.Call());
        }
        using var modest = await server.OpenAsync("p", tenant: "modest");
        // Each on a connection of its own: those of one share a window, and would hold each other up instead of being held.
        List<(GrpcChannel Channel, TestStream Stream)> greedy = [];
        for (var number = 0; number < GreedyStreams; number++)
            greedy.Add(await OpenGreedyAsync(server, $"p{number}"));
        var gate = new TaskCompletionSource();
        store.Gate = gate.Task;

        var answers = new List<Task<StreamEventsResponse>>();
        foreach (var (_, stream) in greedy)
        {
            await stream.SendAsync(1, IngestionFailures.LargeBatch(GreedyEvents).Batch.Events);
            answers.Add(stream.NextAsync());
        }
        await RunningServer.WaitUntilAsync(() => answers.Count(answer => answer.IsCompleted) >= GreedyStreams - HeldBatches);
        // The greedy tenant's share is taken, and what it sends beyond is refused: what the modest one sends has its place.
        var result = modest.SendAndGetAsync(1, IngestionFailures.LargeBatch(10).Batch.Events);
        await RefuseGreedyAgainAsync(greedy, answers);
        Assert.False(result.IsCompleted);
        gate.SetResult();

        Assert.Equal(10, (await result).RejectedCount);
        var messages = await Task.WhenAll(answers);
        Assert.Equal(HeldBatches, messages.Count(message => message.Ack is not null));
        Assert.All(messages.Where(message => message.Nack is not null),
            message => Assert.Equal(ErrorReason.Overloaded, message.Nack.Failure.Reason));
        foreach (var (channel, stream) in greedy)
        {
            stream.Dispose();
            channel.Dispose();
        }
    }

    /// <summary>Those that were refused send again, and are refused again: the modest tenant's patience would be over, too.</summary>
    private static async Task RefuseGreedyAgainAsync(
        List<(GrpcChannel Channel, TestStream Stream)> greedy, List<Task<StreamEventsResponse>> answers)
    {
        var again = new List<Task<Nack>>();
        for (var number = 0; number < greedy.Count; number++)
        {
            if (!answers[number].IsCompleted)
                continue;
            await greedy[number].Stream.SendAsync(1, IngestionFailures.LargeBatch(GreedyEvents).Batch.Events);
            again.Add(greedy[number].Stream.NackAsync(ErrorReason.Overloaded, sequence: 1));
        }
        await Task.WhenAll(again);
    }

    private static async Task<(GrpcChannel Channel, TestStream Stream)> OpenGreedyAsync(RunningServer server, string producer)
    {
        var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
        var client = new IngestionService.IngestionServiceClient(channel);
        var stream = new TestStream(client.StreamEvents(RunningServer.Call("greedy", RunningServer.Patience * 4)));
        await stream.SendAsync(new StreamEventsRequest { Open = new Open { ProducerId = producer } });
        Assert.NotNull((await stream.NextAsync()).Opened);
        return (channel, stream);
    }
}
