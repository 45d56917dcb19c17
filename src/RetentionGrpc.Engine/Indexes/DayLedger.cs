namespace RetentionGrpc.Engine.Indexes;

/// <summary>Sums that add up over days: events, sessions and their length, for each day of an axis and for all days before it.</summary>
public sealed class DayLedger
{
    private Sums[] _days = new Sums[64];

    /// <summary>What happened on some days.</summary>
    /// <param name="Events">Events.</param>
    /// <param name="Sessions">Those with a session duration.</param>
    /// <param name="SessionMs">The sum of their durations, milliseconds.</param>
    public readonly record struct Sums(long Events, long Sessions, long SessionMs)
    {
        /// <summary>Both together.</summary>
        public static Sums operator +(Sums x, Sums y) => new(x.Events + y.Events, x.Sessions + y.Sessions, x.SessionMs + y.SessionMs);

        /// <summary>One without the other.</summary>
        public static Sums operator -(Sums x, Sums y) => new(x.Events - y.Events, x.Sessions - y.Sessions, x.SessionMs - y.SessionMs);
    }

    /// <summary>Adds what a customer did on a day.</summary>
    public void Add(in DayAct act)
    {
        ref var sums = ref At(act.Day);
        sums = new(sums.Events + act.Events, sums.Sessions + act.Sessions, sums.SessionMs + act.SessionMs);
    }

    /// <summary>Takes it back.</summary>
    public void Remove(in DayAct act) => At(act.Day) -= new Sums(act.Events, act.Sessions, act.SessionMs);

    /// <summary>The sums of days [start, end).</summary>
    public Sums Over(int start, int end)
    {
        var sums = default(Sums);
        for (var day = start; day < end && day + 1 < _days.Length; day++)
            sums += _days[day + 1];
        return sums;
    }

    /// <summary>The digest of all sums.</summary>
    internal ulong Digest()
    {
        var digest = new CellDigest();
        for (var i = 0; i < _days.Length; i++)
        {
            digest.Add(i, 0, _days[i].Events);
            digest.Add(i, 1, _days[i].Sessions);
            digest.Add(i, 2, _days[i].SessionMs);
        }
        return digest.Sum;
    }

    // Item 0 is all days before the axis.
    private ref Sums At(int day)
    {
        if (day + 1 >= _days.Length)
            Array.Resize(ref _days, Math.Max(day + 2, Growth.Next(_days.Length)));
        return ref _days[day + 1];
    }
}
