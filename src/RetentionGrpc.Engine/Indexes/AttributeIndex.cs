using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The values that customers have now, for each attribute that a question ever filtered by: made at the first such question, by looking at
/// all timelines once, and kept up to date from then on.
/// </summary>
/// <param name="tenant">Whose customers.</param>
/// <param name="segment">Their numbers.</param>
public sealed class AttributeIndex(TenantState tenant, SegmentIndex segment)
{
    private readonly List<Attribute> _attributes = [];

    /// <summary>Whether there are any.</summary>
    internal bool IsUsed => _attributes.Count > 0;

    /// <summary>The attributes, in UTF-8.</summary>
    internal IEnumerable<byte[]> Keys => _attributes.Select(attribute => attribute.Key);

    /// <summary>The digest of the values of an attribute, which is made if it is not there yet.</summary>
    internal ulong DigestOf(byte[] key)
    {
        var (column, digest) = (ColumnOf(key), new CellDigest());
        for (var number = 0; number < segment.Count; number++)
            digest.Add(segment.CustomerOf(number), column[number] + 1);
        return digest.Sum;
    }

    /// <summary>A filter over the columns of its attributes.</summary>
    /// <exception cref="OperationCanceledException">A column was being made when the question's deadline passed.</exception>
    public CustomerFilter Bind(Filter filter)
    {
        var bound = new CustomerFilter();
        foreach (var condition in filter.Conditions)
        {
            var values = new List<int>(condition.Values.Count);
            foreach (var value in condition.Values)
            {
                if (tenant.Texts.Find(value) is >= 0 and var number)
                    values.Add(number);
            }
            bound.Require(ColumnOf(condition.Key), values.ToArray(), condition.Excludes);
        }
        return bound;
    }

    /// <summary>A customer's timeline has changed.</summary>
    /// <param name="number">The customer's number in the segment.</param>
    /// <param name="live">Its events.</param>
    internal void Renew(int number, ReadOnlySpan<TimelineEvent> live)
    {
        foreach (var attribute in _attributes)
            attribute.Set(number, live, tenant);
    }

    /// <summary>A number of the segment is not a customer's any more.</summary>
    internal void Forget(int number)
    {
        foreach (var attribute in _attributes)
            attribute.Column.Set(number, AttributeColumn.NoValue);
    }

    private AttributeColumn ColumnOf(byte[] key)
    {
        foreach (var known in _attributes)
        {
            if (known.Key.AsSpan().SequenceEqual(key))
                return known.Column;
        }
        var attribute = new Attribute(key);
        // Nobody has an attribute that the tenant never saw: nothing to keep.
        if (!attribute.IsPlan && tenant.Texts.Find(key) < 0)
            return attribute.Column;
        for (var number = 0; number < segment.Count; number++)
        {
            if (segment.CustomerOf(number) is >= 0 and var customer)
                attribute.Set(number, tenant.Live(customer), tenant);
        }
        _attributes.Add(attribute);
        return attribute.Column;
    }

    /// <summary>One attribute.</summary>
    private sealed class Attribute(byte[] key)
    {
        public byte[] Key => key;

        public AttributeColumn Column { get; } = new();

        public bool IsPlan { get; } = key.AsSpan().SequenceEqual(CustomerAttributes.Plan);

        public void Set(int number, ReadOnlySpan<TimelineEvent> live, TenantState tenant) =>
            Column.Set(number, CustomerAttributes.ValueOf(live, tenant.Texts.Find(key), IsPlan));
    }
}
