namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The cohorts of the first ever selected event in calendar buckets of one unit: how many of each were active in each later bucket, and
/// how many had a second event in the first. Customers whose first event lies before the axis are in no cohort.
/// </summary>
/// <param name="map">The buckets.</param>
public sealed class CohortIndex(BucketMap map)
{
    private const int NoBucket = int.MaxValue;
    private readonly CustomerSet _cameAgain = new();

    /// <summary>The buckets.</summary>
    public BucketMap Map => map;

    /// <summary>The counters.</summary>
    public CohortCounters Counters { get; } = new();

    /// <summary>Customers who had a second event in their first bucket.</summary>
    public CustomerSet CameAgain => _cameAgain;

    /// <summary>A customer's first ever event.</summary>
    public void Begin(int day) => Counters.Add(map.BucketOf(day), map.BucketOf(day));

    /// <summary>A customer's second event, on the day of the first.</summary>
    public void ComeAgain(int customer, int day)
    {
        _cameAgain.Add(customer);
        Counters.AddAgain(map.BucketOf(day));
    }

    /// <summary>A later event of a customer, on another day than the last.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="firstDay">The day of the first ever event.</param>
    /// <param name="lastDay">The day of the last one before this.</param>
    /// <param name="day">The day of this one.</param>
    /// <param name="isSecond">Whether it is the second of all.</param>
    public void Append(int customer, int firstDay, int lastDay, int day, bool isSecond)
    {
        var bucket = map.BucketOf(day);
        if (bucket != map.BucketOf(lastDay))
            Counters.Add(map.BucketOf(firstDay), bucket);
        else if (isSecond)
            ComeAgain(customer, firstDay);
    }

    /// <summary>Replaces what a customer did.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="before">What it did, as far as the counters know.</param>
    /// <param name="after">What it did in truth.</param>
    /// <param name="passed">So many days at the beginning are the same in both; so is the next one, unless they differ from the first on.
    /// </param>
    /// <param name="left">So many days at the end are the same in both; so is the one before, unless they differ up to the last.</param>
    public void Change(int customer, ReadOnlySpan<DayAct> before, ReadOnlySpan<DayAct> after, int passed, int left)
    {
        var (first, now) = (FirstOf(before), FirstOf(after));
        if (first == now && first != NoBucket)
        {
            CountDifference(first, before[passed..^left], after[passed..^left]);
        }
        else
        {
            Count(before, isAdded: false);
            Count(after, isAdded: true);
        }
        var (cameAgain, comesAgain) = (CameAgainIn(before), CameAgainIn(after));
        if (first == now && cameAgain == comesAgain)
            return;
        if (cameAgain)
            Counters.RemoveAgain(first);
        if (comesAgain)
            Counters.AddAgain(now);
        if (comesAgain)
            _cameAgain.Add(customer);
        else
            _cameAgain.Remove(customer);
    }

    /// <summary>What it consists of; see <see cref="DigestedPart"/>.</summary>
    internal IEnumerable<DigestedPart> Parts(string name, int steps, SegmentIndex segment) =>
    [
        new($"{name}, cohorts by {map.Unit}", steps, first => Counters.DigestOf(first, steps)),
        new($"{name}, came again in the first {map.Unit}", 1, _ => segment.DigestOf(_cameAgain)),
    ];

    private int FirstOf(ReadOnlySpan<DayAct> acts) =>
        acts.IsEmpty || acts[0].Day == DayAxis.Before ? NoBucket : map.BucketOf(acts[0].Day);

    /// <summary>Counts the buckets that only one of both has.</summary>
    private void CountDifference(int first, ReadOnlySpan<DayAct> before, ReadOnlySpan<DayAct> after)
    {
        var (old, now) = (NextBucket(ref before), NextBucket(ref after));
        while (old != NoBucket || now != NoBucket)
        {
            if (old < now)
            {
                Counters.Remove(first, old);
                old = NextBucket(ref before);
            }
            else if (now < old)
            {
                Counters.Add(first, now);
                now = NextBucket(ref after);
            }
            else
            {
                (old, now) = (NextBucket(ref before), NextBucket(ref after));
            }
        }
    }

    /// <summary>The bucket of the first day, or <see cref="NoBucket"/>; goes on behind all days in it.</summary>
    private int NextBucket(ref ReadOnlySpan<DayAct> acts)
    {
        if (acts.IsEmpty)
            return NoBucket;
        var bucket = map.BucketOf(acts[0].Day);
        var count = 1;
        while (count < acts.Length && map.BucketOf(acts[count].Day) == bucket)
            count++;
        acts = acts[count..];
        return bucket;
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
}
