namespace RetentionGrpc.Storage;

/// <summary>
/// What looks at a Redis that syncs its file each second prove to be synced. Redis tells only whether a sync is pending. If none is at one
/// look, one that begins at most two seconds later has all that was written before; if again none is pending after that, it has ended. In
/// between Redis must have been seen to run, the same run of it: looks that come late prove nothing.
/// <para>
/// A look has three steps, in this order: the newest own heads are taken, then Redis is asked whether a sync is pending, then whether the
/// log has those heads. So what counts was there before the first question, and what a restart in between took away is missed by the last.
/// </para>
/// One look at a time; what is proven may be asked from any thread.
/// </summary>
/// <param name="partitionCount">How many partitions there are.</param>
/// <param name="clock">Tells how long ago a look was.</param>
internal sealed class SyncProof(int partitionCount, TimeProvider clock)
{
    /// <summary>From one look to the next.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Looks that are further apart prove nothing.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Proof = TimeSpan.FromSeconds(3);

    private readonly Queue<(long Ended, long[] Held)> _looks = [];
    private readonly long[] _synced = new long[partitionCount];
    private string _runs = "";
    private long _lastEnded;

    /// <summary>The newest entry of a partition that is proven to be synced.</summary>
    public long SyncedThrough(int partition) => Volatile.Read(ref _synced[partition]);

    /// <summary>A look failed: what was seen before proves nothing any more.</summary>
    public void Forget() => _looks.Clear();

    /// <summary>A look has come to its end.</summary>
    /// <param name="started">The clock's timestamp before Redis was asked anything.</param>
    /// <param name="runs">Names the run of every server that was asked.</param>
    /// <param name="isSynced">Whether no sync was pending.</param>
    /// <param name="held">For each partition the sequence of the newest own entry; 0 where the log does not have it.</param>
    public void Look(long started, string runs, bool isSynced, long[] held)
    {
        var now = clock.GetTimestamp();
        if (runs != _runs || clock.GetElapsedTime(_lastEnded, now) > Late)
            _looks.Clear();
        (_runs, _lastEnded) = (runs, now);
        if (!isSynced)
            return;
        while (_looks.TryPeek(out var look) && clock.GetElapsedTime(look.Ended, started) >= Proof)
        {
            for (var i = 0; i < _synced.Length; i++)
                Volatile.Write(ref _synced[i], Math.Max(_synced[i], look.Held[i]));
            _looks.Dequeue();
        }
        _looks.Enqueue((now, held));
    }
}
