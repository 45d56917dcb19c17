using System.Globalization;

namespace RetentionGrpc.Storage;

/// <summary>
/// Looks at Redis each second: whether it has room for more entries, and up to where its file is synced.
/// <para>
/// Where it syncs each second it tells only whether a sync is pending. If none is at one look, one that begins at most two seconds later
/// has all that was written before; if again none is pending after that, it has ended. In between Redis must have been seen to run: looks
/// that come late prove nothing.
/// </para>
/// </summary>
internal sealed class RedisWatch : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Proof = TimeSpan.FromSeconds(3);

    private readonly RedisConnection _redis;
    private readonly RedisPartition[] _partitions;
    private readonly TimeProvider _clock;
    private readonly int _percent;
    private readonly Queue<Look> _looks = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _run;
    private long _lastLook;
    private string _runs = "";
    private volatile string? _roomFault;
    private volatile bool _isReachable = true;

    public RedisWatch(RedisConnection redis, RedisPartition[] partitions, RedisLogOptions options)
    {
        (_redis, _partitions, _percent, _clock) = (redis, partitions, options.MemoryPercent, options.Clock);
        _lastLook = _clock.GetTimestamp();
        _run = RunAsync();
    }

    /// <summary>Why nothing more is appended; null while there is room.</summary>
    public string? RoomFault => _roomFault;

    /// <summary>Whether Redis answered when it was last asked; false also while an answer is late.</summary>
    public bool IsReachable => _isReachable && _clock.GetElapsedTime(Interlocked.Read(ref _lastLook)) < Late;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, _clock);
        try
        {
            do
                await LookAsync().ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Disposed: nothing more is looked at.
            _looks.Clear();
        }
    }

    private async Task LookAsync()
    {
        try
        {
            var heads = new long[_partitions.Length];
            for (var i = 0; i < heads.Length; i++)
                heads[i] = (await _partitions[i].ReadHeadAsync().ConfigureAwait(false)).Head.Sequence;
            var infos = new List<RedisInfo>();
            foreach (var server in _redis.Primaries)
                infos.Add(await _redis.InfoAsync(server).ConfigureAwait(false));
            Judge(heads, infos);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or LogCorruptException or ObjectDisposedException)
        {
            // Whoever appends is told by the append. What was seen before proves nothing any more.
            _looks.Clear();
            _isReachable = false;
        }
    }

    private void Judge(long[] heads, List<RedisInfo> infos)
    {
        _roomFault = infos.Select(RoomFaultOf).FirstOrDefault(fault => fault is not null);
        var now = _clock.GetTimestamp();
        var runs = string.Join(' ', infos.Select(info => info.RunId).Order(StringComparer.Ordinal));
        if (runs != _runs || _clock.GetElapsedTime(_lastLook, now) > Late)
            _looks.Clear();
        _runs = runs;
        Interlocked.Exchange(ref _lastLook, now);
        _isReachable = true;
        if (infos.Count == 0 || !infos.TrueForAll(info => info.IsSynced && !info.IsRewriting))
            return;
        while (_looks.TryPeek(out var look) && _clock.GetElapsedTime(look.Time, now) >= Proof)
        {
            for (var i = 0; i < _partitions.Length; i++)
                _partitions[i].Stable = look.Heads[i];
            _looks.Dequeue();
        }
        _looks.Enqueue(new(now, heads));
    }

    private string? RoomFaultOf(RedisInfo info) => info.MaxMemory > 0 && info.UsedMemory > info.MaxMemory / 100 * _percent
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Redis uses {info.UsedMemory} of {info.MaxMemory} bytes of memory, more than {_percent} percent: give it more (maxmemory).")
        : null;

    private sealed record Look(long Time, long[] Heads);
}
