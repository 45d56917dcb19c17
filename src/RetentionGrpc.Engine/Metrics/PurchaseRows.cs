namespace RetentionGrpc.Engine.Metrics;

/// <summary>What the models of purchases read of one customer with a purchase.</summary>
/// <param name="Frequency">x: the tenant's days with a purchase, less 1.</param>
/// <param name="RecencyMs">t_x: from the first purchase to the first of the last such day; 0 without a repeat.</param>
/// <param name="AgeMs">T: from the first purchase to the instant asked about.</param>
/// <param name="RepeatTotal">What was bought on all those days but the first, minor units; refunds apart.</param>
public readonly record struct PurchaseRow(int Frequency, long RecencyMs, long AgeMs, double RepeatTotal) : IComparable<PurchaseRow>
{
    private const double WeekMs = 7.0 * 24 * 3600 * 1000;

    /// <summary>t_x in weeks.</summary>
    public double Recency => RecencyMs / WeekMs;

    /// <summary>T in weeks.</summary>
    public double Age => AgeMs / WeekMs;

    /// <inheritdoc/>
    public int CompareTo(PurchaseRow other)
    {
        if (Frequency != other.Frequency)
            return Frequency < other.Frequency ? -1 : 1;
        if (AgeMs != other.AgeMs)
            return AgeMs < other.AgeMs ? -1 : 1;
        return RecencyMs != other.RecencyMs ? RecencyMs < other.RecencyMs ? -1 : 1 : RepeatTotal.CompareTo(other.RepeatTotal);
    }

    /// <summary>By value, as records order nothing themselves.</summary>
    public static bool operator <(PurchaseRow x, PurchaseRow y) => x.CompareTo(y) < 0;

    /// <summary>See the operator before it.</summary>
    public static bool operator >(PurchaseRow x, PurchaseRow y) => x.CompareTo(y) > 0;

    /// <summary>See the operator before it.</summary>
    public static bool operator <=(PurchaseRow x, PurchaseRow y) => x.CompareTo(y) <= 0;

    /// <summary>See the operator before it.</summary>
    public static bool operator >=(PurchaseRow x, PurchaseRow y) => x.CompareTo(y) >= 0;
}
