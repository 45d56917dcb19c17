using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>When customers of a partition did something first: looked up in the timeline once for each who is asked about.</summary>
/// <param name="tenant">Whose customers.</param>
/// <param name="selector">What they did.</param>
internal sealed class Conversions(TenantState tenant, ActivitySelector selector)
{
    private const long Unknown = long.MinValue;
    private const long Never = long.MaxValue;

    private readonly BoundSelector _selector = selector.Bind(tenant);
    private readonly long[] _firstMs = Unasked(tenant.Customers.Count);

    /// <summary>The instant; null of who never did it, or is no customer here.</summary>
    public long? Of(ReadOnlySpan<byte> id)
    {
        if (tenant.Customers.Find(id) is not (>= 0 and var customer))
            return null;
        ref var firstMs = ref _firstMs[customer];
        if (firstMs == Unknown)
            firstMs = Find(customer);
        return firstMs == Never ? null : firstMs;
    }

    private long Find(int customer)
    {
        foreach (ref readonly var act in tenant.Live(customer))
        {
            if (_selector.Picks(act))
                return act.OccurredMs;
        }
        return Never;
    }

    private static long[] Unasked(int count)
    {
        var all = new long[count];
        Array.Fill(all, Unknown);
        return all;
    }
}
