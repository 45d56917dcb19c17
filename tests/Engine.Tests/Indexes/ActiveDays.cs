using RetentionGrpc.Engine.Indexes;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>
/// The plain twin of <see cref="DyadicBitmaps"/>: each customer's active days, and when in each day; both are changed together.
/// </summary>
internal sealed class ActiveDays(DyadicBitmaps bitmaps)
{
    private readonly Dictionary<int, SortedDictionary<int, byte>> _days = [];

    public IEnumerable<int> Customers => _days.Keys;

    public void Add(int customer, int day, byte time = DayTime.Unknown)
    {
        var days = DaysOf(customer);
        if (days.ContainsKey(day))
            return;
        var (previous, next) = Neighbours(days, day);
        bitmaps.Add(customer, previous, day, next, time);
        days.Add(day, time);
    }

    public void Remove(int customer, int day)
    {
        var days = DaysOf(customer);
        if (!days.Remove(day))
            return;
        var (previous, next) = Neighbours(days, day);
        bitmaps.Remove(customer, previous, day, next);
    }

    public void SetTime(int customer, int day, byte time)
    {
        DaysOf(customer)[day] = time;
        bitmaps.SetTime(customer, day, time);
    }

    public (int Day, byte Time)[] Of(int customer) => [.. DaysOf(customer).Select(day => (day.Key, day.Value))];

    public HashSet<int> ActiveIn(int startDay, int endDay) =>
        [.. _days.Where(days => days.Value.Keys.Any(day => day >= startDay && day < endDay)).Select(days => days.Key)];

    public SortedDictionary<int, byte> On(int day) =>
        new(_days.Where(days => days.Value.ContainsKey(day)).ToDictionary(days => days.Key, days => days.Value[day]));

    private static (int Previous, int Next) Neighbours(SortedDictionary<int, byte> days, int day)
    {
        var previous = days.Keys.Where(other => other < day).DefaultIfEmpty(DyadicBitmaps.NoPrevious).Max();
        return (previous, days.Keys.Where(other => other > day).DefaultIfEmpty(DyadicBitmaps.NoNext).Min());
    }

    private SortedDictionary<int, byte> DaysOf(int customer)
    {
        if (!_days.TryGetValue(customer, out var days))
            _days.Add(customer, days = []);
        return days;
    }
}
