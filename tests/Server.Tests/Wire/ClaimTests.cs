using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>What messages claim of the bytes under way: compressed ones what they may become, refused ones nothing.</summary>
public sealed class ClaimTests
{
    private const int Budget = 1024 * 1024;
    private static readonly Metadata Gzip = new() { { "grpc-internal-encoding-request", "gzip" } };

    [Fact]
    public async Task A_small_compressed_message_claims_what_it_may_inflate_to_before_it_is()
    {
        var store = new FaultyStore();
        await using var server = await StartAsync(store);
        using var stream = await server.OpenAsync("p");
        var gate = new TaskCompletionSource();
        var before = store.Appends;
        store.Gate = gate.Task;
        await stream.SendAsync(1, IngestionFailures.LargeBatch(40).Batch.Events);
        await RunningServer.WaitUntilAsync(() => store.Appends > before);
        // Some 5 KB that become 150: there is room for these, and none for the megabyte that they might become.
        var small = new IngestEventsRequest { Events = { IngestionFailures.LargeBatch(10).Batch.Events } };
        await RunningServer.FailsAsync(StatusCode.Unavailable, "OVERLOADED",
            async () => await server.Ingestion.IngestEventsAsync(small, RunningServer.Call().WithHeaders(Gzip)));
        var plain = server.Ingestion.IngestEventsAsync(small, RunningServer.Call()).ResponseAsync;
        gate.SetResult();

        Assert.Equal(10, (await plain).Result.RejectedCount);
        Assert.Equal(40, (await stream.ResultAsync()).RejectedCount);
        var again = await server.Ingestion.IngestEventsAsync(small, RunningServer.Call().WithHeaders(Gzip));
        Assert.Equal(10, again.Result.RejectedCount);
    }

    [Fact]
    public async Task A_refused_batch_holds_nothing_while_its_stream_stays_open()
    {
        await using var server = await StartAsync(new FaultyStore());
        var tooMany = Sample.Activities(1_001, new string('c', 100)).ToArray();
        Assert.InRange(tooMany.Sum(one => one.CalculateSize()), 70_000, 200_000);
        List<TestStream> refused = [];
        for (var number = 0; number < 16; number++)
        {
            refused.Add(await server.OpenAsync($"p{number}"));
            await refused[^1].SendAsync(1, tooMany);
            await refused[^1].NackAsync(ErrorReason.BatchTooLarge, sequence: 1);
        }
        using var other = await server.OpenAsync("other");
        Assert.Equal(40, (await other.SendAndGetAsync(1, IngestionFailures.LargeBatch(40).Batch.Events)).RejectedCount);
        refused.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task A_compressed_message_has_the_limit_of_the_wire_and_that_of_what_it_becomes()
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { MessageBytes = 2 * Budget });
        await using var usual = await RunningServer.InMemoryAsync();
        // Texts by chance shrink by a quarter at most: over 1 MiB on the wire, and under 2.
        var request = new IngestEventsRequest { Events = { Wide(byChance: 27) } };
        Assert.InRange(request.CalculateSize(), Budget * 3 / 2, Budget * 2);

        Assert.Equal(250, (await server.Ingestion.IngestEventsAsync(request, RunningServer.Call().WithHeaders(Gzip))).Result.AcceptedCount);
        var metadata = await RunningServer.FailsAsync(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE",
            async () => await usual.Ingestion.IngestEventsAsync(request, RunningServer.Call().WithHeaders(Gzip)));
        Assert.Equal("1048576", metadata["limit_bytes"]);
        var half = new IngestEventsRequest { Events = { Wide(byChance: 9) } };
        Assert.InRange(half.CalculateSize(), Budget * 3 / 2, Budget * 2);
        var response = await usual.Ingestion.IngestEventsAsync(half, RunningServer.Call().WithHeaders(Gzip));
        Assert.Equal(250, response.Result.AcceptedCount);
    }

    private static IEnumerable<Event> Wide(int byChance) => Enumerable.Range(0, 250).Select(number => OfProperties(number, byChance));

    /// <summary>An event of 27 properties of 256 bytes, some of which are texts by chance, which hardly shrink.</summary>
    private static Event OfProperties(int number, int byChance)
    {
        var random = new Random(number);
        var bytes = new byte[189];
        var activity = Sample.Activity($"c{number}");
        for (var property = 0; property < 27; property++)
        {
            if (property < byChance)
                random.NextBytes(bytes);
            activity.Properties[$"p{property}"] = Convert.ToBase64String(bytes);
        }
        return activity;
    }

    private static Task<RunningServer> StartAsync(FaultyStore store) => RunningServer.InMemoryAsync(
        options => options with
        {
            MessageBytes = Budget,
            InflatedBytes = Budget,
            BytesUnderWay = Budget,
            TenantShare = 100,
            RoomTimeout = TimeSpan.FromMilliseconds(500),
        },
        store: store);
}
