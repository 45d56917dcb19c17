using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Storage.Tests;

/// <summary>One bit changed, or all behind it cut off, at every offset: the whole history is rebuilt, or it is refused.</summary>
public sealed class SqliteEveryByteTests(ITestOutputHelper output) : IDisposable
{
    private const int Deadline = 240_000;
    private const int Entries = 7;

    private readonly DataFolder _folder = new();
    private readonly DataFolder _image = DataFolder.Fast();
    private readonly Dictionary<string, int> _ends = [];

    public void Dispose()
    {
        _folder.Dispose();
        _image.Dispose();
    }

    [Fact(Timeout = Deadline)]
    public async Task FlippedBitOfTheFile_IsHarmlessOrRefused()
    {
        SmallHistory.MakePagesSmall(_folder);
        await using (var store = _folder.Open(Options()))
            await SmallHistory.AppendAsync(store, Entries);
        var file = await File.ReadAllBytesAsync(_folder.File);

        for (var offset = 0; offset < file.Length; offset++)
            await ReopenAsync(Flipped(file, offset), [], offset, through => through == Entries);

        Report(file.Length);
        Assert.True(_ends["whole"] > 0);
        Assert.True(_ends[nameof(LogCorruptException)] > 1_000);
    }

    [Fact(Timeout = Deadline)]
    public async Task CutOffFile_IsHarmlessOrRefused()
    {
        SmallHistory.MakePagesSmall(_folder);
        await using (var store = _folder.Open(Options()))
            await SmallHistory.AppendAsync(store, Entries);
        var file = await File.ReadAllBytesAsync(_folder.File);

        for (var length = file.Length - 1; length > 512; length--)
            await ReopenAsync(file[..length], [], length, through => through == Entries);

        Report(file.Length - 513);
        Assert.True(_ends[nameof(LogCorruptException)] > file.Length * 3 / 4);
    }

    [Fact(Timeout = Deadline)]
    public async Task FlippedBitOfTheWriteAheadLog_LosesTheLastGroupAtMost_OrIsRefused()
    {
        var (file, log) = await KilledAsync();

        for (var offset = 0; offset < log.Length; offset++)
            await ReopenAsync(file, Flipped(log, offset), offset, through => through >= Entries - 1);

        Report(log.Length);
        Assert.True(_ends["shorter"] > 0);
        Assert.True(_ends[nameof(LogCorruptException)] > 0);
    }

    [Fact(Timeout = Deadline)]
    public async Task CutOffWriteAheadLog_LeavesAPrefix()
    {
        var (file, log) = await KilledAsync();

        for (var length = 0; length < log.Length; length++)
            await ReopenAsync(file, log[..length], length, _ => true);

        Report(log.Length);
        Assert.True(_ends["shorter"] > 0);
    }

    /// <summary>The file and its write-ahead log as a killed process leaves them.</summary>
    private async Task<(byte[] File, byte[] Log)> KilledAsync()
    {
        SmallHistory.MakePagesSmall(_folder);
        await using (var store = _folder.Open(Options()))
            await SmallHistory.AppendAsync(store, Entries - 2);
        await using var killed = _folder.Open(Options());
        await SmallHistory.AppendAsync(killed, Entries);
        using var image = _folder.CrashImage();
        return (await File.ReadAllBytesAsync(image.File), await File.ReadAllBytesAsync(image.WriteAheadLog));
    }

    private async Task ReopenAsync(byte[] file, byte[] log, int offset, Predicate<long> mayEndAt)
    {
        foreach (var old in Directory.EnumerateFiles(_image.Path))
            File.Delete(old);
        await File.WriteAllBytesAsync(_image.File, file);
        await File.WriteAllBytesAsync(_image.WriteAheadLog, log);
        string end;
        try
        {
            await using var store = _image.Open(Options());
            end = "whole";
            for (var partition = 0; partition < SmallHistory.Partitions; partition++)
            {
                var through = (await store.ReadHeadAsync(partition)).Sequence;
                Assert.Equal(SmallHistory.Through(partition, through), await SmallHistory.RebuildAsync(store, partition));
                Assert.True(mayEndAt(through), $"Offset {offset}: partition {partition} ends at {through}.");
                if (through < Entries)
                    end = "shorter";
            }
        }
        catch (Exception refusal) when (
            refusal is LogCorruptException or LogTrimmedException or StoreFormatException or StoreUnavailableException)
        {
            end = refusal.GetType().Name;
        }
        _ends[end] = _ends.GetValueOrDefault(end) + 1;
    }

    private static byte[] Flipped(byte[] bytes, int offset)
    {
        byte[] flipped = [.. bytes];
        flipped[offset] ^= (byte)(1 << offset % 8);
        return flipped;
    }

    private void Report(int count) =>
        output.WriteLine($"{count} offsets: {string.Join(", ", _ends.Select(end => $"{end.Value} {end.Key}"))}");

    private static SqliteLogOptions Options() => new() { PartitionCount = SmallHistory.Partitions };
}
