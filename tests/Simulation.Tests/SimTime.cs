namespace RetentionGrpc.Simulation;

/// <summary>
/// Time as a process sees it: a wall clock that may jump, and timers by the world's own, even time. Timers fire on the process.
/// </summary>
internal sealed class SimTime(SimProcess process) : TimeProvider
{
    /// <summary>The world's first moment.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Epoch + TimeSpan.FromTicks(process.World.Now) + process.ClockOffset;

    /// <inheritdoc/>
    public override long GetTimestamp() => process.World.Now;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimProcess process, Action callback) : ITimer
    {
        private SimEvent? _next;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Stop();
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                Set(dueTime);
            return true;
        }

        public void Dispose() => Stop();

        public ValueTask DisposeAsync()
        {
            Stop();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan delay)
        {
            process.TimerCount++;
            _next = process.World.After(delay, Fire);
        }

        private void Fire()
        {
            process.TimerCount--;
            _next = null;
            process.Post(callback);
            if (_period > TimeSpan.Zero)
                Set(_period);
        }

        private void Stop()
        {
            if (_next is null)
                return;
            process.TimerCount--;
            _next.Cancel();
            _next = null;
        }
    }
}
