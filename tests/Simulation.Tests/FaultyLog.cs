using System.Runtime.CompilerServices;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Simulation;

/// <summary>
/// The log port as one process has it open, over a disk that outlives it. Calls to a partition are done in their order, each after a time.
/// A call may fail before or after it was done; what waits when the process dies is done or not, by the seed.
/// </summary>
internal sealed class FaultyLog : ILogStore
{
    private const int ChunkLimit = LogLimits.MaxChunkBytes;
    private const int ReserveBytes = 64 * 1024;
    private readonly SimProcess _process;
    private readonly Func<Disk> _disk;
    private readonly StoreWeather _weather;
    private readonly Queue<StoreCall>[] _calls;
    private readonly SimEvent?[] _next;
    private readonly OwnHead[] _own;
    private readonly SyncProof _proof;
    private readonly TimeProvider _clock;
    private bool _isLooking;
    private bool _isClosed;

    /// <summary>Opens what is on the disk.</summary>
    public FaultyLog(SimProcess process, Func<Disk> disk, StoreWeather weather, Action<int, LogEntry> onLanded)
    {
        (_process, _disk, _weather, OnLanded) = (process, disk, weather, onLanded);
        Identity = disk().Identity;
        _calls = [.. Enumerable.Range(0, Identity.PartitionCount).Select(_ => new Queue<StoreCall>())];
        _next = new SimEvent?[Identity.PartitionCount];
        _own = [.. _calls.Select(_ => new OwnHead())];
        _clock = new SimTime(process);
        _proof = new(_own.Length, _clock);
    }

    /// <inheritdoc/>
    public LogIdentity Identity { get; }

    /// <inheritdoc/>
    public LogDurability Durability => _weather.SyncsLater ? LogDurability.EverySecond : LogDurability.Fsynced;

    /// <inheritdoc/>
    public bool IsReachable => true;

    /// <inheritdoc/>
    public bool MayLandLate => _weather.MayLandLate;

    /// <inheritdoc/>
    public Task Superseded { get; } = new TaskCompletionSource().Task;

    /// <inheritdoc/>
    public long StableThrough(int partition) => _weather.SyncsLater ? _proof.SyncedThrough(partition) : long.MaxValue;

    /// <summary>Appends whose caller waits.</summary>
    public int WaitingCount => _calls.Sum(calls => calls.Count);

    private Action<int, LogEntry> OnLanded { get; }

    /// <summary>Whether nothing is left that a look could prove.</summary>
    private bool IsProven =>
        Enumerable.Range(0, _own.Length).All(partition => _own[partition].Newest.Sequence <= StableThrough(partition));

    private SimRandom Random => _process.World.Random;

