using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// The recurring revenue of one customer over time, of all its contracts together, as the steps at which it changes. One is used for
/// customer after customer: what it gives is valid until it reads the next.
/// </summary>
/// <param name="settings">The tenant's policies.</param>
internal sealed class RevenueSteps(TenantSettings settings)
{
    private readonly PricedContracts _contracts = new(settings);
    private readonly List<Step> _steps = [];
    private long[] _times = new long[8];
    private Change[] _changes = new Change[8];

    /// <summary>A change of the revenue.</summary>
    /// <param name="AtMs">When: at every instant later than it, up to the next step's, it is the amount.</param>
    /// <param name="Amount">The revenue from then on; another than before.</param>
    public readonly record struct Step(long AtMs, MonthlyRevenue Amount);

    /// <summary>The steps, in order; before the first the revenue is 0.</summary>
    public List<Step> Steps => _steps;

    /// <summary>When the revenue was first more than 0; there is a step.</summary>
    public long FirstPaidMs => _steps[0].AtMs;

    /// <summary>Takes the next customer's events.</summary>
    public void Read(ReadOnlySpan<TimelineEvent> live)
    {
        _steps.Clear();
        _contracts.Read(live);
        var count = 0;
        foreach (var span in _contracts.Spans)
        {
            if (span.Amount == 0)
                continue;
            var amount = MonthlyRevenue.Of(span.Amount, span.Months);
            Add(span.FromMs, new(amount, default), count++);
            if (span.ToMs != long.MaxValue)
                Add(span.ToMs, new(default, amount), count++);
        }
        _times.AsSpan(0, count).Sort(_changes.AsSpan(0, count));
        Sum(count);
    }

    /// <summary>The revenue just before an instant.</summary>
    public MonthlyRevenue At(long ms) => CountBefore(ms) is > 0 and var count ? _steps[count - 1].Amount : default;

    /// <summary>How many steps lie before an instant.</summary>
    public int CountBefore(long ms)
    {
        var (low, high) = (0, _steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _steps[middle].AtMs < ms ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    /// <summary>What the customer counts in a window.</summary>
    public CustomerRevenue In(Interval window) => _steps.Count == 0
        ? default
        : new(At(window.StartMs), At(window.EndMs), FirstPaidMs >= window.StartMs);

    private void Add(long ms, Change change, int count)
    {
        if (count == _times.Length)
            Array.Resize(ref _changes, Growth.Next(count));
        Growth.MakeRoom(ref _times, count);
        (_times[count], _changes[count]) = (ms, change);
    }

    /// <summary>Makes steps of the changes, all of one instant together, and none where the revenue stays as it was.</summary>
    private void Sum(int count)
    {
        var (amount, before) = (default(MonthlyRevenue), default(MonthlyRevenue));
        for (var i = 0; i < count; i++)
        {
            amount = amount + _changes[i].More - _changes[i].Less;
            if ((i + 1 < count && _times[i + 1] == _times[i]) || amount == before)
                continue;
            _steps.Add(new(_times[i], amount));
            before = amount;
        }
    }

    private readonly record struct Change(MonthlyRevenue More, MonthlyRevenue Less);
}
