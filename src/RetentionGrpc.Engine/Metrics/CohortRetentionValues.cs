using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>How many distinct members have a value.</summary>
/// <param name="Value">The value, in UTF-8.</param>
/// <param name="Members">Distinct customers who are members of some cohort with it.</param>
public readonly record struct CohortValueSize(byte[] Value, long Members);

/// <summary>
/// The first of two rounds of a split question: the values that members have, ordered bytewise. No value is not among them.
/// </summary>
/// <param name="definition">Who and what counts; the values of its grouping are not read.</param>
public sealed class CohortValuesQuery(CohortDefinition definition) : Query<IReadOnlyList<CohortValueSize>>
{
    /// <inheritdoc/>
    public override bool ReadsEveryTimeline => true;

    /// <inheritdoc/>
    public override long? ReadsUntil => definition.ReadsUntil;

    /// <inheritdoc/>
    public override IReadOnlyList<CohortValueSize> Answer(TenantState tenant)
    {
        tenant.Trace.Path |= AnswerPath.Timelines;
        var sizes = CohortRetentionReference.CountValues(tenant, definition)
            .Select(pair => new CohortValueSize(tenant.Texts[pair.Key].ToArray(), pair.Value)).ToList();
        sizes.Sort((x, y) => Compare(x.Value, y.Value));
        return sizes;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CohortValueSize> Merge(IReadOnlyList<CohortValueSize> left, IReadOnlyList<CohortValueSize> right)
    {
        var merged = new List<CohortValueSize>(left.Count + right.Count);
        var (i, j) = (0, 0);
        while (i < left.Count || j < right.Count)
        {
            var order = i == left.Count ? 1 : j == right.Count ? -1 : Compare(left[i].Value, right[j].Value);
            if (order < 0)
                merged.Add(left[i++]);
            else if (order > 0)
                merged.Add(right[j++]);
            else
                merged.Add(new(left[i].Value, left[i++].Members + right[j++].Members));
        }
        return merged;
    }

    /// <summary>The values for the second round: those with the most distinct members, ties by value bytewise.</summary>
    public static IReadOnlyList<byte[]> Largest(IReadOnlyList<CohortValueSize> sizes, int limit)
    {
        var order = sizes.ToList();
        order.Sort((x, y) => x.Members == y.Members ? Compare(x.Value, y.Value) : y.Members.CompareTo(x.Members));
        return [.. order.Take(limit).Select(size => size.Value)];
    }

    private static int Compare(byte[] x, byte[] y) => x.AsSpan().SequenceCompareTo(y);
}
