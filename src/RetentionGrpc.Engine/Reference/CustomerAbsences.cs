using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// When one customer was lost and came back. One is used for customer after customer: what it gives is valid until it reads the next.
/// </summary>
/// <param name="tenant">Whose customers.</param>
/// <param name="population">Who counts.</param>
internal sealed class CustomerAbsences(TenantState tenant, ChurnPopulation population)
{
    private readonly BoundSelector _selector = population.CountedSelector.Bind(tenant);
    private readonly ContractSpans _contracts = new(tenant.Settings, population.Basis == CustomerBasis.PayingSubscription);
    private readonly CustomerSpans _activity = new();
    private readonly List<Absence> _absences = [];
    private readonly bool _isByInactivity = population.Basis is CustomerBasis.Activity or CustomerBasis.Purchase;

    /// <summary>A time of being no customer any more: at every instant t with LossMs &lt; t &lt;= ReturnMs.</summary>
    /// <param name="LossMs">The last instant of being a customer.</param>
    /// <param name="ReturnMs">The instant of the event that ended it; null without any.</param>
    public readonly record struct Absence(long LossMs, long? ReturnMs)
    {
        /// <summary>Whether the customer is away just before an instant.</summary>
        public bool Holds(long ms) => LossMs < ms && (ReturnMs is null || ms <= ReturnMs);
    }

    /// <summary>The absences of the next customer, in order.</summary>
    public List<Absence> Read(ReadOnlySpan<TimelineEvent> live)
    {
        _absences.Clear();
        var spans = SpansOf(live).Spans;
        for (var i = 0; i < spans.Count && spans[i].ToMs < long.MaxValue; i++)
        {
            long? returnMs = i + 1 < spans.Count ? spans[i + 1].FromMs : null;
            // A contract that goes on as another ends, or changes, is no loss; an event at the deadline comes too late.
            if (_isByInactivity || returnMs != spans[i].ToMs)
                _absences.Add(new(spans[i].ToMs, returnMs));
        }
        return _absences;
    }

    private CustomerSpans SpansOf(ReadOnlySpan<TimelineEvent> live)
    {
        if (!_isByInactivity)
            return _contracts.Read(live);
        _activity.Clear();
        ActivitySpans.Read(_activity, live, _selector, population.InactivityMs);
        return _activity;
    }
}
