using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>The customers of one tenant in one partition, numbered from 0 in the order in which they first appear.</summary>
public sealed class CustomerDirectory
{
    private ByteStringTable _ids = new();
    private Timeline[] _timelines = [];

    /// <summary>How many customers there are, those without a live event included.</summary>
    public int Count => _ids.Count;

    /// <summary>Bytes that their ids take.</summary>
    public long IdBytes => _ids.PageByteCount;

    /// <summary>The timeline of a customer, who is added if new.</summary>
    public Timeline TimelineOf(ReadOnlySpan<byte> customerId)
    {
        var before = _ids.Count;
        var number = _ids.NumberOf(customerId);
        if (number == before)
        {
            Growth.MakeRoom(ref _timelines, before);
            _timelines[number] = new Timeline();
        }
        return _timelines[number];
    }

    /// <summary>The id of a customer, in UTF-8.</summary>
    public ReadOnlySpan<byte> IdOf(int number) => _ids[number];

    /// <summary>The timeline of a customer.</summary>
    public Timeline this[int number] => _timelines[number];

    /// <summary>Writes the ids, then the timelines, by number.</summary>
    public void WriteTo(SnapshotWriter writer)
    {
        _ids.WriteTo(writer);
        for (var number = 0; number < Count; number++)
            _timelines[number].WriteTo(writer);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="reader">The snapshot.</param>
    /// <param name="order">The tenant's order, with all the texts that timelines may refer to.</param>
    /// <param name="scratch">Room to look through the timelines.</param>
    public static CustomerDirectory ReadFrom(SnapshotReader reader, TimelineOrder order, TimelineScratch scratch)
    {
        var ids = ByteStringTable.ReadFrom(reader, EventLimits.IdBytes);
        var timelines = new Timeline[ids.Count];
        for (var number = 0; number < timelines.Length; number++)
            timelines[number] = Timeline.ReadFrom(reader, order, scratch);
        return new CustomerDirectory { _ids = ids, _timelines = timelines };
    }
}
