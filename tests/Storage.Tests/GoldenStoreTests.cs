using System.Formats.Tar;
using RetentionGrpc.Engine.Tests.Snapshots;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>A store of each format version that this code reads, as it was written once: two partitions with snapshots, trimmed.</summary>
public sealed class GoldenStoreTests
{
    private const int Deadline = 60_000;
    private const int Through = 7;

    [Fact(Timeout = Deadline)]
    public async Task Files_OfFormat3_AreReadWhole_AndGoOn()
    {
        var bytes = await Golden.ReadAsync("tests/Storage.Tests/files-3.golden", "storage", WriteAsync);
        using var folder = new DataFolder();
        await TarFile.ExtractToDirectoryAsync(new MemoryStream(bytes), folder.Path, overwriteFiles: false);

        await using var store = folder.Open();

        Assert.Equal(3, store.Identity.FormatVersion);
        Assert.Equal(SmallHistory.Partitions, store.Identity.PartitionCount);
        await SmallHistory.CheckAsync(store, Through);
        await SmallHistory.AppendAsync(store, Through + 2);
        await SmallHistory.CheckAsync(store, Through + 2);
    }

    private static async Task<byte[]> WriteAsync()
    {
        using var folder = new DataFolder();
        await using (var store = folder.Open(new FileLogOptions { PartitionCount = SmallHistory.Partitions, SegmentBytes = 1 << 10 }))
            await SmallHistory.AppendAsync(store, Through);
        using var bytes = new MemoryStream();
        await TarFile.CreateFromDirectoryAsync(folder.Path, bytes, includeBaseDirectory: false);
        return bytes.ToArray();
    }
}
