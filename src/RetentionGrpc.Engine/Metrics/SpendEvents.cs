using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>The live events of money spent, which belong to no customer, by time.</summary>
public sealed class SpendEventsQuery : Query<IReadOnlyList<CustomerEvent>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<CustomerEvent> Answer(TenantState tenant)
    {
        var live = tenant.Spend.Live(tenant.Order);
        var events = new CustomerEvent[live.Length];
        for (var i = 0; i < live.Length; i++)
            events[i] = CustomerEvent.Of(live[i], tenant);
        return events;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CustomerEvent> Merge(IReadOnlyList<CustomerEvent> left, IReadOnlyList<CustomerEvent> right) =>
        [.. left.Concat(right).OrderBy(spent => spent.OccurredMs)];
}
