using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>What makes somebody an acquired customer. The numbers are those of the wire.</summary>
public enum AcquisitionEvent : byte
{
    /// <summary>The first purchase in all history.</summary>
    Purchase = 1,

    /// <summary>The first STARTED of any subscription in all history.</summary>
    Subscription = 2,
}

/// <summary>What was spent in one window, and who was acquired and kept in it; money in minor units.</summary>
/// <param name="Acquired">Customers who were acquired.</param>
/// <param name="AcquisitionSpend">Spent to win new ones.</param>
/// <param name="Retained">Customers at both ends of the window.</param>
/// <param name="RetentionSpend">Spent to keep those that are there.</param>
public readonly record struct AcquisitionTotals(long Acquired, Int128 AcquisitionSpend, long Retained, Int128 RetentionSpend)
{
    /// <summary>Cost per acquired customer; null without any.</summary>
    public double? Cost => Acquired == 0 ? null : (double)AcquisitionSpend / Acquired;

    /// <summary>Spent per retained customer; null without any.</summary>
    public double? RetentionCost => Retained == 0 ? null : (double)RetentionSpend / Retained;

    /// <summary>Of two shares together.</summary>
    public static AcquisitionTotals operator +(AcquisitionTotals x, AcquisitionTotals y) => new(
        x.Acquired + y.Acquired, x.AcquisitionSpend + y.AcquisitionSpend, x.Retained + y.Retained, x.RetentionSpend + y.RetentionSpend);
}

/// <summary>What customers cost.</summary>
/// <param name="Windows">Window by window.</param>
/// <param name="Channels">Of the first window, by channel, bytewise; the empty channel is that of what has none. Whom a channel keeps is
/// not counted.</param>
/// <param name="Revenue">Recurring revenue at the end of the first window.</param>
public sealed record AcquisitionSummary(
    AcquisitionTotals[] Windows, SortedDictionary<byte[], AcquisitionTotals> Channels, RevenueTotal Revenue);

/// <summary>What it costs to win customers and to keep them.</summary>
public sealed class AcquisitionCostQuery : Query<AcquisitionSummary>
{
    /// <summary>The attribute that tells over which channel a customer came, in UTF-8.</summary>
    public static ReadOnlySpan<byte> ChannelAttribute => "acquisition_channel"u8;

    /// <summary>What makes somebody an acquired customer.</summary>
    public required AcquisitionEvent Event { get; init; }

    /// <summary>Who is a customer at the ends of a window.</summary>
    public required ChurnPopulation Population { get; init; }

    /// <summary>The windows, each by itself: first the whole, then its buckets in order and apart from each other.</summary>
    public required IReadOnlyList<Interval> Windows { get; init; }

    /// <inheritdoc/>
    public override bool ReadsEveryTimeline => true;

    /// <inheritdoc/>
    public override long? ReadsUntil => EndOf(Windows, Population.CustomerFilter);

    /// <inheritdoc/>
    public override AcquisitionSummary Answer(TenantState tenant)
    {
        tenant.Trace.Path |= AnswerPath.Timelines;
        return AcquisitionCostReference.Scan(tenant, this);
    }

    /// <inheritdoc/>
    public override AcquisitionSummary Merge(AcquisitionSummary left, AcquisitionSummary right)
    {
        for (var i = 0; i < left.Windows.Length; i++)
            left.Windows[i] += right.Windows[i];
        foreach (var (channel, totals) in right.Channels)
            left.Channels[channel] = left.Channels.GetValueOrDefault(channel) + totals;
        return left with { Revenue = left.Revenue + right.Revenue };
    }
}

/// <summary>The customers who were acquired, at the event that made them so.</summary>
/// <param name="query">The question.</param>
/// <param name="window">Which of its windows.</param>
/// <param name="channel">Only those of one channel, in UTF-8, empty for those without; null means all.</param>
/// <param name="after">See <see cref="MembersQuery"/>.</param>
/// <param name="pageSize">See <see cref="MembersQuery"/>.</param>
public sealed class AcquisitionMembersQuery(AcquisitionCostQuery query, int window, byte[]? channel, byte[] after, int pageSize)
    : MembersQuery(after, pageSize)
{
    /// <inheritdoc/>
    protected override IEnumerable<MemberMatch> Matches(TenantState tenant) =>
        AcquisitionCostReference.Members(tenant, query, window, channel);
}
