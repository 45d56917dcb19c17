using System.Globalization;

namespace RetentionGrpc.Storage;

/// <summary>The names of the files in a data folder.</summary>
internal static class FileNames
{
    /// <summary>Ends the name of a file that is being made: one that an end of the process left is worth nothing.</summary>
    public const string Unfinished = ".tmp";

    public const string Master = "retention.store";
    private const string OldDatabase = "retention.db";
    private const string SegmentPrefix = "journal-";
    private const string SegmentSuffix = ".log";
    private const string SnapshotPrefix = "snapshot-";
    private const string SnapshotSuffix = ".snap";

    /// <summary>The file of formats 1 and 2.</summary>
    public static string DatabaseIn(string folder) => Path.Combine(folder, OldDatabase);

    public static string MasterIn(string folder) => Path.Combine(folder, Master);

    /// <summary>A segment; its generation counts how often it was written anew without what was trimmed.</summary>
    public static string SegmentIn(string folder, long number, int generation) => Path.Combine(
        folder, string.Create(CultureInfo.InvariantCulture, $"{SegmentPrefix}{number:D10}-{generation:D3}{SegmentSuffix}"));

    public static string SnapshotIn(string folder, int partition, long sequence) => Path.Combine(
        folder, string.Create(CultureInfo.InvariantCulture, $"{SnapshotPrefix}{partition:D3}-{sequence:D19}{SnapshotSuffix}"));

    /// <summary>All segments, in the order of their numbers and generations.</summary>
    public static List<(string Path, long Number, int Generation)> Segments(string folder) =>
        [.. Numbered(folder, SegmentPrefix, SegmentSuffix).Select(file => (file.Path, file.First, (int)file.Second))
            .OrderBy(file => (file.First, file.Item3))];

    /// <summary>All snapshots.</summary>
    public static IEnumerable<(string Path, int Partition, long Sequence)> Snapshots(string folder) =>
        Numbered(folder, SnapshotPrefix, SnapshotSuffix).Select(file => (file.Path, (int)file.First, file.Second));

    public static void DeleteUnfinished(string folder)
    {
        foreach (var path in Directory.GetFiles(folder, $"*{Unfinished}"))
            File.Delete(path);
    }

    private static IEnumerable<(string Path, long First, long Second)> Numbered(string folder, string prefix, string suffix)
    {
        foreach (var path in Directory.GetFiles(folder, $"{prefix}*{suffix}"))
        {
            var numbers = Path.GetFileName(path)[prefix.Length..^suffix.Length].Split('-');
            if (numbers.Length == 2 && long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var second))
                yield return (path, first, second);
        }
    }
}
