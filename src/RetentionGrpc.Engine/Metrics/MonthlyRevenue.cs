using System.Globalization;
using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// Recurring revenue per month, exactly: what a contract bills over the months that it bills for, and sums and differences of such. Money
/// is rounded only where it is shown, once per total.
/// </summary>
/// <remarks>
/// Minor units, rounded down, and the rest in [0, 1) in parts of the least common multiple of 1 to <see cref="EventLimits.BillingMonths"/>,
/// which has 170 bits: whatever is divided by such a number of months is a whole number of parts.
/// </remarks>
public readonly record struct MonthlyRevenue : IComparable<MonthlyRevenue>
{
    /// <summary>
    /// Shares of a minor unit, the least common multiple of 1 to 16: what is billed for a month, a quarter, 1, 2, 3, 4, 5 or 10 years, and
    /// most besides, is a whole number of them.
    /// </summary>
    public const int Shares = 720_720;

    private static readonly MonthlyRevenue[] PartsOfMonths = MakePartsOfMonths();
    private static readonly MonthlyRevenue PartsOfShare = MakePartsOf(Shares);

    private readonly Int128 _whole;
    private readonly UInt128 _low;
    private readonly ulong _high;

    private MonthlyRevenue(Int128 whole, ulong high, UInt128 low) => (_whole, _high, _low) = (whole, high, low);

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => this == default;

    /// <summary>Minor units, rounded half-even.</summary>
    public Int128 Rounded
    {
        get
        {
            // 2 × 2^170 parts fit.
            var order = Compare((_high << 1) | (ulong)(_low >> 127), _low << 1, One._high, One._low);
            return order > 0 || (order == 0 && Int128.IsOddInteger(_whole)) ? _whole + 1 : _whole;
        }
    }

    /// <summary>All parts of one minor unit.</summary>
    private static MonthlyRevenue One => PartsOfMonths[1];

    /// <summary>What a contract bills, over the months that it bills for.</summary>
    /// <param name="amount">Minor units, 0 or more.</param>
    /// <param name="months">1 to <see cref="EventLimits.BillingMonths"/>.</param>
    public static MonthlyRevenue Of(long amount, int months)
    {
        var (whole, rest) = Math.DivRem(amount, months);
        if (rest == 0)
            return new(whole, 0, 0);
        return Times(whole, PartsOfMonths[months], (ulong)rest);
    }

    /// <summary>So many shares of a minor unit.</summary>
    /// <param name="shares">0 or more.</param>
    public static MonthlyRevenue OfShares(long shares)
    {
        var (whole, rest) = Math.DivRem(shares, Shares);
        return Times(whole, PartsOfShare, (ulong)rest);
    }

    /// <summary>The same in shares of a minor unit, if it is a whole number of them.</summary>
    public bool TryInShares(out Int128 shares)
    {
        var rest = (ulong)Math.Round(PartsOf(this) / PartsOf(PartsOfShare));
        shares = _whole * Shares + rest;
        var same = Times(_whole, PartsOfShare, rest);
        return same._high == _high && same._low == _low && rest < Shares;
    }

    /// <summary>The sum.</summary>
    public static MonthlyRevenue operator +(MonthlyRevenue x, MonthlyRevenue y)
    {
        var low = unchecked(x._low + y._low);
        var high = x._high + y._high + (low < x._low ? 1UL : 0);
        return Compare(high, low, One._high, One._low) < 0
            ? new(x._whole + y._whole, high, low)
            : new(x._whole + y._whole + 1, Less(high, low, One._high, One._low), unchecked(low - One._low));
    }

    /// <summary>The difference.</summary>
    public static MonthlyRevenue operator -(MonthlyRevenue x, MonthlyRevenue y)
    {
        var (high, low) = (Less(x._high, x._low, y._high, y._low), unchecked(x._low - y._low));
        if (Compare(x._high, x._low, y._high, y._low) >= 0)
            return new(x._whole - y._whole, high, low);
        var sum = unchecked(low + One._low);
        return new(x._whole - y._whole - 1, unchecked(high + One._high + (sum < low ? 1UL : 0)), sum);
    }

    /// <summary>The sum.</summary>
    public static MonthlyRevenue Add(MonthlyRevenue x, MonthlyRevenue y) => x + y;

    /// <summary>The difference.</summary>
    public static MonthlyRevenue Subtract(MonthlyRevenue x, MonthlyRevenue y) => x - y;

    /// <summary>Whether it is less.</summary>
    public static bool operator <(MonthlyRevenue x, MonthlyRevenue y) => x.CompareTo(y) < 0;

    /// <summary>Whether it is more.</summary>
    public static bool operator >(MonthlyRevenue x, MonthlyRevenue y) => x.CompareTo(y) > 0;

    /// <summary>Whether it is no more.</summary>
    public static bool operator <=(MonthlyRevenue x, MonthlyRevenue y) => x.CompareTo(y) <= 0;

    /// <summary>Whether it is no less.</summary>
    public static bool operator >=(MonthlyRevenue x, MonthlyRevenue y) => x.CompareTo(y) >= 0;

    /// <inheritdoc/>
    public int CompareTo(MonthlyRevenue other) =>
        _whole == other._whole ? Compare(_high, _low, other._high, other._low) : _whole.CompareTo(other._whole);

    /// <summary>Minor units, with the parts where there are any.</summary>
    public override string ToString() => _high == 0 && _low == 0
        ? _whole.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{_whole} + 0x{_high:x}{_low:x32} parts");

    private static int Compare(ulong high, UInt128 low, ulong otherHigh, UInt128 otherLow) =>
        high == otherHigh ? low.CompareTo(otherLow) : high.CompareTo(otherHigh);

    /// <summary>The upper part of a difference.</summary>
    private static ulong Less(ulong high, UInt128 low, ulong otherHigh, UInt128 otherLow) =>
        unchecked(high - otherHigh - (low < otherLow ? 1UL : 0));

    private static MonthlyRevenue Times(Int128 whole, MonthlyRevenue part, ulong times)
    {
        unchecked
        {
            var low = (UInt128)(ulong)part._low * times;
            var middle = (part._low >> 64) * times + (low >> 64);
            return new(whole, part._high * times + (ulong)(middle >> 64), (middle << 64) | (ulong)low);
        }
    }

    private static double PartsOf(MonthlyRevenue rest) => rest._high * Math.Pow(2, 128) + (double)rest._low;

    /// <summary>For each number of months the parts of one minor unit over them; of 1 month all parts, as nowhere else.</summary>
    private static MonthlyRevenue[] MakePartsOfMonths() =>
        [default, .. Enumerable.Range(1, EventLimits.BillingMonths).Select(MakePartsOf)];

    private static MonthlyRevenue MakePartsOf(int divisor)
    {
        var parts = System.Numerics.BigInteger.One;
        for (var months = 2; months <= EventLimits.BillingMonths; months++)
            parts = parts / System.Numerics.BigInteger.GreatestCommonDivisor(parts, months) * months;
        parts /= divisor;
        return new(0, (ulong)(parts >> 128), (UInt128)(parts & UInt128.MaxValue));
    }
}
