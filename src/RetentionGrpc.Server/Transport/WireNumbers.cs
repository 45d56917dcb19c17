using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>Rates for the wire.</summary>
internal static class WireNumbers
{
    /// <summary>A rate beside its integers; 0/0 and n/0 have no value.</summary>
    public static Ratio Ratio(long numerator, long denominator)
    {
        var ratio = new Ratio { Numerator = numerator, Denominator = denominator };
        if (denominator != 0)
            ratio.Value = (double)numerator / denominator;
        return ratio;
    }

    /// <summary>Refuses sums of money that the wire cannot carry.</summary>
    public static void RequireMoney(QueryCall call, string field, params ReadOnlySpan<Int128> sums)
    {
        foreach (var sum in sums)
        {
            if (sum < long.MinValue || sum > long.MaxValue)
            {
                call.Violations.Add(field, "A sum of money is beyond 64 bits of minor units: take a shorter window.");
                break;
            }
        }
        call.Check();
    }
}
