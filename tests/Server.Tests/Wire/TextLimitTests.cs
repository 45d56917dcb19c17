using RetentionGrpc.Server.Hosting;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>The texts of a tenant in a partition have a limit, long before the table that holds them would overflow.</summary>
public sealed class TextLimitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-texts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Beyond_the_limit_events_are_rejected_also_after_a_start_and_counted_once_it_is_raised()
    {
        await using (var server = await StartAsync(64 * 1024))
        {
            using var stream = await server.OpenAsync("p");
            Assert.Equal(1_000, (await stream.SendAndGetAsync(1, Customers("a"))).AcceptedCount);
            var full = await stream.SendAndGetAsync(2, Customers("b"));
            Assert.Equal((0, 1_000), (full.AcceptedCount, full.RejectedCount));
            Assert.All(full.Rejections, rejection => Assert.Equal(RejectionReason.LimitReached, rejection.Reason));
            Assert.Contains("limit of bytes", full.Rejections[0].Message, StringComparison.Ordinal);
            await server.Tenants.CreateTenantAsync(
                new() { Tenant = new() { TenantId = "other", TimeZone = "UTC", CurrencyCode = "USD" } }, RunningServer.Call());
            using var other = await server.OpenAsync("p", tenant: "other");
            Assert.Equal(1_000, (await other.SendAndGetAsync(1, Customers("c"))).AcceptedCount);
        }

        await using (var again = await StartAsync(64 * 1024))
        {
            using var stream = await again.OpenAsync("p", ackedThrough: 2);
            Assert.Equal(1_000, (await stream.SendAndGetAsync(3, Customers("d"))).RejectedCount);
            Assert.Equal(1_000, (await again.DescribeAsync()).CustomerCount);
            var listed = await again.Ingestion.ListRejectedEventsAsync(new() { PageSize = 1 }, RunningServer.Call());
            Assert.Equal(2_000, listed.TotalCount);
            Assert.Contains("limit of bytes", listed.RejectedEvents[0].Rejection.Message, StringComparison.Ordinal);
            Assert.Equal(0, (await ReingestAsync(again)).AcceptedCount);
        }

        await using var roomier = await StartAsync(new ServeOptions().TextBytes);
        Assert.Equal(2_000, (await ReingestAsync(roomier)).AcceptedCount);
        Assert.Equal(3_000, (await roomier.DescribeAsync()).CustomerCount);
    }

    private static async Task<ReingestEventsResponse> ReingestAsync(RunningServer server) => await server.Ingestion.ReingestEventsAsync(
        new() { Reason = RejectionReason.LimitReached }, RunningServer.Call());

    private static IEnumerable<Event> Customers(string prefix) => Sample.Activities(1_000, prefix.PadLeft(100, 'x'));

    private Task<RunningServer> StartAsync(long textBytes) =>
        RunningServer.OnDiskAsync(_folder, options => options with { TextBytes = textBytes, PartitionCount = 1 });
}
