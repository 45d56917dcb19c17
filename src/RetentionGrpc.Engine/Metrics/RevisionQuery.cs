using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// How new what a tenant's answers say is: of each partition, in order, the newest entry that changed an answer which reads nothing from an
/// instant on.
/// </summary>
/// <param name="endMs">The instant, UTC milliseconds.</param>
public sealed class RevisionQuery(long endMs) : Query<long[]>
{
    /// <inheritdoc/>
    public override long[] Answer(TenantState tenant) => [tenant.Revisions.Before(endMs)];

    /// <inheritdoc/>
    public override long[] Merge(long[] left, long[] right) => [.. left, .. right];
}
