using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Adds up what the contracts of customer after customer bring in a month, just before an instant.</summary>
/// <param name="settings">The tenant's policies.</param>
/// <param name="atMs">The instant.</param>
internal sealed class MonthlyRevenueAt(TenantSettings settings, long atMs)
{
    private readonly List<Contract> _contracts = [];

    /// <summary>The sum so far.</summary>
    public MonthlyRevenue Sum { get; } = new();

    /// <summary>Adds one customer's contracts.</summary>
    public void Add(ReadOnlySpan<TimelineEvent> live)
    {
        _contracts.Clear();
        foreach (ref readonly var step in live)
        {
            if (step.OccurredMs >= atMs)
                break;
            if (step.Kind == EventKind.Subscription)
                ContractOf(step.NameNumber).Take(step, settings);
        }
        var pays = false;
        foreach (ref readonly var contract in CollectionsMarshal.AsSpan(_contracts))
        {
            if (contract.UntilMs < atMs || contract.Amount == 0)
                continue;
            Sum.Add(contract.Amount, contract.Months);
            pays = true;
        }
        Sum.PayingCustomers += pays ? 1 : 0;
    }

    private ref Contract ContractOf(int name)
    {
        foreach (ref var contract in CollectionsMarshal.AsSpan(_contracts))
        {
            if (contract.Name == name)
                return ref contract;
        }
        _contracts.Add(new(name));
        return ref CollectionsMarshal.AsSpan(_contracts)[^1];
    }

    /// <summary>One contract, step by step.</summary>
    private struct Contract(int name)
    {
        private long _paidThroughMs = EventView.Absent;

        public int Name { get; } = name;

        public long Amount { get; private set; }

        public int Months { get; private set; } = 1;

        /// <summary>The last instant just before which it counts; the least number there is while it does not.</summary>
        public long UntilMs { get; private set; } = long.MinValue;

        public void Take(in TimelineEvent step, TenantSettings settings)
        {
            if (step.UntilMs != EventView.Absent)
                _paidThroughMs = step.UntilMs;
            var wasOpen = Amount > 0 && UntilMs >= step.OccurredMs;
            var action = (SubscriptionAction)step.Action;
            if (action is SubscriptionAction.Started or SubscriptionAction.Changed)
                (Amount, Months) = (Math.Max(step.Number, 0), step.Detail);
            else if (action == SubscriptionAction.Resumed && step.Number != EventView.Absent)
                (Amount, Months) = (step.Number, step.Detail);
            UntilMs = action switch
            {
                SubscriptionAction.Started or SubscriptionAction.Changed or SubscriptionAction.Resumed => long.MaxValue,
                SubscriptionAction.Paused when settings.PausePolicy == PausePolicy.StillACustomer => long.MaxValue,
                SubscriptionAction.Cancelled when wasOpen && settings.CancellationPolicy == CancellationPolicy.AtPaidPeriodEnd =>
                    Math.Max(step.OccurredMs, _paidThroughMs),
                _ => long.MinValue,
            };
        }
    }
}
