namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The cohorts of the first ever selected event in calendar buckets of one unit: how many of each were active in each later bucket, and
/// how many had a second event in the first. Customers whose first event lies before the axis are in no cohort.
/// </summary>
/// <param name="map">The buckets.</param>
public sealed class CohortIndex(BucketMap map)
{
    private readonly CustomerSet _cameAgain = new();

    /// <summary>The buckets.</summary>
    public BucketMap Map => map;

    /// <summary>The counters.</summary>
    public CohortCounters Counters { get; } = new();

    /// <summary>Customers who had a second event in their first bucket.</summary>
    public CustomerSet CameAgain => _cameAgain;

    /// <summary>A customer's first ever event.</summary>
    public void Begin(int customer, int day)
    {
        _cameAgain.Remove(customer);
        Counters.Add(map.BucketOf(day), map.BucketOf(day));
    }

    /// <summary>A later event on another day than the last.</summary>
    public void Append(int customer, int firstDay, int lastDay, int day)
    {
        var (first, last, bucket) = (map.BucketOf(firstDay), map.BucketOf(lastDay), map.BucketOf(day));
        if (bucket != last)
            Counters.Add(first, bucket);
        else if (bucket == first)
            ComeAgain(customer, first);
    }

    /// <summary>A later event on the same day as the last.</summary>
    public void AppendToDay(int customer, int firstDay, int day)
    {
        if (firstDay <= day && map.BucketOf(firstDay) == map.BucketOf(day))
            ComeAgain(customer, map.BucketOf(day));
    }

    /// <summary>Replaces what a customer did.</summary>
    public void Change(int customer, ReadOnlySpan<DayAct> before, ReadOnlySpan<DayAct> after)
    {
        Count(before, isAdded: false);
        Count(after, isAdded: true);
        if (CameAgainIn(before))
            Counters.RemoveAgain(map.BucketOf(before[0].Day));
        if (CameAgainIn(after))
        {
            Counters.AddAgain(map.BucketOf(after[0].Day));
            _cameAgain.Add(customer);
        }
        else
        {
            _cameAgain.Remove(customer);
        }
    }

    private void Count(ReadOnlySpan<DayAct> acts, bool isAdded)
    {
        if (acts.IsEmpty || acts[0].Day == DayAxis.Before)
            return;
        var (first, last) = (map.BucketOf(acts[0].Day), -1);
        foreach (ref readonly var act in acts)
        {
            var bucket = map.BucketOf(act.Day);
            if (bucket != last && isAdded)
                Counters.Add(first, bucket);
            else if (bucket != last)
                Counters.Remove(first, bucket);
            last = bucket;
        }
    }

    private bool CameAgainIn(ReadOnlySpan<DayAct> acts)
    {
        if (acts.IsEmpty || acts[0].Day == DayAxis.Before)
            return false;
        return acts[0].Events > 1 || (acts.Length > 1 && map.BucketOf(acts[1].Day) == map.BucketOf(acts[0].Day));
    }

    private void ComeAgain(int customer, int first)
    {
        if (_cameAgain.Add(customer))
            Counters.AddAgain(first);
    }
}
