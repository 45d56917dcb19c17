using System.Runtime.CompilerServices;

namespace RetentionGrpc.Storage;

/// <summary>
/// The log in files of a folder that one process has at a time: a journal that the entries of all partitions share, and a file for each
/// snapshot. Appends of all partitions that come while a group is on its way to the disk share the next one. An append that completed is
/// on the disk.
/// </summary>
public sealed class FileLogStore : ILogStore
{
    private readonly FileStream _lock;
    private readonly MasterFile _master;
    private readonly Journal _journal;
    private readonly LogRoom _room;
    private readonly SnapshotFiles _snapshots;
    private readonly SegmentReclaim _reclaim;
    private readonly GroupCommitter _committer;
    private readonly SemaphoreSlim[] _snapshotGates;

    private FileLogStore(FileStream folderLock, string folder, MasterFile master, Journal journal, FileLogOptions options)
    {
        (_lock, _master, _journal) = (folderLock, master, journal);
        _snapshotGates = [.. Enumerable.Range(0, Identity.PartitionCount).Select(_ => new SemaphoreSlim(1))];
        _room = new LogRoom(folder, options, Identity.PartitionCount);
        _room.Grew(journal.Bytes);
        _snapshots = new SnapshotFiles(folder, Identity, journal, _room);
        _reclaim = new SegmentReclaim(journal, _room);
        _committer = new GroupCommitter(new JournalWriter(Identity, journal, _room, options), folder);
    }

    /// <inheritdoc/>
    public LogIdentity Identity => _master.Identity;

    /// <inheritdoc/>
    public LogDurability Durability => LogDurability.Fsynced;

    /// <summary>Groups written since the store was opened: far fewer than appends where those come side by side.</summary>
    public long CommittedGroups => _committer.CommittedGroups;

    /// <summary>Opens the data in a folder, or creates both.</summary>
    /// <exception cref="StoreLockedException">Another process, or another store of this one, has the folder.</exception>
    /// <exception cref="StoreFormatException">The data is of a layout that this version doesn't read.</exception>
    /// <exception cref="LogCorruptException">The data is damaged.</exception>
    /// <exception cref="StoreUnavailableException">The folder or a file can't be read and written.</exception>
    public static FileLogStore Open(string folder, FileLogOptions? options = null)
    {
        options ??= new FileLogOptions();
        LogLimits.CheckPartitionCount(options.PartitionCount);
        ArgumentOutOfRangeException.ThrowIfNegative(options.ReserveBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SegmentBytes, 1 << 10, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SegmentBytes, 1 << 30, nameof(options));
        var path = Path.GetFullPath(folder);
        var folderLock = DataFolderLock.Take(path);
        Journal? journal = null;
        try
        {
            FileNames.DeleteUnfinished(path);
            var master = MasterFile.Open(path, options.PartitionCount);
            journal = JournalScan.Run(path, master);
            return new FileLogStore(folderLock, path, master, journal, options);
        }
        catch (Exception failure)
        {
            journal?.Dispose();
            folderLock.Dispose();
            if (DurableFile.IsOutage(failure))
                throw DurableFile.Translate(failure, path);
            throw;
        }
    }

    /// <inheritdoc/>
    public bool IsReachable => true;

    /// <inheritdoc/>
    public bool MayLandLate => false;

    /// <inheritdoc/>
    public Task Superseded { get; } = new TaskCompletionSource().Task;

