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
    private readonly ulong[][] _room;

    /// <summary>A loop over all chunks.</summary>
    /// <param name="reach">The ready index.</param>
    /// <param name="filter">Only customers who pass it.</param>
    public BitCounting(IndexReach reach, Filter filter)
    {
        _tenant = reach.Tenant;
        _filter = filter.Conditions.Count == 0 ? null : reach.Index.Attributes.Bind(filter);
        _room = reach.Index.BitRoom;
        ChunkCount = _tenant.Customers.Count == 0 ? 0 : CustomerSet.ChunkOf(_tenant.Customers.Count - 1) + 1;
    }

    /// <summary>How many chunks there are.</summary>
    public int ChunkCount { get; }

    /// <summary>The customers of a chunk who pass the filter; empty means all.</summary>
    public ReadOnlySpan<ulong> Passing(int chunk)
    {
        _tenant.Deadline.ThrowIfCancellationRequested();
        if (_filter is null)
            return default;
        _filter.Fill(chunk, _room[^1], _room[^2]);
        return _room[^1];
    }

    /// <summary>The customers of a chunk who were active in a window and pass the filter.</summary>
    /// <param name="place">Which room takes them, 0 to <see cref="TenantIndex.BitRooms"/> - 3.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="window">The window.</param>
    /// <param name="passing">What <see cref="Passing"/> gave.</param>
    public Span<ulong> Load(int place, int chunk, ActivityBits window, ReadOnlySpan<ulong> passing)
    {
        var words = _room[place].AsSpan();
        words.Clear();
        window.OrInto(chunk, words, passing, _room[^2]);
        if (!passing.IsEmpty)
            Bits.And(words, passing);
        _tenant.Trace.Sets += window.SetCount;
        return words;
    }
}
