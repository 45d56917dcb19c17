using System.Numerics;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// What one customer's contracts bring a month at an instant: amount / months of those that count then, by the rules of
/// <see cref="ContractSpans"/>, summed up exactly. One is used for customer after customer.
/// </summary>
/// <param name="settings">The tenant's policies.</param>
internal sealed class ContractRevenue(TenantSettings settings)
{
    private readonly List<Contract> _contracts = [];

    /// <summary>The sum in minor units, rounded once, half to even.</summary>
    /// <param name="live">The customer's events.</param>
    /// <param name="atMs">Just before this.</param>
    public Int128 At(ReadOnlySpan<TimelineEvent> live, long atMs)
    {
        _contracts.Clear();
        foreach (ref readonly var step in live)
        {
            if (step.OccurredMs >= atMs)
                break;
            if (step.Kind == EventKind.Subscription)
                Of(step.NameNumber).Take(step, settings);
        }
        Int128 whole = 0;
        var isWhole = true;
        foreach (var contract in _contracts)
        {
            var amount = contract.AmountAt(atMs);
            isWhole &= amount % contract.Months == 0;
            whole += amount / contract.Months;
        }
        return isWhole ? whole : Exactly(atMs);
    }

    private Int128 Exactly(long atMs)
    {
        var (numerator, denominator) = (BigInteger.Zero, BigInteger.One);
        foreach (var contract in _contracts)
        {
            numerator = numerator * contract.Months + contract.AmountAt(atMs) * denominator;
            denominator *= contract.Months;
        }
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var half = (2 * rest).CompareTo(denominator);
        return (Int128)(half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient);
    }

    private Contract Of(int name)
    {
        foreach (var known in _contracts)
        {
            if (known.Name == name)
                return known;
        }
        var contract = new Contract(name);
        _contracts.Add(contract);
        return contract;
    }

    /// <summary>One contract, step by step.</summary>
    private sealed class Contract(int name)
    {
        private long _amount;
        private long _untilMs;
        private long _paidThroughMs = EventView.Absent;
        private bool _isOpen;

        public int Name => name;

        public int Months { get; private set; } = 1;

        /// <summary>What it bills in <see cref="Months"/>; 0 if it does not count.</summary>
        public long AmountAt(long ms) => _isOpen && ms <= _untilMs ? _amount : 0;

        public void Take(in TimelineEvent step, TenantSettings settings)
        {
            if (step.UntilMs != EventView.Absent)
                _paidThroughMs = step.UntilMs;
            var counted = _isOpen && _untilMs >= step.OccurredMs;
            switch ((SubscriptionAction)step.Action)
            {
                case SubscriptionAction.Cancelled:
                    _isOpen = counted && settings.CancellationPolicy == CancellationPolicy.AtPaidPeriodEnd;
                    _untilMs = Math.Max(step.OccurredMs, _paidThroughMs);
                    break;
                case SubscriptionAction.Paused:
                    (_isOpen, _untilMs) = (settings.PausePolicy == PausePolicy.StillACustomer, long.MaxValue);
                    break;
                case SubscriptionAction.Resumed when step.Number == EventView.Absent:
                    (_isOpen, _untilMs) = (true, long.MaxValue);
                    break;
                default:
                    (_isOpen, _untilMs) = (true, long.MaxValue);
                    (_amount, Months) = (Math.Max(step.Number, 0), Math.Max(step.Detail, 1));
                    break;
            }
        }
    }
}
