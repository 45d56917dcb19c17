namespace PlainRecount;

/// <summary>A number as a fraction of whole numbers of any size, shortened.</summary>
internal readonly record struct PlainFraction(System.Numerics.BigInteger Over, System.Numerics.BigInteger Under)
    : IComparable<PlainFraction>
{
    public static readonly PlainFraction Zero = new(0, 1);

    public static PlainFraction Of(System.Numerics.BigInteger over, System.Numerics.BigInteger under)
    {
        var divisor = System.Numerics.BigInteger.GreatestCommonDivisor(over, under);
        return new(over / divisor, under / divisor);
    }

    /// <summary>The nearest whole number, of two the even one.</summary>
    public System.Numerics.BigInteger HalfEven
    {
        get
        {
            var twice = 2 * Over;
            var below = (twice - (((twice % (2 * Under)) + (2 * Under)) % (2 * Under))) / (2 * Under);
            var order = (twice - (2 * below * Under)).CompareTo(Under);
            return order > 0 || (order == 0 && !below.IsEven) ? below + 1 : below;
        }
    }

    public static PlainFraction operator +(PlainFraction x, PlainFraction y) =>
        Of((x.Over * y.Under) + (y.Over * x.Under), x.Under * y.Under);

    public static PlainFraction operator -(PlainFraction x, PlainFraction y) => x + new PlainFraction(-y.Over, y.Under);

    public int CompareTo(PlainFraction other) => (Over * other.Under).CompareTo(other.Over * Under);

    public static PlainFraction Sum(IEnumerable<PlainFraction> all) => all.Aggregate(Zero, (x, y) => x + y);
}