    /// <inheritdoc/>
    public ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default) =>
        Call("head", partition, () => _disk()[partition].Head, head => Read(partition, head));

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(
        int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        var bytes = entry.ToArray();
        _own[partition].Ask(expectedHead.Next(bytes));
        Look();
        return Call("append", partition, () => Append(partition, expectedHead, bytes), outcome => Know(partition, outcome));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        int partition, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        const int PageEntries = 8;
        var end = (await ReadHeadAsync(partition, cancellationToken)).Sequence;
        for (var sequence = afterSequence + 1; sequence <= end; sequence++)
        {
            if (sequence % PageEntries == 0)
                await Call("read", partition, () => true);
            var log = _disk()[partition];
            if (sequence <= log.Trimmed)
                throw new LogTrimmedException(partition, log.Trimmed);
            yield return log.Entries[(int)sequence - 1];
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CommitSnapshotAsync(
        int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default)
    {
        if (await Call("judge snapshot", partition, () => _disk()[partition].Judge(head)) is { } settled)
            return settled;
        var stored = new List<byte[]>();
        await foreach (var chunk in chunks.WithCancellation(cancellationToken))
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(chunk.Length, ChunkLimit, nameof(chunks));
            stored.Add(chunk.ToArray());
            await Call("chunk", partition, () => Room(stored.Sum(each => (long)each.Length), ReserveBytes));
        }
        return await Call("manifest", partition, () => _disk()[partition].Keep(head, stored));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(int partition, CancellationToken cancellationToken = default) =>
        Call<IReadOnlyList<LogHead>>(
            "snapshots", partition, () => [.. _disk()[partition].Snapshots.Select(snapshot => snapshot.Head).Reverse()]);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
        int partition, LogHead head, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var snapshot = await Call("open snapshot", partition, () => _disk()[partition].Snapshots.Find(each => each.Head == head))
            ?? throw new LogTrimmedException(partition, head);
        foreach (var chunk in snapshot.Chunks)
        {
            if (snapshot.IsDamaged)
                throw new LogCorruptException("disk", partition, head.Sequence, "a chunk's checksum is wrong");
            await Call("read chunk", partition, () => true);
            yield return chunk;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DropSnapshotAsync(int partition, LogHead head, CancellationToken cancellationToken = default) =>
        await Call("drop snapshot", partition, () => _disk()[partition].Drop(head));

    /// <inheritdoc/>
    public async ValueTask<bool> TrimAsync(int partition, long throughSequence, CancellationToken cancellationToken = default) =>
        await Call("trim", partition, () => Trim(partition, throughSequence));

    /// <inheritdoc/>
    public ValueTask ScrubAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isClosed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>The process has died: of what waits, the seed says how much was done, in the order of the calls.</summary>
    public void Crash()
    {
        for (var partition = 0; partition < _calls.Length; partition++)
        {
            _next[partition]?.Cancel();
            var done = Random.Below(_calls[partition].Count + 1);
            foreach (var call in _calls[partition].Take(done))
                call.Do();
            foreach (var call in _calls[partition].Skip(done).Where(_ => Random.PerMille(_weather.LatePerMille)))
                DoLater(call);
            _calls[partition].Clear();
        }
    }

    private AppendOutcome Append(int partition, LogHead expected, byte[] bytes)
    {
        Room(bytes.Length, 0);
        var log = _disk()[partition];
        var outcome = _disk().Append(partition, expected, bytes);
        _process.World.Note(outcome.IsAppended ? "landed" : "fenced", _process.Name, outcome.Head.Sequence, partition);
        if (outcome.IsAppended)
            OnLanded(partition, log.Entries[^1]);
        return outcome;
    }

    private void Know(int partition, AppendOutcome outcome)
    {
        if (outcome.IsAppended)
            _own[partition].Append(outcome.Head);
        else
            _own[partition].Read(outcome.Head);
        LookForMore();
    }

    private void Read(int partition, LogHead head)
    {
        _own[partition].Read(head);
        LookForMore();
    }

    /// <summary>The looks that the append began may have ended before it was known to have landed: nobody else would begin them.</summary>
    private void LookForMore()
    {
        if (!IsProven)
            Look();
    }

    private void Look()
    {
        if (_isLooking || !_weather.SyncsLater)
            return;
        _isLooking = true;
        _process.Post(() => _ = LookAsync());
    }

    /// <summary>As the adapter of Redis looks (RedisWatch), until nothing is left that a look could prove.</summary>
    private async Task LookAsync()
    {
        while (!_isClosed)
        {
            await Task.Delay(SyncProof.LookEvery, _clock);
            await TryLookAsync();
            if (IsProven)
                break;
        }
        _isLooking = false;
    }

    private async Task TryLookAsync()
    {
        try
        {
            var started = _clock.GetTimestamp();
            var own = Array.ConvertAll(_own, each => each.Newest);
            var (starts, isSynced) = await Call("info", 0, () => (_weather.Starts, !_disk().IsSyncPending));
            var held = new long[own.Length];
            for (var i = 0; i < own.Length; i++)
            {
                var partition = i;
                held[i] = await Call("holds", i, () => _disk()[partition].CanTell(own[partition])) ? own[i].Sequence : 0;
            }
            _proof.Look(started, $"run {starts}", isSynced, held);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or ObjectDisposedException)
        {
            _proof.Forget();
        }
    }

    private bool Trim(int partition, long through)
    {
        _process.World.Note("trimmed", _process.Name, through, partition);
        var log = _disk()[partition];
        // Another server may have dropped the snapshot; but there must have been one, or the store's care is all that saves the log.
        if (through > log.EverCovered)
            _process.World.Fail($"{_process.Name} trims partition {partition} to {through}, which no snapshot has ever covered");
        return log.Trim(through);
    }

    private bool Room(long bytes, long reserve)
    {
        var disk = _disk();
        return disk.Capacity == long.MaxValue || disk.UsedBytes + bytes <= disk.Capacity + reserve
            ? true
            : throw new StoreFullException("The disk of the simulation is full.");
    }

    private ValueTask<T> Call<T>(string what, int partition, Func<T> work, Action<T>? heard = null)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (!_process.World.IsInside || _process.World.Running != _process)
            _process.World.Fail($"{_process.Name} called the store from outside of its scheduler:\n{Environment.StackTrace}");
        var call = new StoreCall<T>(what, _process, work, heard);
        _calls[partition].Enqueue(call);
        if (_calls[partition].Count == 1)
            Begin(partition);
        return new ValueTask<T>(call.Task);
    }

    private void Begin(int partition)
    {
        var latency = _weather.IsSlow ? Random.Delay(50_000, 5_000_000) : Random.Delay(50, 8_000);
        _next[partition] = _process.World.After(latency, () => End(partition));
    }

    /// <summary>Nothing was done yet; perhaps it is later, after others, when its caller has long gone on, or is dead.</summary>
    private void Fail(StoreCall call)
    {
        call.Fail("nothing was done");
        if (Random.PerMille(_weather.LatePerMille))
            DoLater(call);
    }

    /// <summary>What is on its way to a store that is started anew, from a copy or without its tail, never arrives.</summary>
    private void DoLater(StoreCall call)
    {
        var starts = _weather.Starts;
        _process.World.After(Random.Delay(1_000, 20_000_000), () =>
        {
            if (starts == _weather.Starts)
                call.Do();
        });
    }

    private void End(int partition)
    {
        var call = _calls[partition].Dequeue();
        if (Random.PerMille(_weather.FailPerMille))
            Fail(call);
        else if (Random.PerMille(_weather.LostReplyPerMille))
            call.LoseReply();
        else
            call.Answer();
        if (_calls[partition].Count > 0)
            Begin(partition);
    }
}
