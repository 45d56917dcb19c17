using System.Text;
using RetentionGrpc.Engine.Tests.Snapshots;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;

namespace RetentionGrpc.Server.Tests.Archives;

/// <summary>An archive of each format version that this code reads, as it was written once, and the numbers that it had.</summary>
public sealed class GoldenArchiveTests
{
    private const string Folder = "tests/Server.Tests/Archives";

    [Fact]
    public async Task Archive_of_format_1_is_restored_with_all_its_numbers()
    {
        await using var server = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 2 });
        await ArchivedShop.FillAsync(server, 30);
        var archive = await ReadAsync("archive-1.golden", () => server.ExportAsync());
        await using var restored = await RunningServer.InMemoryAsync(options => options with { PartitionCount = 3 });
        await restored.ImportAsync(archive);
        var numbers = await ReadAsync("archive-1-numbers.golden", () => NumbersAsync(server));

        Assert.Equal(Encoding.UTF8.GetString(numbers), Encoding.UTF8.GetString(await NumbersAsync(restored)));
    }

    private static Task<byte[]> ReadAsync(string name, Func<Task<byte[]>> make) => Golden.ReadAsync($"{Folder}/{name}", "server", make);

    /// <summary>What no later version tells otherwise.</summary>
    private static async Task<byte[]> NumbersAsync(RunningServer server)
    {
        var text = new StringBuilder();
        foreach (var tenant in new[] { "default", "berlin", "empty" })
        {
            var told = await server.DescribeAsync(tenant);
            text.Append($"{tenant}: {told.Tenant.TimeZone} {told.Tenant.CurrencyCode}, {told.CustomerCount} customers, ");
            text.Append($"{told.EventCount} events, {told.FirstEventTime} to {told.LastEventTime}\n");
            foreach (var kind in told.Kinds)
                text.Append($"  {kind.Kind} {kind.EventCount}\n");
            foreach (var rejection in told.Rejections)
                text.Append($"  {rejection.Reason} {rejection.EventCount}\n");
            var active = await server.Metrics.ComputeActivityAsync(new() { Bucket = V1.BucketUnit.Month }, RunningServer.Call(tenant));
            foreach (var bucket in active.Buckets.Where(bucket => bucket.Counts.ActiveCount > 0))
                text.Append($"  {bucket.Window.StartTime}: {bucket.Counts.ActiveCount} active, {bucket.Counts.EventCount} events\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
