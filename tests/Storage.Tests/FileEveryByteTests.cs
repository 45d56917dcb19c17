using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Storage.Tests;

/// <summary>One bit changed, or all behind it cut off, at every offset: the whole history is rebuilt, or it is refused.</summary>
public sealed class FileEveryByteTests(ITestOutputHelper output) : IDisposable
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
    public async Task FlippedBitOfAFile_IsHarmlessOrRefused()
    {
        var files = await ClosedAsync();

        foreach (var name in files.Keys)
        {
            for (var offset = 0; offset < files[name].Length; offset++)
                await ReopenAsync(files, name, Flipped(files[name], offset), offset, through => through == Entries);
        }

        Report();
        Assert.True(_ends["whole"] > 0);
        Assert.True(_ends[nameof(LogCorruptException)] > 1_000);
    }

    [Fact(Timeout = Deadline)]
    public async Task CutOffFile_IsHarmlessOrRefused()
    {
        var files = await ClosedAsync();

        foreach (var name in files.Keys)
        {
            for (var length = files[name].Length - 1; length >= 0; length--)
                await ReopenAsync(files, name, files[name][..length], length, through => through == Entries);
        }

        Report();
        Assert.True(_ends[nameof(LogCorruptException)] > 1_000);
    }

    [Fact(Timeout = Deadline)]
    public async Task LostFile_IsHarmlessOrRefused()
    {
        var files = await ClosedAsync();

        foreach (var name in files.Keys)
            await ReopenAsync(files, name, null, 0, through => through == Entries);

        Report();
        Assert.True(_ends[nameof(LogCorruptException)] > 0);
    }

    [Fact(Timeout = Deadline)]
    public async Task FlippedBitOfTheJournal_LosesTheLastGroupAtMost_OrIsRefused()
    {
        var (files, journal) = await KilledAsync();

        for (var offset = 0; offset < files[journal].Length; offset++)
            await ReopenAsync(files, journal, Flipped(files[journal], offset), offset, through => through >= Entries - 1);

        Report();
        Assert.True(_ends["shorter"] > 0);
        Assert.True(_ends[nameof(LogCorruptException)] > 0);
    }

    [Fact(Timeout = Deadline)]
    public async Task CutOffJournal_LeavesAPrefix()
    {
        var (files, journal) = await KilledAsync();

        for (var length = 0; length < files[journal].Length; length++)
            await ReopenAsync(files, journal, files[journal][..length], length, _ => true);

        Report();
        Assert.True(_ends["shorter"] > 0);
    }

    /// <summary>The files as a clean end leaves them.</summary>
    private async Task<Dictionary<string, byte[]>> ClosedAsync()
    {
        await using (var store = _folder.Open(Options()))
            await SmallHistory.AppendAsync(store, Entries);
        Assert.True(_folder.Segments.Length > 1, "the journal has one file alone");
        return Read(_folder);
    }

    /// <summary>The files as a killed process leaves them, and the name of the one that it wrote last.</summary>
    private async Task<(Dictionary<string, byte[]> Files, string Journal)> KilledAsync()
    {
        await using (var store = _folder.Open(Options()))
            await SmallHistory.AppendAsync(store, Entries - 2);
        await using var killed = _folder.Open(Options(segmentBytes: 4096));
        await SmallHistory.AppendAsync(killed, Entries);
        using var image = _folder.CrashImage();
        return (Read(image), Path.GetFileName(image.Journal));
    }

    private static Dictionary<string, byte[]> Read(DataFolder folder) => folder.Files("*.s*").Concat(folder.Segments)
        .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);

    private async Task ReopenAsync(
        Dictionary<string, byte[]> files, string changed, byte[]? bytes, int offset, Predicate<long> mayEndAt)
    {
        foreach (var old in Directory.EnumerateFiles(_image.Path))
            File.Delete(old);
        foreach (var (name, whole) in files)
        {
            if ((name == changed ? bytes : whole) is { } content)
                await File.WriteAllBytesAsync(_image.In(name), content);
        }
        string end;
        try
        {
            await using var store = _image.Open(Options());
            end = "whole";
            for (var partition = 0; partition < SmallHistory.Partitions; partition++)
            {
                var through = (await store.ReadHeadAsync(partition)).Sequence;
                Assert.Equal(SmallHistory.Through(partition, through), await SmallHistory.RebuildAsync(store, partition));
                Assert.True(mayEndAt(through), $"{changed}, offset {offset}: partition {partition} ends at {through}.");
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

    private void Report() => output.WriteLine(string.Join(", ", _ends.Select(end => $"{end.Value} {end.Key}")));

    private static FileLogOptions Options(int segmentBytes = 1024) =>
        new() { PartitionCount = SmallHistory.Partitions, SegmentBytes = segmentBytes };
}
