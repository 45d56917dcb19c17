using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// The customers under an inactivity of whole days at each of many boundaries, under a filter. The windows of a block of boundaries share
/// the
/// days in their middle: what each has to the left of them grows day by day from the last boundary back, what it has to the right from the
/// first on, so that a boundary costs two days and not a window.
/// </summary>
/// <param name="reach">The segment.</param>
/// <param name="activity">The selector's index.</param>
/// <param name="inactivityDays">How many days back an event may lie, 1 or more.</param>
internal sealed class SlidingActivity(IndexReach reach, ActivityIndex activity, int inactivityDays)
{
    // So many windows of a chunk stay in the second cache.
    private const int MostDays = 32;

    // The first rooms are for the counts of the window that the days are of.
    private const int Present = BitRoom.Windows - 1;
    private const int Right = Present - 1;

    private readonly DyadicBitmaps _bitmaps = activity.Bitmaps;
    private readonly BitRoom _room = reach.Tenant.Indexes.BitRoom;
    private readonly int _blockDays = Math.Min(inactivityDays, MostDays);

    /// <summary>The customers of the chunk that was counted last, when the first of the days begins.</summary>
    public Span<ulong> AtStart => _room[0];

    /// <summary>The customers of that chunk when the last of the days ends.</summary>
    public Span<ulong> AtEnd => _room[Present];

    /// <summary>Adds the losses of some days among the customers of a chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="passing">Those of them who pass the filter.</param>
    /// <param name="firstDay">The first day.</param>
    /// <param name="losses">The sums of all days; at least one.</param>
    public void Count(int chunk, ReadOnlySpan<ulong> passing, int firstDay, Span<DayLosses> losses)
    {
        for (var done = 0; done < losses.Length; done += _blockDays)
        {
            var block = losses.Slice(done, Math.Min(_blockDays, losses.Length - done));
            CountBlock(chunk, firstDay + done, passing, block, isFirst: done == 0);
        }
    }

    private void CountBlock(int chunk, int firstDay, ReadOnlySpan<ulong> passing, Span<DayLosses> losses, bool isFirst)
    {
        FillLeft(chunk, firstDay, losses.Length);
        var present = _room[Present].AsSpan();
        var right = _room[Right].AsSpan();
        right.Clear();
        present.Clear();
        var start = Bits.Replace(present, _room.Slide(0), right, passing).Count;
        if (isFirst)
            present.CopyTo(AtStart);
        for (var i = 0; i < losses.Length; i++)
        {
            _bitmaps.Day(firstDay + i).OrInto(chunk, right);
            var (count, lost) = Bits.Replace(present, _room.Slide(i + 1), right, passing);
            losses[i] = new(losses[i].Start + start, losses[i].Lost + lost);
            start = count;
        }
        reach.Tenant.Trace.Sets += 2 * losses.Length + 1;
    }

    /// <summary>What the window of each boundary has before the block begins.</summary>
    private void FillLeft(int chunk, int firstDay, int days)
    {
        var left = _room.Slide(days);
        left.AsSpan().Clear();
        _bitmaps.OrInto(chunk, firstDay + days - inactivityDays, firstDay, left);
        for (var i = days - 1; i >= 0; i--)
        {
            var wider = _room.Slide(i);
            left.CopyTo(wider, 0);
            _bitmaps.Day(firstDay + i - inactivityDays).OrInto(chunk, wider);
            left = wider;
        }
    }
}