    /// <inheritdoc/>
    public ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        _committer.ThrowIfClosing();
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<LogHead>(cancellationToken)
            : ValueTask.FromResult(_journal.Head(partition));
    }

    /// <inheritdoc/>
    public long StableThrough(int partition) => long.MaxValue;

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(
        int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        LogLimits.CheckEntry(entry);
        // Hashed here, on the caller's thread: the writer's is the one that all wait for.
        return new ValueTask<AppendOutcome>(_committer.Commit(new AppendRequest(
            partition, expectedHead, expectedHead.Next(entry.Span), Checksum.Crc32C(entry.Span), entry, cancellationToken)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        int partition, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        var end = await ReadHeadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (afterSequence >= end.Sequence)
            yield break;
        var reader = new JournalReader(_journal, partition);
        for (var head = Read(() => reader.HeadAt(afterSequence)); head.Sequence < end.Sequence;)
        {
            foreach (var entry in Read(() => reader.Batch(head, end.Sequence)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                head = entry.Head;
                yield return entry;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CommitSnapshotAsync(
        int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        ArgumentNullException.ThrowIfNull(chunks);
        using var turn = await TakeTurnAsync(partition, cancellationToken).ConfigureAwait(false);
        if (Do(() => _snapshots.Judge(partition, head)) is { } stands)
            return stands;
        using var writer = Do(() => _snapshots.Write(partition, head));
        await foreach (var chunk in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            LogLimits.CheckChunk(chunk);
            _committer.ThrowIfClosing();
            Do(() => writer.Add(chunk.Span));
        }

        _committer.ThrowIfClosing();
        Do(() =>
        {
            writer.Finish();
            _snapshots.Keep(partition, head, writer.Length);
        });
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(int partition, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        _committer.ThrowIfClosing();
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<IReadOnlyList<LogHead>>(cancellationToken)
            : ValueTask.FromResult(_snapshots.Heads(partition));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
        int partition, LogHead head, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        _committer.ThrowIfClosing();
        await Task.CompletedTask.ConfigureAwait(false);
        using var reader = Do(() => _snapshots.Read(partition, head));
        while (Do(reader.Next) is { } chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return chunk;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DropSnapshotAsync(int partition, LogHead head, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        using var turn = await TakeTurnAsync(partition, cancellationToken).ConfigureAwait(false);
        return Do(() => _snapshots.Drop(partition, head));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TrimAsync(int partition, long throughSequence, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        using var turn = await TakeTurnAsync(partition, cancellationToken).ConfigureAwait(false);
        if (throughSequence > _journal.Cut(partition).Sequence)
        {
            if (!_snapshots.Covers(partition, throughSequence))
                return false;
            var cut = Do(() => _journal.At(partition, throughSequence))
                ?? throw new LogCorruptException(_journal.Folder, partition, throughSequence, "the entry is missing");
            Do(() => _master.Cut(partition, cut, _journal.Heads()));
            _journal.CutOff(partition, cut);
        }

        Do(() => _snapshots.DropBefore(partition, throughSequence));
        Do(() => _reclaim.Run());
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask ScrubAsync(CancellationToken cancellationToken = default)
    {
        await _committer.TurnOver().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!Do(() => _reclaim.Run(isAny: true)))
            throw new StoreFullException($"There is no room in '{_journal.Folder}' to write files anew without what was trimmed.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _committer.Close().ConfigureAwait(false);
        // A snapshot that is being taken sees the closing, and leaves.
        foreach (var gate in _snapshotGates)
            await gate.WaitAsync().ConfigureAwait(false);
        // On a full disk there is no note, and the data is as good as after an end of power.
        _ = _master.TryNote(_journal.Heads());
        foreach (var gate in _snapshotGates)
            gate.Release();
        _journal.Dispose();
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<Turn> TakeTurnAsync(int partition, CancellationToken cancellationToken)
    {
        await _snapshotGates[partition].WaitAsync(cancellationToken).ConfigureAwait(false);
        var turn = new Turn(_snapshotGates[partition]);
        try
        {
            _committer.ThrowIfClosing();
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Reads from segments: a trim may take one away meanwhile, and then what is still in the log is in another.</summary>
    private T Read<T>(Func<T> read)
    {
        while (true)
        {
            try
            {
                return Do(read);
            }
            catch (ObjectDisposedException)
            {
                _committer.ThrowIfClosing();
            }
        }
    }

    private T Do<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (DurableFile.IsOutage(failure))
        {
            throw DurableFile.Translate(failure, _journal.Folder);
        }
    }

    private void Do(Action work) => Do(() =>
    {
        work();
        return true;
    });

    /// <summary>Snapshots and trims of a partition come one after the other.</summary>
    private readonly struct Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
