using System.Text;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// A batch whose events are judged and assigned to partitions. Where an event goes depends on its bytes alone, so that a batch that is
/// sent again falls into the same parts.
/// </summary>
public sealed class JudgedBatch
{
    private readonly List<int>?[] _parts;
    private readonly RejectionReason[] _reasons;
    private readonly List<(int Partition, Rejection Rejection)> _rejections = [];

    private JudgedBatch(EventBatch events, int partitionCount)
    {
        Events = events;
        _reasons = new RejectionReason[events.Count];
        _parts = new List<int>?[partitionCount];
    }

    /// <summary>The events.</summary>
    public EventBatch Events { get; }

    /// <summary>The partitions that have a part, in their order. A batch of a producer has at least one, be it without events.</summary>
    public IEnumerable<int> Partitions => Enumerable.Range(0, _parts.Length).Where(partition => _parts[partition] is not null);

    /// <summary>Judges a batch.</summary>
    /// <param name="tenant">Whose events they are.</param>
    /// <param name="producerId">Who sent them; empty without a sequence.</param>
    /// <param name="events">The events.</param>
    /// <param name="nowMs">The server's clock.</param>
    /// <param name="partitionCount">How many partitions there are.</param>
    public static JudgedBatch Of(HostedTenant tenant, string producerId, EventBatch events, long nowMs, int partitionCount)
    {
        var batch = new JudgedBatch(events, partitionCount);
        var producer = Encoding.UTF8.GetBytes(producerId);
        for (var i = 0; i < events.Count; i++)
        {
            var verdict = EventReader.Read(events[i], out var view);
            if (verdict.IsAccepted)
                verdict = tenant.Judge(view, nowMs);
            var partition = Routing.PartitionOf(tenant.Id, view, producer, partitionCount);
            (batch._parts[partition] ??= []).Add(i);
            if (!verdict.IsAccepted)
                batch.Reject(i, partition, verdict, view.EventId);
        }
        if (events.Count == 0 && producer.Length > 0)
            batch._parts[Routing.PartitionOf(tenant.Id, producer, partitionCount)] = [];
        return batch;
    }

    /// <summary>The events of a partition's part, by their places in the batch.</summary>
    public IReadOnlyList<int> PartOf(int partition) => _parts[partition] ?? [];

    /// <summary>Why an event is rejected, or none.</summary>
    public RejectionReason ReasonOf(int index) => _reasons[index];

    /// <summary>The first rejections among the events of some partitions.</summary>
    public IReadOnlyList<Rejection> RejectionsIn(Predicate<int> partition) =>
        [.. _rejections.Where(entry => partition(entry.Partition)).Select(entry => entry.Rejection).Take(BatchReceipt.RejectionLimit)];

    /// <summary>Counts the rejected events of some partitions by their reasons.</summary>
    public void CountRejectionsIn(Predicate<int> partition, IngestionMeter meter)
    {
        foreach (var reason in _rejections.Where(entry => partition(entry.Partition)).GroupBy(entry => entry.Rejection.Verdict.Reason))
            meter.Reject(reason.Key, reason.Count());
    }

    private void Reject(int index, int partition, Verdict verdict, ReadOnlySpan<byte> eventId)
    {
        _reasons[index] = verdict.Reason;
        _rejections.Add((partition, new Rejection(index, Shown(eventId), verdict)));
    }

    /// <summary>An id of any length, short enough to be sent back; a character that the cut divides is left out.</summary>
    private static string Shown(ReadOnlySpan<byte> eventId)
    {
        var length = Math.Min(eventId.Length, EventLimits.IdBytes);
        while (length < eventId.Length && length > 0 && (eventId[length] & 0xC0) == 0x80)
            length--;
        return Encoding.UTF8.GetString(eventId[..length]);
    }
}
