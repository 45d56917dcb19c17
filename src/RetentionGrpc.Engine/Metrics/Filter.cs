using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>A condition on the value of an attribute or of an event property; values are compared byte by byte.</summary>
/// <param name="Key">The attribute or property, in UTF-8.</param>
/// <param name="Excludes">NOT_IN: passes when the value is none of these, or there is no value. Otherwise IN.</param>
/// <param name="Values">The values, in UTF-8.</param>
public sealed record Condition(byte[] Key, bool Excludes, IReadOnlyList<byte[]> Values);

/// <summary>Conditions that must all hold; without any, everything passes.</summary>
/// <param name="Conditions">The conditions.</param>
public sealed record Filter(IReadOnlyList<Condition> Conditions)
{
    /// <summary>Everything passes.</summary>
    public static Filter None { get; } = new([]);

    /// <summary>Whether it is about the customer's plan, were it a filter of customers.</summary>
    internal bool ReadsPlan
    {
        get
        {
            foreach (var condition in Conditions)
            {
                if (condition.Key.AsSpan().SequenceEqual(CustomerAttributes.Plan))
                    return true;
            }
            return false;
        }
    }

    /// <summary>The filter in the numbers of one tenant's table of texts.</summary>
    public BoundFilter Bind(TenantState tenant) => new(this, tenant.Texts);
}

/// <summary>A filter whose texts are numbers of one tenant's table.</summary>
public sealed class BoundFilter
{
    private readonly BoundCondition[] _conditions;

    internal BoundFilter(Filter filter, ByteStringTable texts) => _conditions =
    [
        .. filter.Conditions.Select(condition => new BoundCondition(
            texts.Find(condition.Key),
            condition.Key.AsSpan().SequenceEqual(CustomerAttributes.Plan),
            condition.Excludes,
            new(condition.Values.Select(value => texts.Find(value))))),
    ];

    /// <summary>Whether a customer passes, by the newest attributes.</summary>
    public bool PassesCustomer(ReadOnlySpan<TimelineEvent> live)
    {
        foreach (var condition in _conditions)
        {
            if (!condition.Passes(CustomerAttributes.ValueOf(live, condition.KeyNumber, condition.IsPlan)))
                return false;
        }
        return true;
    }

    /// <summary>Whether an event passes, by its declared properties.</summary>
    public bool PassesEvent(in TimelineEvent candidate)
    {
        foreach (var condition in _conditions)
        {
            if (!condition.Passes(candidate.ValueOf(condition.KeyNumber)))
                return false;
        }
        return true;
    }

    private sealed record BoundCondition(int KeyNumber, bool IsPlan, bool Excludes, NumberSet ValueNumbers)
    {
        public bool Passes(int valueNumber) => ValueNumbers.Contains(valueNumber) != Excludes;
    }
}
