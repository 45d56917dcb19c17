using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Customers;

/// <summary>
/// Attributes of a customer: the newest value by time holds, also for past windows; an empty value takes the attribute away.
/// </summary>
public static class CustomerAttributes
{
    /// <summary>The built-in attribute: the plan that the newest subscription event with a plan names, else the profile's.</summary>
    public static ReadOnlySpan<byte> Plan => "plan"u8;

    /// <summary>The number of an attribute's value in the tenant's table of texts, or -1 without one.</summary>
    /// <param name="live">The customer's live events.</param>
    /// <param name="keyNumber">The number of the attribute's name, or -1 if the tenant never saw it.</param>
    /// <param name="isPlan">Whether it is <see cref="Plan"/>.</param>
    public static int ValueOf(ReadOnlySpan<TimelineEvent> live, int keyNumber, bool isPlan)
    {
        var plan = isPlan ? NewestPlan(live) : -1;
        return plan >= 0 ? plan : NewestProfileValue(live, keyNumber);
    }

    private static int NewestPlan(ReadOnlySpan<TimelineEvent> live)
    {
        for (var i = live.Length - 1; i >= 0; i--)
        {
            var isPlanned = live[i].Kind == EventKind.Subscription && live[i].Action != (byte)SubscriptionAction.Cancelled;
            if (isPlanned && live[i].LabelNumber != Tenants.TenantState.EmptyText)
                return live[i].LabelNumber;
        }
        return -1;
    }

    private static int NewestProfileValue(ReadOnlySpan<TimelineEvent> live, int keyNumber)
    {
        for (var i = live.Length - 1; i >= 0 && keyNumber >= 0; i--)
        {
            if (live[i].Kind != EventKind.Profile)
                continue;
            var value = live[i].ValueOf(keyNumber);
            if (value >= 0)
                return value == Tenants.TenantState.EmptyText ? -1 : value;
        }
        return -1;
    }
}
