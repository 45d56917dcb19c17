using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Snapshots;

/// <summary>A server whose data may take little room.</summary>
public sealed class FullStoreTests : IDisposable
{
    private const int Batches = 400;

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

    private static async Task<(long, long)> CountsAsync(RunningServer server)
    {
        var held = await server.DescribeAsync();
        return (held.EventCount, held.CustomerCount);
    }

    private Task<RunningServer> StartAsync() => RunningServer.OnDiskAsync(
        _folder, options => options with
        {
            StoreBytes = 4 * 1024 * 1024, PartitionCount = 2, MessageBytes = 512 * 1024, InflatedBytes = 512 * 1024,
        });
}
