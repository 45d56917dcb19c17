namespace PlainRecount;

internal enum PlainState
{
    Value = 1,
    Partial = 2,
    NotYet = 3,
}

internal static class PlainStates
{
    public static PlainState Of(Span bucket, long asOfMs) =>
        bucket.EndMs <= asOfMs ? PlainState.Value : bucket.StartMs < asOfMs ? PlainState.Partial : PlainState.NotYet;
}

/// <summary>ComputeRetention, word by word: the members of a window, and those of two together.</summary>
internal static class RetentionRecount
{
    public static HashSet<string> Active(PlainHistory history, PlainFilter filter, Span window, PlainSelector selector) =>
    [
        .. history.Passing(filter).Where(customer => customer.Events.Any(one => window.Has(one.Ms) && selector.Picks(one)))
            .Select(customer => customer.Id),
    ];

    public static long? FirstIn(PlainHistory history, string id, Span window, PlainSelector selector) =>
        history.Customers[id].Where(one => window.Has(one.Ms) && selector.Picks(one)).Select(one => (long?)one.Ms).FirstOrDefault();
}

/// <summary>ComputeLifecycle, word by word.</summary>
internal static class LifecycleRecount
{
    public sealed record Bucket(
        Span Window, HashSet<string> New, HashSet<string> Returning, HashSet<string> Resurrecting, HashSet<string> Dormant);

    public static List<Bucket> Buckets(
        PlainHistory history, PlainFilter filter, Span window, PlainSelector selector, PlainUnit unit, int multiple)
    {
        var calendar = history.Tenant.Calendar;
        List<Bucket> answer = [];
        var buckets = calendar.Buckets(window.StartMs, window.EndMs, unit, multiple);
        for (var i = 0; i < buckets.Count; i++)
        {
            var bucket = buckets[i];
            var previous = i > 0 ? buckets[i - 1] : new Span(calendar.Add(bucket.StartMs, unit, -multiple), bucket.StartMs);
            var active = RetentionRecount.Active(history, filter, bucket, selector);
            var before = RetentionRecount.Active(history, filter, previous, selector);
            HashSet<string> fresh = [.. active.Where(id => bucket.Has(history.Customers[id].First(selector.Picks).Ms))];
            answer.Add(new(bucket, fresh, [.. active.Except(fresh).Intersect(before)], [.. active.Except(fresh).Except(before)],
                [.. before.Except(active)]));
        }
        return answer;
    }
}

/// <summary>ComputeActivity, word by word; of some customers alone where it is said of whom.</summary>
internal sealed class ActivityRecount(PlainHistory history, PlainFilter filter, PlainSelector selector, Func<string, bool>? isOf = null)
{
    private IEnumerable<(string Id, List<PlainEvent> Events)> Customers =>
        history.Passing(filter).Where(customer => isOf?.Invoke(customer.Id) != false);

    public sealed record Counts(long Active, long Events, long Sessions, long SessionMs);

    public Counts In(Span window)
    {
        var events = Customers.SelectMany(customer => customer.Events)
            .Where(one => window.Has(one.Ms) && selector.Picks(one)).ToList();
        var sessions = events.Where(one => one.Kind == PlainKind.Activity && one.Number is not null).ToList();
        var customers = events.Select(one => one.Customer).Distinct().Count();
        return new(customers, events.Count, sessions.Count, sessions.Sum(one => one.Number!.Value));
    }

    /// <summary>Distinct customers in so many tenant days that end with the last day of the bucket.</summary>
    public long Trailing(Span bucket, int days)
    {
        var lastDay = history.Tenant.Calendar.StartOf(bucket.EndMs - 1, PlainUnit.Day);
        return In(new(history.Tenant.Calendar.Add(lastDay, PlainUnit.Day, 1 - days), bucket.EndMs)).Active;
    }

    /// <summary>Each tenant day of the window that has begun: distinct that day, distinct in the 30 days that end with it.</summary>
    public List<(long Day, long Month)> DauAndMau(Span window, long asOfMs) =>
    [
        .. history.Tenant.Calendar.Buckets(window.StartMs, window.EndMs, PlainUnit.Day, 1).Where(day => day.StartMs < asOfMs)
            .Select(day => (In(day).Active, Trailing(day, 30))),
    ];

    public static (double? Mean, int Days) DauOverMau(List<(long Day, long Month)> days)
    {
        var counted = days.Where(day => day.Month > 0).ToList();
        var sum = 0.0;
        foreach (var (day, month) in counted)
            sum += (double)day / month;
        return (counted.Count == 0 ? null : sum / counted.Count, counted.Count);
    }

    /// <summary>ACTIVE_BUCKETS_EXACT for every n from 1 to the number of buckets.</summary>
    public List<long> ActiveBucketsExact(List<Span> buckets, Func<int, bool> isActive)
    {
        var exact = new long[buckets.Count];
        foreach (var (_, events) in Customers)
        {
            var active = buckets.Count(bucket =>
                events.Count(one => bucket.Has(one.Ms) && selector.Picks(one)) is > 0 and var count && isActive(count));
            if (active > 0)
                exact[active - 1]++;
        }
        return [.. exact];
    }
}
