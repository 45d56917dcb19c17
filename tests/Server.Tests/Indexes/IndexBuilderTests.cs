using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Server.Tests.ClientLibrary;
using RetentionGrpc.Server.Tests.Snapshots;
using RetentionGrpc.Storage;
using Xunit;

namespace RetentionGrpc.Server.Tests.Indexes;

/// <summary>Building in the background: in visits, interrupted by a stop, and given up where it cannot be done.</summary>
public sealed class IndexBuilderTests
{
    // So many days are more than an axis has: building throws before it has begun.
    private static readonly IndexSettings Impossible = new(1, int.MaxValue);

    private static readonly IndexSettings Always = new(1);

    [Fact]
    public async Task Indexes_that_cannot_be_built_are_given_up_until_the_next_start_with_one_error_a_partition()
    {
        var store = new MemoryLogStore(2);
        var host = await LogHost.OpenAsync(store, long.MaxValue, indexes: Impossible);
        await using (host)
        {
            Assert.Null(await host.IngestAsync());
            await LogHost.WaitUntilAsync(() => Errors(host) == 2);
            for (var batch = 0; batch < 20; batch++)
                Assert.Null(await host.IngestAsync());
            Assert.False(IsUnfinished(host));
            Assert.All(host.Partitions[0].Enter(state => state.Tenants.ToArray()), tenant => Assert.NotNull(tenant.Indexes.Failure));
        }
        Assert.Equal(2, Errors(host));
    }

    [Fact]
    public async Task A_visit_takes_so_many_customers_and_the_next_waits()
    {
        var clock = new ManualTime();
        clock.Advance(TimeSpan.FromDays(2));
        var host = await LogHost.OpenAsync(new MemoryLogStore(1), long.MaxValue, clock, Always, visit: 10);
        await using (host)
        {
            Assert.Null(await host.IngestAsync(events: 45));
            for (var pause = 0; pause < 4; pause++)
            {
                await LogHost.WaitUntilAsync(() => clock.TimersDueWithin(TimeSpan.FromMilliseconds(1)) == 1);
                Assert.True(IsUnfinished(host));
                clock.Advance(TimeSpan.FromMilliseconds(1));
            }
            await LogHost.WaitUntilAsync(() => !IsUnfinished(host));
        }
        Assert.Equal(1, host.Log.Count(line => line.Contains("indexes built", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_an_index()
    {
        var clock = new ManualTime();
        clock.Advance(TimeSpan.FromDays(2));
        var host = await LogHost.OpenAsync(new MemoryLogStore(1), long.MaxValue, clock, Always, visit: 10);
        Assert.Null(await host.IngestAsync(events: 45));
        await LogHost.WaitUntilAsync(() => clock.TimersDueWithin(TimeSpan.FromMilliseconds(1)) == 1);

        await host.DisposeAsync().AsTask().WaitAsync(Wire.RunningServer.Patience);

        Assert.DoesNotContain(host.Log, line => line.Contains("indexes", StringComparison.Ordinal));
        Assert.True(IsUnfinished(host));
    }

    private static bool IsUnfinished(LogHost host) => host.Partitions[0].Enter(state => state.NeedsIndexing);

    private static int Errors(LogHost host) =>
        host.Log.Count(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("indexes", StringComparison.Ordinal));
}
