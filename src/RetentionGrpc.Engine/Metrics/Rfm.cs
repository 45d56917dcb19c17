using RetentionGrpc.Engine.Reference;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>What scores make of a purchaser, the first that fits. The numbers are those of the wire.</summary>
public enum RfmSegment : byte
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>R, F and M of 4 or more.</summary>
    Champions = 1,

    /// <summary>R of 2 or less, F of 3 or more.</summary>
    AtRisk = 2,

    /// <summary>R of 1, F of 2 or less.</summary>
    Lost = 3,

    /// <summary>F of 4 or more, R of 3 or more.</summary>
    Loyal = 4,
}

/// <summary>What a purchaser is scored by.</summary>
/// <param name="Days">R: the tenant's days from that of the last purchase to that of "now".</param>
/// <param name="Orders">F: orders.</param>
/// <param name="Revenue">M: purchases less refunds, minor units.</param>
public readonly record struct RfmFigures(long Days, long Orders, Int128 Revenue);

/// <summary>The scores of a purchaser, 1 to 5 each.</summary>
/// <param name="Recency">R.</param>
/// <param name="Frequency">F.</param>
/// <param name="Monetary">M.</param>
public readonly record struct RfmScores(int Recency, int Frequency, int Monetary)
{
    /// <summary>The segment.</summary>
    public RfmSegment Segment => this switch
    {
        { Recency: >= 4, Frequency: >= 4, Monetary: >= 4 } => RfmSegment.Champions,
        { Recency: <= 2, Frequency: >= 3 } => RfmSegment.AtRisk,
        { Recency: 1, Frequency: <= 2 } => RfmSegment.Lost,
        { Frequency: >= 4, Recency: >= 3 } => RfmSegment.Loyal,
        _ => RfmSegment.None,
    };
}

/// <summary>
/// Gives scores: 1 + ⌊5 × purchasers who are strictly worse / purchasers⌋. A score of s takes at least ⌈(s − 1) × n / 5⌉ who are worse, so
/// one value of the sorted row decides it: whoever is better than that has the score.
/// </summary>
public sealed class RfmScale
{
    private const int Scores = 5;

    private readonly Int128[] _days;
    private readonly Int128[] _orders;
    private readonly Int128[] _revenue;

    /// <summary>The scale of all purchasers.</summary>
    /// <param name="purchasers">Their figures, in any order.</param>
    public RfmScale(IReadOnlyCollection<RfmFigures> purchasers)
    {
        _days = Bounds(purchasers, figures => -figures.Days);
        _orders = Bounds(purchasers, figures => figures.Orders);
        _revenue = Bounds(purchasers, figures => figures.Revenue);
    }

    /// <summary>The scores of one of them.</summary>
    public RfmScores Of(in RfmFigures figures) =>
        new(Score(_days, -figures.Days), Score(_orders, figures.Orders), Score(_revenue, figures.Revenue));

    private static Int128[] Bounds(IReadOnlyCollection<RfmFigures> purchasers, Func<RfmFigures, Int128> valueOf)
    {
        if (purchasers.Count == 0)
            return [];
        var values = new Int128[purchasers.Count];
        var next = 0;
        foreach (var figures in purchasers)
            values[next++] = valueOf(figures);
        Array.Sort(values);
        var bounds = new Int128[Scores - 1];
        for (var score = 1; score < Scores; score++)
            bounds[score - 1] = values[((long)score * values.Length + Scores - 1) / Scores - 1];
        return bounds;
    }

    private static int Score(Int128[] bounds, Int128 value)
    {
        var score = 1;
        while (score <= bounds.Length && value > bounds[score - 1])
            score++;
        return score;
    }
}

/// <summary>The figures of all purchasers, from which their <see cref="RfmScale"/> is made: ranks of partitions would not add up.</summary>
/// <param name="asOfMs">"Now": what is at or after it does not count.</param>
public sealed class RfmScaleQuery(long asOfMs) : Query<List<RfmFigures>>
{
    /// <inheritdoc/>
    public override bool ReadsEveryTimeline => true;

    /// <inheritdoc/>
    public override List<RfmFigures> Answer(TenantState tenant)
    {
        tenant.Trace.Path |= AnswerPath.Timelines;
        var all = new List<RfmFigures>();
        var purchaser = new Purchaser(tenant, asOfMs);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (purchaser.Read(tenant.Live(customer)))
                all.Add(purchaser.Figures);
        }
        return all;
    }

    /// <inheritdoc/>
    public override List<RfmFigures> Merge(List<RfmFigures> left, List<RfmFigures> right)
    {
        left.AddRange(right);
        return left;
    }
}

/// <summary>The figures of some customers by id; those without a purchase are left out.</summary>
/// <param name="ids">The ids in UTF-8.</param>
/// <param name="asOfMs">"Now".</param>
public sealed class RfmFiguresQuery(IReadOnlyList<byte[]> ids, long asOfMs) : Query<Dictionary<int, RfmFigures>>
{
    /// <inheritdoc/>
    public override bool ReadsEveryTimeline => true;

    /// <inheritdoc/>
    public override Dictionary<int, RfmFigures> Answer(TenantState tenant)
    {
        var found = new Dictionary<int, RfmFigures>();
        var purchaser = new Purchaser(tenant, asOfMs);
        for (var i = 0; i < ids.Count; i++)
        {
            if (tenant.Customers.Find(ids[i]) is >= 0 and var customer && purchaser.Read(tenant.Live(customer)))
                found.Add(i, purchaser.Figures);
        }
        return found;
    }

    /// <inheritdoc/>
    public override Dictionary<int, RfmFigures> Merge(Dictionary<int, RfmFigures> left, Dictionary<int, RfmFigures> right)
    {
        foreach (var (place, figures) in right)
            left.Add(place, figures);
        return left;
    }
}
