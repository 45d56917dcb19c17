namespace RetentionGrpc.Engine.Metrics;

/// <summary>A total of recurring revenue. The numbers are those of the wire.</summary>
public enum RevenueGroup : byte
{
    /// <summary>At the start.</summary>
    Start = 1,

    /// <summary>At the end.</summary>
    End = 2,

    /// <summary>From nothing, ever, to something.</summary>
    New = 3,

    /// <summary>From nothing to something, of those who had something before the start.</summary>
    Reactivation = 4,

    /// <summary>From something to more.</summary>
    Expansion = 5,

    /// <summary>From something to less.</summary>
    Contraction = 6,

    /// <summary>From something to nothing.</summary>
    Churned = 7,
}

/// <summary>The recurring revenue of one customer at both ends of a window.</summary>
/// <param name="Start">At the start.</param>
/// <param name="End">At the end.</param>
/// <param name="IsFirst">Whether it was never more than 0 before the start.</param>
public readonly record struct CustomerRevenue(MonthlyRevenue Start, MonthlyRevenue End, bool IsFirst)
{
    /// <summary>The movement that it is part of; null where nothing moved.</summary>
    public RevenueGroup? Movement
    {
        get
        {
            if (Start == End)
                return null;
            if (Start.IsZero)
                return IsFirst ? RevenueGroup.New : RevenueGroup.Reactivation;
            if (End.IsZero)
                return RevenueGroup.Churned;
            return Start < End ? RevenueGroup.Expansion : RevenueGroup.Contraction;
        }
    }

    /// <summary>By how much the revenue moved, up or down; 0 or more.</summary>
    public MonthlyRevenue Moved => Start < End ? End - Start : Start - End;

    /// <summary>Whether it is part of a total.</summary>
    public bool IsIn(RevenueGroup group) => group switch
    {
        RevenueGroup.Start => !Start.IsZero,
        RevenueGroup.End => !End.IsZero,
        _ => Movement == group,
    };
}

/// <summary>Recurring revenue of some customers.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Customers">Of how many customers.</param>
public readonly record struct RevenueTotal(MonthlyRevenue Amount, long Customers)
{
    /// <summary>Of two disjoint sets of customers together.</summary>
    public static RevenueTotal operator +(RevenueTotal x, RevenueTotal y) => new(x.Amount + y.Amount, x.Customers + y.Customers);

    /// <summary>Without some of the customers.</summary>
    public static RevenueTotal operator -(RevenueTotal x, RevenueTotal y) => new(x.Amount - y.Amount, x.Customers - y.Customers);
}

/// <summary>
/// Recurring revenue at both ends of a window and how it moved between them, exactly:
/// end = start − churned − contraction + expansion + reactivation + new.
/// </summary>
public sealed class RevenueMovements
{
    private readonly RevenueTotal[] _totals = new RevenueTotal[(int)RevenueGroup.Churned + 1];

    /// <summary>A total; movements are 0 or more.</summary>
    public RevenueTotal this[RevenueGroup group]
    {
        get => _totals[(int)group];
        internal set => _totals[(int)group] = value;
    }

    /// <summary>The totals in minor units.</summary>
    public RoundedMovements Rounded()
    {
        var start = this[RevenueGroup.Start].Amount;
        var kept = start - this[RevenueGroup.Churned].Amount;
        var gross = kept - this[RevenueGroup.Contraction].Amount;
        var expanded = gross + this[RevenueGroup.Expansion].Amount;
        var net = expanded + this[RevenueGroup.Reactivation].Amount;
        return new(start.Rounded, kept.Rounded, gross.Rounded, expanded.Rounded, net.Rounded, this[RevenueGroup.End].Amount.Rounded);
    }

    /// <summary>Counts a customer; a weight of -1 takes one back.</summary>
    internal void Count(in CustomerRevenue one, int weight = 1)
    {
        Count(RevenueGroup.Start, one.Start, weight);
        Count(RevenueGroup.End, one.End, weight);
        if (one.Movement is { } movement)
            Count(movement, one.Moved, weight);
    }

    /// <summary>
    /// Takes back one customer, but no money, that was counted by who had revenue, whatever it was: in expansion and contraction it was
    /// not.
    /// </summary>
    internal void TakeBackCustomer(in CustomerRevenue one)
    {
        TakeBackCustomer(RevenueGroup.Start, one.Start.IsZero ? 0 : 1);
        TakeBackCustomer(RevenueGroup.End, one.End.IsZero ? 0 : 1);
        if (one.Movement is { } movement and not (RevenueGroup.Expansion or RevenueGroup.Contraction))
            TakeBackCustomer(movement, 1);
    }

    internal void Add(RevenueMovements other)
    {
        for (var group = 0; group < _totals.Length; group++)
            _totals[group] += other._totals[group];
    }

    private void TakeBackCustomer(RevenueGroup group, int customers) => _totals[(int)group] -= new RevenueTotal(default, customers);

    private void Count(RevenueGroup group, MonthlyRevenue amount, int weight)
    {
        if (amount.IsZero)
            return;
        var total = new RevenueTotal(amount, 1);
        _totals[(int)group] = weight > 0 ? _totals[(int)group] + total : _totals[(int)group] - total;
    }
}

/// <summary>
/// What is left of the revenue at the start, and what it has grown to, movement by movement, each rounded half-even once. The movements are
/// the differences, so that the end is the start and its movements to the minor unit.
/// </summary>
/// <param name="Start">At the start.</param>
/// <param name="Kept">Less churned.</param>
/// <param name="Gross">Less contraction.</param>
/// <param name="Expanded">With expansion.</param>
/// <param name="Net">With reactivation.</param>
/// <param name="End">With new: at the end.</param>
public readonly record struct RoundedMovements(Int128 Start, Int128 Kept, Int128 Gross, Int128 Expanded, Int128 Net, Int128 End)
{
    /// <summary>A total.</summary>
    public Int128 this[RevenueGroup group] => group switch
    {
        RevenueGroup.Start => Start,
        RevenueGroup.End => End,
        RevenueGroup.Churned => Start - Kept,
        RevenueGroup.Contraction => Kept - Gross,
        RevenueGroup.Expansion => Expanded - Gross,
        RevenueGroup.Reactivation => Net - Expanded,
        RevenueGroup.New => End - Net,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, null),
    };
}
