using System.Text;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Producers;

/// <summary>
/// How far a producer was known in each partition of the data that this data was restored from, as long as it matters: until a batch above
/// the newest of those has come. A batch that is sent again is divided over other partitions now; where each of its events was then, its
/// bytes tell, and so whether it counts already.
/// </summary>
/// <param name="Lasts">
/// Of the restores one after the other, for each partition the last sequence that had a part there; 0 without any.
/// </param>
internal sealed record ProducerOrigin(IReadOnlyList<long[]> Lasts)
{
    /// <summary>The newest sequence that had a part anywhere.</summary>
    public long Highest { get; } = Lasts.Max(lasts => lasts.Max());

    /// <summary>Whether an event of a batch counted, or was rejected, before the data was restored.</summary>
    public bool Has(SubBatchHeader header, ReadOnlySpan<byte> payload)
    {
        EventReader.Read(payload, out var view);
        var producer = Encoding.UTF8.GetBytes(header.ProducerId);
        foreach (var lasts in Lasts)
        {
            if (lasts[Routing.PartitionOf(header.TenantId, view, producer, lasts.Length)] >= header.Sequence)
                return true;
        }
        return false;
    }
}
