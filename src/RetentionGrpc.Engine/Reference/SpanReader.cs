using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>The spans of customer after customer under any basis, in one place that is used again.</summary>
internal sealed class SpanReader
{
    private readonly ContractSpans? _contracts;
    private readonly BoundSelector _selector;
    private readonly long _inactivityMs;
    private readonly CustomerSpans _spans = new();

    public SpanReader(TenantState tenant, ChurnPopulation population)
    {
        if (population.Basis is CustomerBasis.Subscription or CustomerBasis.PayingSubscription)
            _contracts = new(tenant.Settings, population.Basis == CustomerBasis.PayingSubscription);
        _selector = population.CountedSelector.Bind(tenant);
        _inactivityMs = population.InactivityMs;
    }

    /// <summary>When a customer was one; valid until the next is read.</summary>
    public CustomerSpans Read(ReadOnlySpan<TimelineEvent> live) =>
        _contracts?.Read(live) ?? ActivitySpans.ReadInto(_spans, live, _selector, _inactivityMs);
}
