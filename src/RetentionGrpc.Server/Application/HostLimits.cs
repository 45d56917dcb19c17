using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Server.Application;

/// <summary>What a host keeps to.</summary>
/// <param name="SnapshotBytes">A partition's snapshot is due after more than so many bytes of log, and half the snapshot before.</param>
/// <param name="MemoryBytes">Above so many bytes of memory nothing is taken.</param>
/// <param name="Memory">Measures memory.</param>
/// <param name="TextBytes">Bytes of ids, or of names and values, of a tenant in a partition; beyond, its events are rejected there.</param>
/// <param name="Indexes">When tenants are indexed, and over how many days; null means as usual.</param>
/// <param name="IndexVisit">Customers that are indexed in one visit of a partition, from 1 up: 500 take about a millisecond.</param>
/// <param name="EraseWithin">What was erased is in no file any more after so long; null means an hour.</param>
/// <param name="ConfirmEvery">The log is asked so often whether it is still what is served; null where nobody else can write it.</param>
public sealed record HostLimits(
    long SnapshotBytes, long MemoryBytes, MemoryGauge Memory, long TextBytes = PartitionSettings.MostTextBytes,
    IndexSettings? Indexes = null, int IndexVisit = 500, TimeSpan? EraseWithin = null, TimeSpan? ConfirmEvery = null)
{
    /// <summary>How long it may take, without an option, until what was erased is in no file any more.</summary>
    public static readonly TimeSpan UsualEraseWithin = TimeSpan.FromHours(1);

    /// <summary>64 MiB of log, and three quarters of the memory that the process may have.</summary>
    public static HostLimits Default { get; } =
        new(64 * 1024 * 1024, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3, MemoryGauge.OfProcess);
}
