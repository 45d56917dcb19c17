using RetentionGrpc.Server.Hosting;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Snapshots;

/// <summary>A server whose data may take little room.</summary>
public sealed class FullStoreTests : IDisposable
{
    private const int Batches = 400;
    private const int BatchEvents = 200;

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-full-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_full_log_makes_room_by_itself_and_counts_every_event_once()
    {
        // The same ids again and again: the log grows, and what it means does not.
        Event[] events =
            [.. Enumerable.Range(0, 500).Select(number => Sample.Activity($"customer-{number}", $"an-event-id-of-some-length-{number}"))];
        var refused = 0;
        await using (var server = await StartAsync())
        {
            server.ExpectedError = "there is no room";
            using var stream = await server.OpenAsync("p");
            for (var sequence = 1; sequence <= Batches; sequence++)
            {
                await stream.SendAsync(sequence, events);
                var answer = await stream.NextAsync();
                if (answer.Nack is { } nack)
                {
                    Assert.Equal((sequence, ErrorReason.StoreFull), (nack.Sequence, nack.Failure.Reason));
                    refused++;
                    sequence--;
                    Assert.InRange(refused, 1, 100_000);
                    Assert.Equal(500, (await server.DescribeAsync()).EventCount);
                }
            }
            Assert.True(refused > 0, "The log was never full.");
            Assert.Equal((500, 500), await CountsAsync(server));
        }

        await using var again = await StartAsync();
        Assert.Equal((500, 500), await CountsAsync(again));
        using var resumed = await again.OpenAsync("p", ackedThrough: Batches);
        Assert.Equal(Batches, resumed.Opened.LastSequence);
    }

    [Fact]
    public async Task A_log_that_new_customers_fill_is_read_from_and_goes_on_when_its_limit_is_raised()
    {
        long acked = 0, refusals = 0, sequence = 1;
        await using (var server = await StartAsync())
        {
            server.ExpectedError = "there is no room";
            using var stream = await server.OpenAsync("p");
            // Some refusals in a row: the server makes room as long as it can.
            while (refusals < 40)
            {
                await stream.SendAsync(sequence, Customers(sequence));
                var answer = await stream.NextAsync();
                if (answer.Nack is { } nack)
                {
                    Assert.Equal((sequence, ErrorReason.StoreFull), (nack.Sequence, nack.Failure.Reason));
                    Assert.Equal(30, nack.Failure.RetryDelay.Seconds);
                    refusals++;
                    await Task.Delay(20);
                    continue;
                }
                (refusals, sequence, acked) = (0, sequence + 1, acked + BatchEvents);
            }
            Assert.InRange(acked, 3_000, 100_000);
            await AssertCountsAsync(acked, server);
        }

        await using var roomier = await RunningServer.OnDiskAsync(_folder, options => options with { StoreBytes = 64 * 1024 * 1024 });
        await AssertCountsAsync(acked, roomier);
        using var resumed = await roomier.OpenAsync("p", ackedThrough: sequence - 1);
        for (var last = sequence + 10; sequence <= last; sequence++)
        {
            var result = await resumed.SendAndGetAsync(sequence, Customers(sequence));
            acked += result.AcceptedCount + result.DuplicateCount;
        }
        Assert.Equal((acked, acked), await CountsAsync(roomier));
    }

    [Fact]
    public void A_limit_that_leaves_no_room_for_a_batch_and_its_snapshot_is_refused()
    {
        const int Least = 6 * 4 * 1024 * 1024;
        var fault = Assert.Single(new ServeOptions { StoreBytes = Least - 1 }.Validate());
        Assert.Contains($"at least {Least}", fault, StringComparison.Ordinal);
        Assert.Empty(new ServeOptions { StoreBytes = Least }.Validate());
    }

    /// <summary>Of the batch that was refused last, one partition may have its part: it counts when the batch is sent again.</summary>
    private static async Task AssertCountsAsync(long acked, RunningServer server)
    {
        var (events, customers) = await CountsAsync(server);
        Assert.Equal(events, customers);
        Assert.InRange(events, acked, acked + BatchEvents - 1);
    }

    private static IEnumerable<Event> Customers(long batch) =>
        Enumerable.Range(0, BatchEvents).Select(number => Sample.Activity($"customer-of-some-length-{batch}-{number}"));

    private static async Task<(long, long)> CountsAsync(RunningServer server)
    {
        var held = await server.DescribeAsync();
        return (held.EventCount, held.CustomerCount);
    }

    private Task<RunningServer> StartAsync() => RunningServer.OnDiskAsync(
        _folder, options => options with
        {
            StoreBytes = 4 * 1024 * 1024,
            PartitionCount = 2,
            MessageBytes = 512 * 1024,
            InflatedBytes = 512 * 1024,
        });
}
