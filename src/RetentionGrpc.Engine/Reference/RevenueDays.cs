using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>The tenant's days, clipped to a window.</summary>
/// <param name="tenant">Whose days.</param>
/// <param name="window">The window.</param>
internal readonly struct RevenueDays(TenantState tenant, Interval window)
{
    private readonly long[] _starts = [.. tenant.Calendar.ClippedDays(window).Select(day => day.StartMs)];

    /// <summary>Somebody has a revenue when the window begins.</summary>
    public void Begin(MonthlyRevenue revenue, RevenueWindow into)
    {
        if (_starts.Length > 0 && !revenue.IsZero)
            into.DaysOf(_starts.Length).Change(-1, default, revenue);
    }

    /// <summary>Counts a customer's steps in the days.</summary>
    public void Count(RevenueSteps steps, RevenueWindow into)
    {
        if (_starts.Length == 0)
            return;
        var (revenue, place) = (steps.At(window.StartMs), steps.CountBefore(window.StartMs));
        Begin(revenue, into);
        while (place < steps.Steps.Count && steps.Steps[place].AtMs < window.EndMs)
        {
            var day = DayOf(steps.Steps[place].AtMs);
            var (before, endMs) = (revenue, day + 1 < _starts.Length ? _starts[day + 1] : window.EndMs);
            for (; place < steps.Steps.Count && steps.Steps[place].AtMs < endMs; place++)
                revenue = steps.Steps[place].Amount;
            into.DaysOf(_starts.Length).Change(day, before, revenue);
        }
    }

    private int DayOf(long ms)
    {
        var place = Array.BinarySearch(_starts, ms);
        return place >= 0 ? place : ~place - 1;
    }
}
