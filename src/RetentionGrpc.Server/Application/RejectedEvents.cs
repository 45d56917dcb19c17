using System.Text;
using RetentionGrpc.Engine;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Server.Application;

/// <summary>The dead letter of tenants over all partitions: lists what was rejected, and judges it again.</summary>
/// <param name="pipeline">Confirms the log, and says when nothing is taken.</param>
/// <param name="partitions">The partitions.</param>
/// <param name="writers">The writer of each.</param>
/// <param name="clock">The server's clock.</param>
public sealed class RejectedEvents(
    IngestionPipeline pipeline, PartitionSet partitions, IReadOnlyList<PartitionWriter> writers, TimeProvider clock)
{
    /// <summary>Bytes of a page: it must fit into the message of 4 MiB that clients take, with room to spare.</summary>
    public const int PageBytes = 3 * 1024 * 1024;

    // Ids of 128 bytes, a field, a message and numbers: more than they can take.
    private const int EventOverhead = 1024;

    /// <summary>A page of the events that match, newest first.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="filter">Which.</param>
    /// <param name="after">The last event of the page before; null for the first page.</param>
    /// <param name="size">Events of the page; fewer if they are large.</param>
    public RejectedEventPage List(HostedTenant tenant, RejectedEventFilter filter, RejectedEventId? after, int size)
    {
        var (found, total) = (new List<(RejectedEventId Id, RejectedEvent Event)>(), 0L);
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            var matching = Select(partition, tenant, filter.Matches);
            total += matching.Count;
            // A page needs no more than the newest of each partition.
            found.AddRange(matching.Where(one => after is not { } last || RejectedEventId.NewestFirst.Compare(one.Id, last) > 0)
                .TakeLast(size + 1));
        }
        found.Sort((x, y) => RejectedEventId.NewestFirst.Compare(x.Id, y.Id));
        var (page, bytes) = (new List<ListedEvent>(), 0);
        foreach (var (id, rejected) in found.Take(size))
        {
            bytes += rejected.Payload.Length + EventOverhead;
            if (bytes > PageBytes)
                break;
            page.Add(new(id, rejected, Explain(tenant, id.Partition, rejected)));
        }
        return new(page, found.Count > page.Count, total);
    }

    /// <summary>
    /// Judges named events again, by the clock and the tenant's names now. Those that are accepted count once this ends; an event that has
    /// left the dead letter is absent, so the same call twice counts nothing twice.
    /// </summary>
    public Task<Outcome<ReingestReceipt>> ReingestAsync(HostedTenant tenant, IReadOnlyCollection<RejectedEventId> ids)
    {
        var named = ids.ToHashSet();
        return ReingestAsync(tenant, () => FindAll(tenant, named), named.Count);
    }

    /// <summary>Judges all events of a reason again, or all there are.</summary>
    public Task<Outcome<ReingestReceipt>> ReingestAsync(HostedTenant tenant, RejectionReason reason)
    {
        var filter = new RejectedEventFilter(reason, "");
        return ReingestAsync(tenant, () => [.. AllPartitions.SelectMany(partition => Select(partition, tenant, filter.Matches))], 0);
    }

    private IEnumerable<int> AllPartitions => Enumerable.Range(0, partitions.Count);

    private async Task<Outcome<ReingestReceipt>> ReingestAsync(
        HostedTenant tenant, Func<List<(RejectedEventId Id, RejectedEvent Event)>> find, int named)
    {
        if (pipeline.UnwillingnessFor(tenant) is { } unwilling)
            return unwilling;
        // What is absent is told from memory.
        if (await pipeline.ConfirmAsync() is { } unconfirmed)
            return unconfirmed;
        var position = partitions.Sequences();
        var found = find();
        return await tenant.WhileUnderWay(async () =>
        {
            var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var accepted = found.Where(one => IsAcceptedNow(tenant, one.Id.Partition, one.Event, nowMs)).ToLookup(one => one.Id.Partition);
            var writes = Write(tenant, accepted);
            var receipt = new ReingestReceipt(
                0, 0, found.Count - accepted.Sum(part => part.Count()), Math.Max(0, named - found.Count), position);
            return await GatherAsync(writes, receipt);
        }, outcome => outcome.IsRefused);
    }

    /// <summary>All of a call at once.</summary>
    private List<(int Partition, Task<WriteResult> Result)> Write(
        HostedTenant tenant, ILookup<int, (RejectedEventId Id, RejectedEvent Event)> accepted)
    {
        using var handing = pipeline.Hand();
        return [.. accepted.Select(part => (part.Key, writers[part.Key].Write(
            new PendingWrite(tenant, [.. part.Select(one => one.Id.Key)]))))];
    }

    private static async Task<Outcome<ReingestReceipt>> GatherAsync(
        List<(int Partition, Task<WriteResult> Result)> writes, ReingestReceipt receipt)
    {
        Refusal? refusal = null;
        foreach (var (partition, task) in writes)
        {
            var result = await task;
            refusal ??= result.Refusal;
            receipt.Position[partition] = Math.Max(receipt.Position[partition], result.Sequence);
            receipt = receipt with
            {
                Accepted = receipt.Accepted + result.Outcome.Accepted,
                Duplicates = receipt.Duplicates + result.Outcome.Duplicates,
                Absent = receipt.Absent + result.Outcome.Absent,
            };
        }
        return refusal is null ? receipt : refusal;
    }

    private List<(RejectedEventId Id, RejectedEvent Event)> FindAll(HostedTenant tenant, HashSet<RejectedEventId> ids)
    {
        var found = new List<(RejectedEventId Id, RejectedEvent Event)>();
        foreach (var part in ids.Where(id => id.Partition >= 0 && id.Partition < partitions.Count).GroupBy(id => id.Partition))
            found.AddRange(Select(part.Key, tenant, part.Select(id => id.Key).ToHashSet()));
        return [.. found.Where(one => ids.Contains(one.Id))];
    }

    private List<(RejectedEventId Id, RejectedEvent Event)> Select(int partition, HostedTenant tenant, HashSet<RejectedEventKey> keys) =>
        Select(partition, tenant, rejected => keys.Contains(rejected.Key));

    /// <summary>Some events of one partition, oldest first. They never change, so they may leave the gate.</summary>
    private List<(RejectedEventId Id, RejectedEvent Event)> Select(int partition, HostedTenant tenant, Func<RejectedEvent, bool> which) =>
        partitions[partition].Enter(state => state.Get(tenant.Id).DeadLetter.Events.Where(which)
            .Select(one => (new RejectedEventId(one.ReceivedMs, partition, one.Key), one)).ToList());

    private bool IsAcceptedNow(HostedTenant tenant, int partition, RejectedEvent rejected, long nowMs) =>
        !rejected.IsCut && EventReader.Read(rejected.Payload.Span, out var view).IsAccepted
        // Where an event goes is decided once: one that another version read otherwise stays.
        && Routing.PartitionOf(tenant.Id, view, Encoding.UTF8.GetBytes(rejected.ProducerId), partitions.Count) == partition
        && tenant.Judge(view, nowMs, partition).IsAccepted;

    private static Rejection Explain(HostedTenant tenant, int partition, RejectedEvent rejected)
    {
        if (rejected.IsCut)
            return new(rejected.Index, "", EventReader.TooLarge);
        var verdict = EventReader.Read(rejected.Payload.Span, out var view);
        if (verdict.IsAccepted)
            verdict = tenant.Explain(view, rejected.Reason, partition);
        return new(rejected.Index, JudgedBatch.Shown(view.EventId), verdict with { Reason = rejected.Reason });
    }
}
