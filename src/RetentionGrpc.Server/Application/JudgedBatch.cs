using System.Buffers;
using System.Text;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// A batch whose events are judged and assigned to partitions. Where an event goes depends on its bytes alone, so that a batch that is
/// sent again falls into the same parts. What it notes of each event is in rented memory, so that events cost no allocation.
/// </summary>
public sealed class JudgedBatch : IDisposable
{
    private readonly int[] _ends;
    private readonly List<(int Partition, Rejection Rejection)> _rejections = [];
    private readonly RejectionReason[] _reasons;
    private readonly int[] _places;
    private int _emptyPart = -1;

    private JudgedBatch(HostedTenant tenant, EventBatch events, int partitionCount)
    {
        (Tenant, Events) = (tenant, events);
        _ends = new int[partitionCount];
        _reasons = ArrayPool<RejectionReason>.Shared.Rent(events.Count);
        _places = ArrayPool<int>.Shared.Rent(events.Count);
    }

    /// <summary>Whose events they are.</summary>
    public HostedTenant Tenant { get; }

    /// <summary>The events.</summary>
    public EventBatch Events { get; }

    /// <summary>The partitions that have a part, in their order. A batch of a producer has at least one, be it without events.</summary>
    public IEnumerable<int> Partitions =>
        Enumerable.Range(0, _ends.Length).Where(partition => partition == _emptyPart || PartOf(partition).Length > 0);

    /// <summary>Judges a batch.</summary>
    /// <param name="tenant">Whose events they are.</param>
    /// <param name="producerId">Who sent them; empty without a sequence.</param>
    /// <param name="events">The events.</param>
    /// <param name="nowMs">The server's clock.</param>
    /// <param name="partitionCount">How many partitions there are.</param>
    public static JudgedBatch Of(HostedTenant tenant, string producerId, EventBatch events, long nowMs, int partitionCount)
    {
        var batch = new JudgedBatch(tenant, events, partitionCount);
        var producer = Encoding.UTF8.GetBytes(producerId);
        var partitions = ArrayPool<int>.Shared.Rent(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            var verdict = EventReader.Read(events[i], out var view);
            partitions[i] = Routing.PartitionOf(tenant.Id, view, producer, partitionCount);
            if (verdict.IsAccepted)
                verdict = tenant.Judge(view, nowMs, partitions[i]);
            batch._reasons[i] = verdict.Reason;
            if (!verdict.IsAccepted)
                batch._rejections.Add((partitions[i], new Rejection(i, Shown(view.EventId), verdict)));
        }
        batch.Split(partitions.AsSpan(0, events.Count));
        ArrayPool<int>.Shared.Return(partitions);
        if (events.Count == 0 && producer.Length > 0)
            batch._emptyPart = Routing.PartitionOf(tenant.Id, producer, partitionCount);
        return batch;
    }

    /// <summary>The events of a partition's part, by their places in the batch. Valid until the batch is disposed of.</summary>
    public ReadOnlyMemory<int> PartOf(int partition)
    {
        var start = partition == 0 ? 0 : _ends[partition - 1];
        return _places.AsMemory(start, _ends[partition] - start);
    }

    /// <summary>Why an event is rejected, or none.</summary>
    public RejectionReason ReasonOf(int index) => _reasons[index];

    /// <summary>Gives the rented memory back. Once, and only when every write of a part has ended.</summary>
    public void Dispose()
    {
        ArrayPool<RejectionReason>.Shared.Return(_reasons);
        ArrayPool<int>.Shared.Return(_places);
    }

    /// <summary>The first rejections among the events of some partitions.</summary>
    public IReadOnlyList<Rejection> RejectionsIn(Predicate<int> partition) =>
        [.. _rejections.Where(entry => partition(entry.Partition)).Select(entry => entry.Rejection).Take(BatchReceipt.RejectionLimit)];

    /// <summary>Counts the rejected events of some partitions by their reasons.</summary>
    public void CountRejectionsIn(Predicate<int> partition, IngestionMeter meter)
    {
        foreach (var reason in _rejections.Where(entry => partition(entry.Partition)).GroupBy(entry => entry.Rejection.Verdict.Reason))
            meter.Reject(reason.Key, reason.Count());
    }

    /// <summary>Puts the places of each partition's events side by side, in their order.</summary>
    private void Split(ReadOnlySpan<int> partitions)
    {
        foreach (var partition in partitions)
            _ends[partition]++;
        var start = 0;
        for (var i = 0; i < _ends.Length; i++)
            (_ends[i], start) = (start, start + _ends[i]);
        for (var i = 0; i < partitions.Length; i++)
            _places[_ends[partitions[i]]++] = i;
    }

    /// <summary>An id of any length, short enough to be sent back; a character that the cut divides is left out.</summary>
    internal static string Shown(ReadOnlySpan<byte> eventId)
    {
        var length = Math.Min(eventId.Length, EventLimits.IdBytes);
        while (length < eventId.Length && length > 0 && (eventId[length] & 0xC0) == 0x80)
            length--;
        return Encoding.UTF8.GetString(eventId[..length]);
    }
}
