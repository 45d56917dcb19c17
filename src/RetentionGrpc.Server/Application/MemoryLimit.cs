namespace RetentionGrpc.Server.Application;

/// <summary>
/// Refuses what would bring in more data while the process uses more memory than its limit, until it uses less than 95 % of it. Garbage is
/// no reason to refuse: above the limit everything is collected first, in the background and not too often, and what is left counts.
/// </summary>
public sealed class MemoryLimit : IAsyncDisposable
{
    private const int PercentToReturn = 95;

    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CollectEvery = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly long _limitBytes;
    private readonly MemoryGauge _gauge;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _run;
    private volatile Refusal? _refusal;
    private long? _collectedAt;
    private long? _awaited;

    /// <summary>Measures from now on.</summary>
    /// <param name="limitBytes">The limit; above it nothing is taken.</param>
    /// <param name="gauge">Measures.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="scheduler">Where it runs.</param>
    /// <param name="logger">Is told when the limit is passed, and when things are well again.</param>
    public MemoryLimit(long limitBytes, MemoryGauge gauge, TimeProvider clock, TaskScheduler scheduler, ILogger logger)
    {
        (_limitBytes, _gauge, _clock, _logger) = (limitBytes, gauge, clock, logger);
        _run = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
    }

    /// <summary>Why nothing may be taken just now; null if it may.</summary>
    public Refusal? Refusal => _refusal;

    /// <summary>Bytes below the limit, garbage aside as far as the last collection of everything knows; 0 above it.</summary>
    internal long RoomBytes => Math.Max(0, _limitBytes - _gauge.Live());

    /// <summary>The refusal of what is larger than the room that is left.</summary>
    internal Refusal Full() => Application.Refusal.MemoryFull(_limitBytes, _gauge.Used());

    /// <summary>
    /// Why so many times what is used now, in thousandths, does not fit beside it; null if it does. Where only garbage may be in the way,
    /// everything is collected first.
    /// </summary>
    public async Task<Refusal?> RoomForAsync(int thousandths, CancellationToken cancellation)
    {
        if (_refusal is { } full)
            return full;
        if (Fits(_gauge.Used()))
            return null;
        var (before, start) = (_gauge.Collections(), _clock.GetTimestamp());
        _gauge.Collect();
        while (_gauge.Collections() == before && _clock.GetElapsedTime(start) < CollectEvery)
            await Task.Delay(PollEvery, _clock, cancellation);
        var used = _gauge.Collections() == before ? _gauge.Used() : _gauge.Live();
        return Fits(used) ? null : Application.Refusal.MemoryFull(_limitBytes, used);

        bool Fits(long used) => used + (Int128)used * thousandths / 1_000 <= _limitBytes;
    }

    /// <summary>Measures no more.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping.Cancel();
        await _run;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                Measure();
                await Task.Delay(MeasureEvery, _clock, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            _logger.LogDebug("Memory is not measured any more.");
        }
    }

    private void Measure()
    {
        var bound = _refusal is null ? _limitBytes : _limitBytes / 100 * PercentToReturn;
        if (_gauge.Used() <= bound)
        {
            Decide(0);
            return;
        }
        if (_awaited is null && (_collectedAt is not { } at || _clock.GetElapsedTime(at) >= CollectEvery))
        {
            _collectedAt = _clock.GetTimestamp();
            _awaited = _gauge.Collections();
            _gauge.Collect();
        }
        if (_awaited is { } before && _gauge.Collections() != before)
        {
            _awaited = null;
            Decide(_gauge.Live() > bound ? _gauge.Live() : 0);
        }
    }

    /// <summary>Refuses from now on because of so many bytes; 0 ends it.</summary>
    private void Decide(long usedBytes)
    {
        var wasFull = _refusal is not null;
        _refusal = usedBytes > 0 ? Application.Refusal.MemoryFull(_limitBytes, usedBytes) : null;
        if (usedBytes > 0 && !wasFull)
            _logger.LogError("{Used} bytes of memory are used, the limit is {Limit}: ingestion is refused.", usedBytes, _limitBytes);
        else if (usedBytes == 0 && wasFull)
            _logger.LogInformation("Memory is below its limit again: ingestion goes on.");
    }
}
