using System.Numerics;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Recurring revenue a month, exact: what contracts bill, by the months of their billing periods.</summary>
public sealed class MonthlyRevenue
{
    private readonly Int128[] _ofMonths = new Int128[EventLimits.BillingMonths + 1];

    /// <summary>Customers with revenue over 0.</summary>
    public long PayingCustomers { get; internal set; }

    /// <summary>The sum of amount / months, in minor units, rounded half to even once.</summary>
    public Int128 Rounded()
    {
        var (numerator, denominator) = (BigInteger.Zero, BigInteger.One);
        for (var months = 1; months < _ofMonths.Length; months++)
        {
            if (_ofMonths[months] != 0)
                (numerator, denominator) = (numerator * months + (BigInteger)_ofMonths[months] * denominator, denominator * months);
        }
        var whole = BigInteger.DivRem(numerator, denominator, out var rest);
        var half = (2 * rest).CompareTo(denominator);
        return (Int128)(half > 0 || (half == 0 && !whole.IsEven) ? whole + 1 : whole);
    }

    internal void Add(long amount, int months) => _ofMonths[months] += amount;

    internal void Add(MonthlyRevenue other)
    {
        PayingCustomers += other.PayingCustomers;
        for (var months = 1; months < _ofMonths.Length; months++)
            _ofMonths[months] += other._ofMonths[months];
    }
}
