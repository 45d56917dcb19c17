using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// How new what a tenant's answers say is: of each partition, in order, the newest entry that changed an answer which reads nothing from an
/// instant on. The path of its cost says whether the timelines of all customers would be read for such answers. About a microsecond a
/// partition.
/// </summary>
/// <param name="endMs">The instant, UTC milliseconds.</param>
/// <param name="planned">The questions that may be asked.</param>
public sealed class RevisionQuery(long endMs, IReadOnlyList<Query> planned) : Query<long[]>
{
    /// <inheritdoc/>
    public override long[] Answer(TenantState tenant)
    {
        foreach (var query in planned)
            query.Plan(tenant);
        return [tenant.Revisions.Before(endMs)];
    }

    /// <inheritdoc/>
    public override long[] Merge(long[] left, long[] right) => [.. left, .. right];
}
