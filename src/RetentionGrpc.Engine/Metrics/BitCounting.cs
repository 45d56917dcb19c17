using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Loads windows of activity as bits, one chunk of customers after the other, under one customer filter. Room for some windows is taken
/// from the tenant's scratch, so that there is one such loop at a time.
/// </summary>
internal sealed class BitCounting
{
    private readonly TenantState _tenant;
    private readonly CustomerFilter? _filter;
    private readonly BitRoom _room;

    /// <summary>A loop over all chunks of a segment, under its filter.</summary>
    public BitCounting(IndexReach reach)
    {
        _tenant = reach.Tenant;
        _filter = reach.TakesAll ? null : reach.Segment.Attributes.Bind(reach.Filter);
        _room = reach.Tenant.Indexes.BitRoom;
        ChunkCount = reach.Segment.Count == 0 ? 0 : CustomerSet.ChunkOf(reach.Segment.Count - 1) + 1;
    }

    /// <summary>How many chunks there are.</summary>
    public int ChunkCount { get; }

    /// <summary>The customers of a chunk who pass the filter; empty means all.</summary>
    public ReadOnlySpan<ulong> Passing(int chunk)
    {
        _tenant.Deadline.ThrowIfCancellationRequested();
        if (_filter is null)
            return default;
        _filter.Fill(chunk, _room.Passing, _room.Scratch);
        return _room.Passing;
    }

    /// <summary>Whether no customer of the chunk passes.</summary>
    /// <param name="passing">What <see cref="Passing"/> gave.</param>
    public static bool IsNobody(ReadOnlySpan<ulong> passing) => !passing.IsEmpty && !passing.ContainsAnyExcept(0UL);

    /// <summary>The customers of a chunk who were active in a window and pass the filter.</summary>
    /// <param name="place">Which room takes them, 0 to <see cref="BitRoom.Windows"/> - 1.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="window">The window.</param>
    /// <param name="passing">What <see cref="Passing"/> gave.</param>
    public Span<ulong> Load(int place, int chunk, ActivityBits window, ReadOnlySpan<ulong> passing)
    {
        var words = _room[place].AsSpan();
        Load(words, chunk, window, passing);
        return words;
    }

    /// <summary>The same, into any room for a chunk.</summary>
    public void Load(Span<ulong> words, int chunk, ActivityBits window, ReadOnlySpan<ulong> passing)
    {
        words.Clear();
        window.OrInto(chunk, words, passing, _room.Scratch);
        if (!passing.IsEmpty)
            Bits.And(words, passing);
        _tenant.Trace.Sets += window.SetCount;
    }
}
