using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>The timelines of a tenant as they were at a cut.</summary>
/// <param name="records">By customer.</param>
/// <param name="blocks">The blocks then.</param>
/// <param name="large">The timelines then, which are copied before they change.</param>
internal sealed class FrozenTimelines(TimelineRecord[] records, BlockPool blocks, Timeline[] large) : FrozenPart
{
    private const int CustomersAtOnce = 1_024;

    private int _next;

    /// <inheritdoc/>
    public override bool WriteSome(SnapshotWriter writer)
    {
        for (var end = Math.Min(records.Length, _next + CustomersAtOnce); _next < end; _next++)
            Write(writer, records[_next]);
        return _next < records.Length;
    }

    /// <summary>The packed events and the last one's time; or no bytes, and whether a timeline follows.</summary>
    private void Write(SnapshotWriter writer, in TimelineRecord record)
    {
        if (!record.IsLarge && record.Used > 0)
        {
            writer.WriteBytes(blocks.Read(record.Place, record.Used));
            writer.WriteSigned(record.LastMs);
            return;
        }
        writer.WriteBytes([]);
        writer.WriteNumber(record.IsLarge ? 1 : 0);
        if (record.IsLarge)
            large[record.Place].WriteTo(writer);
    }
}
