using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Snapshots;

public sealed class TempTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Full()
    {
        var folder = Directory.CreateTempSubdirectory("retention-full-").FullName;
        var store = SqliteLogStore.Open(folder, new SqliteLogOptions { PartitionCount = 2, MaxFileBytes = 4 * 1024 * 1024 });
        await using var host = await LogHost.OpenAsync(store, 64 * 1024 * 1024);
        var refused = 0;
        var start = DateTime.UtcNow;
        for (var n = 0; n < 3000 && DateTime.UtcNow - start < TimeSpan.FromSeconds(8); n++)
        {
            if (await host.IngestAsync(200) is { } r) { refused++; if (refused % 500 == 1) output.WriteLine($"{n} {r.Reason} {host.Snapshots.LogBytesOf(0)} {host.Snapshots.LogBytesOf(1)} {new FileInfo(folder + "/retention.db").Length}"); }
        }
        output.WriteLine($"refused {refused}");
        foreach (var line in host.Log.Take(60)) output.WriteLine(line);
    }
}
