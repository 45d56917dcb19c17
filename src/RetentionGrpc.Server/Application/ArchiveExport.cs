using RetentionGrpc.Storage;
using RetentionGrpc.Storage.Archives;

namespace RetentionGrpc.Server.Application;

/// <summary>An archive that is being read.</summary>
/// <param name="Header">What it says of itself.</param>
/// <param name="Bytes">Its bytes, made as they are asked for, once.</param>
public sealed record ExportedArchive(ArchiveHeader Header, IEnumerable<ReadOnlyMemory<byte>> Bytes);

/// <summary>
/// Makes archives: all partitions as they are at one point, at which every batch, tenant, declaration and erasure is in all of them or in
/// none. Events go on being taken; what changes of the state meanwhile is there twice until the archive is read.
/// </summary>
/// <param name="store">Says of what log and durability it is.</param>
/// <param name="partitions">The partitions.</param>
/// <param name="pipeline">Finds the point.</param>
/// <param name="tenants">The tenants.</param>
/// <param name="erasures">The erasures.</param>
/// <param name="clock">Dates the point.</param>
public sealed class ArchiveExport(
    ILogStore store, PartitionSet partitions, IngestionPipeline pipeline, TenantRegistry tenants, CustomerErasures erasures,
    TimeProvider clock)
{
    /// <summary>The product's version, as archives tell it.</summary>
    public static string ProductVersion { get; } = typeof(ArchiveExport).Assembly.GetName().Version!.ToString(3);

    /// <summary>An archive of now.</summary>
    public Task<Outcome<ExportedArchive>> CutAsync() =>
        tenants.StandStillAsync(() => erasures.StandStillAsync(tenants.Find, CutAllAsync));

    /// <summary>What a partition holds; tenants are counted in partition 0.</summary>
    internal static ArchiveCounts CountsOf(Engine.Partition partition, bool isFirst) => new(
        isFirst ? partition.Tenants.Count : 0, partition.Tenants.Sum(tenant => (long)tenant.Customers.KnownCount),
        partition.Tenants.Sum(tenant => tenant.Tally.EventCount), partition.Tenants.Sum(tenant => (long)tenant.DeadLetter.Events.Count));

    /// <summary>What partitions hold together.</summary>
    internal static ArchiveCounts Sum(IEnumerable<ArchiveCounts> counts) => counts.Aggregate((x, y) => new(
        x.Tenants + y.Tenants, x.Customers + y.Customers, x.Events + y.Events, x.RejectedEvents + y.RejectedEvents));

    private async Task<Outcome<ExportedArchive>> CutAllAsync()
    {
        var cuts = new (PartitionCut Cut, ArchiveCounts Counts)[partitions.Count];
        var refusal = await pipeline.VisitAsync((partition, gate) =>
            cuts[partition] = (gate.Cut(), gate.Enter(state => CountsOf(state, partition == 0))));
        if (refusal is not null)
            return refusal;
        var header = new ArchiveHeader(
            ProductVersion, clock.GetUtcNow().ToUnixTimeMilliseconds(), partitions.Log.Id, partitions.Count, store.Durability,
            Sum(cuts.Select(cut => cut.Counts)));
        return new ExportedArchive(header, ArchiveWriter.Write(header, cuts.Select(cut => cut.Cut.State.Chunks())));
    }
}
