namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Room of four chunks' bitmaps (32 KiB) and the counts made in it, chunk by chunk, so that a chunk stays in the nearest cache. Owned
/// by one caller; counting allocates nothing.
/// </summary>
public sealed class BitmapScratch
{
    private readonly ulong[] _first = new ulong[CustomerSet.ChunkWords];
    private readonly ulong[] _second = new ulong[CustomerSet.ChunkWords];
    private readonly ulong[] _filter = new ulong[CustomerSet.ChunkWords];
    private readonly ulong[] _part = new ulong[CustomerSet.ChunkWords];

    /// <summary>How many customers were active in a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="filter">Which customers count; null for all.</param>
    public int Count(in ActiveWindow window, CustomerFilter? filter = null)
    {
        var range = filter?.Range ?? CustomerRange.All;
        var end = Math.Min(range.EndChunk, window.Bitmaps.ChunkCount);
        var count = 0;
        for (var chunk = range.StartChunk; chunk < end; chunk++)
        {
            Fill(_first, window, chunk);
            count += TryFilter(filter, chunk) ? Bits.CountAnd(_first, _filter) : Bits.Count(_first);
        }
        return count;
    }

    /// <summary>How many customers were active in one window, in another, and in both.</summary>
    /// <param name="first">A window.</param>
    /// <param name="second">Another one, of the same or of another activity of the same customers; they may overlap.</param>
    /// <param name="filter">Which customers count; null for all.</param>
    public WindowCounts Count(in ActiveWindow first, in ActiveWindow second, CustomerFilter? filter = null)
    {
        var range = filter?.Range ?? CustomerRange.All;
        var end = Math.Min(range.EndChunk, Math.Max(first.Bitmaps.ChunkCount, second.Bitmaps.ChunkCount));
        var sum = default(WindowCounts);
        for (var chunk = range.StartChunk; chunk < end; chunk++)
        {
            Fill(_first, first, chunk);
            Fill(_second, second, chunk);
            var counts = TryFilter(filter, chunk) ? Bits.CountBoth(_first, _second, _filter) : Bits.CountBoth(_first, _second);
            sum = new WindowCounts(sum.First + counts.First, sum.Second + counts.Second, sum.Both + counts.Both);
        }
        return sum;
    }

    private static void Fill(ulong[] words, in ActiveWindow window, int chunk)
    {
        words.AsSpan().Clear();
        window.Bitmaps.OrInto(chunk, window.StartDay, window.EndDay, words);
    }

    private bool TryFilter(CustomerFilter? filter, int chunk)
    {
        if (filter is null || !filter.Narrows(chunk))
            return false;
        filter.Fill(chunk, _filter, _part);
        return true;
    }
}
