using StackExchange.Redis;

namespace RetentionGrpc.Storage;

/// <summary>
/// The log in Redis 7 or newer, or a cluster of them. Each partition has one hash slot: a stream of entries, a hash with the log's head,
/// and
/// its snapshots. An entry is appended by one script that compares the head first, so that of two processes that write only one can, and
/// an accepted append proves that the whole log before it is the caller's.
/// </summary>
public sealed class RedisLogStore : ILogStore
{
    private const int CurrentFormat = 1;

    /// <summary>How long Redis waits for replicas, in ms.</summary>
    internal const int ReplicationMs = 1_000;

    private readonly RedisConnection _redis;
    private readonly RedisPartition[] _partitions;
    private readonly RedisWatch _watch;
    private readonly RedisLease? _lease;
    private readonly TimeProvider _clock;
    private int _isClosed;

    private RedisLogStore(
        RedisConnection redis, RedisLease? lease, RedisPartition[] partitions, RedisWatch watch, LogIdentity identity,
        LogDurability durability, TimeProvider clock)
    {
        (_redis, _lease, _partitions, _watch, _clock) = (redis, lease, partitions, watch, clock);
        (Identity, Durability) = (identity, durability);
        Superseded = lease?.Lost ?? new TaskCompletionSource().Task;
    }

    /// <inheritdoc/>
    public LogIdentity Identity { get; }

    /// <inheritdoc/>
    public LogDurability Durability { get; }

    /// <summary>
    /// Connects, waits for the lease, checks that Redis keeps what it is given, and opens the data, or creates it where there is none.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="StoreUnavailableException">Redis cannot be reached.</exception>
    /// <exception cref="StoreFormatException">The data is not of a layout that this version reads.</exception>
    /// <exception cref="StoreUnsafeException">Redis may lose data by itself: the message says what to change.</exception>
    /// <exception cref="LogCorruptException">A partition's log is gone, or another's.</exception>
    public static async Task<RedisLogStore> OpenAsync(RedisLogOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.Join(' ', options.Validate()) is { Length: > 0 } faults)
            throw new ArgumentException(faults, nameof(options));
        var redis = await RedisConnection.OpenAsync(options.Configuration, cancellation).ConfigureAwait(false);
        RedisLease? lease = null;
        try
        {
            if (options.Lease is { } time)
                lease = await RedisLease.TakeAsync(redis, time, options, cancellation).ConfigureAwait(false);
            var durability = await RedisPromise.FindAsync(redis, options).ConfigureAwait(false);
            var identity = await IdentifyAsync(redis, options).ConfigureAwait(false);
            RedisPartition[] partitions =
            [
                .. Enumerable.Range(0, identity.PartitionCount).Select(
                    partition => new RedisPartition(redis, new(options.Namespace, partition), identity, partition, options.Replicas)),
            ];
            return new(redis, lease, partitions, new(redis, partitions, options), identity, durability, options.Clock);
        }
        catch
        {
            if (lease is not null)
                await lease.DisposeAsync().ConfigureAwait(false);
            await redis.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task Superseded { get; }

    /// <inheritdoc/>
    public bool MayLandLate => true;

    /// <inheritdoc/>
    public bool IsReachable => _watch.IsReachable;

    /// <inheritdoc/>
    public bool HasRoom => _watch.RoomFault is null;

    /// <inheritdoc/>
    public async ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return (await At(partition).ReadHeadAsync().ConfigureAwait(false)).Head;
    }

    /// <inheritdoc/>
    public long StableThrough(int partition)
    {
        var own = At(partition).Own;
        return Durability == LogDurability.EverySecond ? _watch.SyncedThrough(partition) : own.Sequence;
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(
        int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckEntry(entry);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<AppendOutcome>(cancellationToken);
        var log = At(partition);
        return _watch.RoomFault is { } fault
            ? ValueTask.FromException<AppendOutcome>(new StoreFullException(fault))
            : log.AppendAsync(expectedHead, entry);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<LogEntry> ReadAsync(int partition, long afterSequence, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        return At(partition).ReadAsync(afterSequence, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CommitSnapshotAsync(
        int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        return At(partition).Snapshots.CommitAsync(head, chunks, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(int partition, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<IReadOnlyList<LogHead>>(cancellationToken)
            : At(partition).Snapshots.ReadHeadsAsync();

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
        int partition, LogHead head, CancellationToken cancellationToken = default) =>
        At(partition).Snapshots.ReadAsync(head, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DropSnapshotAsync(int partition, LogHead head, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : At(partition).Snapshots.DropAsync(head);

    /// <inheritdoc/>
    public ValueTask<bool> TrimAsync(int partition, long throughSequence, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : At(partition).TrimAsync(throughSequence);

    /// <summary>
    /// Takes what was removed out of Redis' append-only file, by having it rewritten, and out of its dump where it makes one.
    /// </summary>
    public async ValueTask ScrubAsync(CancellationToken cancellationToken = default)
    {
        foreach (var partition in _partitions)
            await partition.Snapshots.SweepAsync().ConfigureAwait(false);
        await RedisRewrite.RunAsync(_redis, _clock, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;
        await _watch.DisposeAsync().ConfigureAwait(false);
        if (_lease is not null)
            await _lease.DisposeAsync().ConfigureAwait(false);
        await _redis.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// What was fixed when the data was created; creates it where there is none. One process may begin what another ends: each step finds
    /// what the steps before it have left.
    /// </summary>
    private static async Task<LogIdentity> IdentifyAsync(RedisConnection redis, RedisLogOptions options)
    {
        var key = RedisKeys.Identity(options.Namespace);
        (string Name, RedisValue Value)[] wanted =
            [("id", RedisBytes.Of(LogIdentity.NewId())), ("partitions", options.PartitionCount), ("format", CurrentFormat)];
        foreach (var (name, value) in wanted)
            await redis.AskAsync(database => database.HashSetAsync(key, name, value, When.NotExists)).ConfigureAwait(false);
        RedisValue[] names = ["id", "partitions", "format", "ready"];
        var stored = await redis.AskAsync(database => database.HashGetAsync(key, names)).ConfigureAwait(false);
        if (stored[2] != CurrentFormat)
            throw new StoreFormatException($"The data in Redis is of format {stored[2]}; this version reads {CurrentFormat}.");
        if (!stored[1].TryParse(out int partitions) || partitions is < 1 or > LogLimits.MaxPartitionCount)
            throw new StoreFormatException($"The data in Redis has {stored[1]} partitions, which no version makes.");
        foreach (var partition in Enumerable.Range(0, stored[3].IsNull ? partitions : 0))
        {
            RedisKey[] head = [new RedisKeys(options.Namespace, partition).Head];
            var found = await redis.RunAsync(RedisScripts.Create, head, [stored[0]]).ConfigureAwait(false);
            if ((RedisValue)found != stored[0])
                throw new LogCorruptException(redis.Place, partition, 0, "Redis holds another log under this name");
        }
        await redis.AskAsync(database => database.HashSetAsync(key, "ready", 1)).ConfigureAwait(false);
        return new(RedisBytes.ToNumber(stored[0]), partitions, CurrentFormat);
    }

    private RedisPartition At(int partition)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) != 0, this);
        LogLimits.CheckPartition(Identity, partition);
        return _partitions[partition];
    }
}
