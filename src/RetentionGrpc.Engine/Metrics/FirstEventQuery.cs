using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>When the tenant's first live event happened; null without any. Opens windows that have no start.</summary>
public sealed class FirstEventQuery : Query<long?>
{
    /// <inheritdoc/>
    public override long? Answer(TenantState tenant) => tenant.FirstEventMs();

    /// <inheritdoc/>
    public override long? Merge(long? left, long? right) => left is null || right < left ? right ?? left : left;
}
