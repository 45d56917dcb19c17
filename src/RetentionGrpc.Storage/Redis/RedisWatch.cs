using System.Globalization;

namespace RetentionGrpc.Storage;

/// <summary>Looks at Redis each second: whether it has room for more entries, and up to where its file is synced.</summary>
internal sealed class RedisWatch : IAsyncDisposable
{
    private readonly RedisConnection _redis;
    private readonly RedisPartition[] _partitions;
    private readonly TimeProvider _clock;
    private readonly int _percent;
    private readonly SyncProof _proof;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _run;
    private long _lastLook;
    private volatile string? _roomFault;
    private volatile bool _isReachable = true;

    public RedisWatch(RedisConnection redis, RedisPartition[] partitions, RedisLogOptions options)
    {
        (_redis, _partitions, _percent, _clock) = (redis, partitions, options.MemoryPercent, options.Clock);
        _proof = new(partitions.Length, _clock);
        _lastLook = _clock.GetTimestamp();
        _run = RunAsync();
    }

    /// <summary>Why nothing more is appended; null while there is room.</summary>
    public string? RoomFault => _roomFault;

    /// <summary>Whether Redis answered when it was last asked; false also while an answer is late.</summary>
    public bool IsReachable => _isReachable && _clock.GetElapsedTime(Interlocked.Read(ref _lastLook)) < SyncProof.Late;

    /// <summary>The newest own entry of a partition that a Redis which syncs each second cannot lose any more.</summary>
    public long SyncedThrough(int partition) => _proof.SyncedThrough(partition);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(SyncProof.LookEvery, _clock);
        try
        {
            do
                await LookAsync().ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Disposed: nothing more is looked at.
            _proof.Forget();
        }
    }

    private async Task LookAsync()
    {
        try
        {
            var started = _clock.GetTimestamp();
            var own = Array.ConvertAll(_partitions, partition => partition.Own);
            var infos = new List<RedisInfo>();
            foreach (var server in _redis.Primaries)
                infos.Add(await _redis.InfoAsync(server).ConfigureAwait(false));
            var held = new long[own.Length];
            for (var i = 0; i < own.Length; i++)
                held[i] = await _partitions[i].HoldsAsync(own[i]).ConfigureAwait(false) ? own[i].Sequence : 0;
            Judge(started, infos, held);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or LogCorruptException or ObjectDisposedException)
        {
            // Whoever appends is told by the append.
            _proof.Forget();
            _isReachable = false;
        }
    }

    private void Judge(long started, List<RedisInfo> infos, long[] held)
    {
        _roomFault = infos.Select(RoomFaultOf).FirstOrDefault(fault => fault is not null);
        Interlocked.Exchange(ref _lastLook, _clock.GetTimestamp());
        _isReachable = true;
        var runs = string.Join(' ', infos.Select(info => info.RunId).Order(StringComparer.Ordinal));
        _proof.Look(started, runs, infos.Count > 0 && infos.TrueForAll(info => info.IsSynced && !info.IsRewriting), held);
    }

    private string? RoomFaultOf(RedisInfo info) => info.MaxMemory > 0 && info.UsedMemory > info.MaxMemory / 100 * _percent
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Redis uses {info.UsedMemory} of {info.MaxMemory} bytes of memory, more than {_percent} percent: give it more (maxmemory).")
        : null;
}
