namespace RetentionGrpc.Server.Tests.ClientLibrary;

/// <summary>A clock on which every wait is over at once: it jumps to its end, and notes how long it was.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;

    /// <summary>What is longer is no wait but a patience, and never ends.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(5);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>What was waited for.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
                return [.. _waits];
        }
    }

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ImpatientTime time, Action fire) : ITimer
    {
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var version = Interlocked.Increment(ref _version);
            if (dueTime == Timeout.InfiniteTimeSpan || dueTime > time.Longest)
                return true;
            lock (time._lock)
                time._waits.Add(dueTime);
            ThreadPool.QueueUserWorkItem(_ =>
            {
                if (version != Volatile.Read(ref _version))
                    return;
                Interlocked.Add(ref time._ticks, dueTime.Ticks);
                fire();
            });
            return true;
        }

        public void Dispose() => Interlocked.Increment(ref _version);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
