using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace RetentionGrpc.Storage;

/// <summary>
/// The log in one SQLite file, <c>retention.db</c> in a folder that one process has at a time. Appends of all partitions that
/// come while a commit runs share the next one. An append that completed is on the disk (write-ahead log, synchronous=FULL).
/// </summary>
public sealed class SqliteLogStore : ILogStore
{
    private static readonly TimeSpan ScrubPause = TimeSpan.FromMilliseconds(50);

    private readonly string _file;
    private readonly FileStream _lock;
    private readonly SqliteLogWriter _writer;
    private readonly GroupCommitter _committer;
    private readonly SemaphoreSlim[] _snapshotGates;

    private SqliteLogStore(
        string file, FileStream folderLock, SqliteConnection connection, LogIdentity identity, SqliteLogOptions options)
    {
        _file = file;
        _lock = folderLock;
        Identity = identity;
        _snapshotGates = [.. Enumerable.Range(0, identity.PartitionCount).Select(_ => new SemaphoreSlim(1))];
        _writer = new SqliteLogWriter(connection, identity, options);
        _committer = new GroupCommitter(_writer, file);
    }

    /// <inheritdoc/>
    public LogIdentity Identity { get; }

    /// <inheritdoc/>
    public LogDurability Durability => LogDurability.Fsynced;

    /// <summary>Transactions committed since the store was opened: far fewer than appends where those come side by side.</summary>
    public long CommittedGroups => _committer.CommittedGroups;

    /// <summary>Opens the data in a folder, or creates both.</summary>
    /// <exception cref="StoreLockedException">Another process, or another store of this one, has the folder.</exception>
    /// <exception cref="StoreFormatException">The data is of a layout that this version doesn't read.</exception>
    /// <exception cref="LogCorruptException">The file is damaged.</exception>
    /// <exception cref="StoreUnavailableException">The folder or the file can't be read and written.</exception>
    public static SqliteLogStore Open(string folder, SqliteLogOptions? options = null)
    {
        options ??= new SqliteLogOptions();
        LogLimits.CheckPartitionCount(options.PartitionCount);
        ArgumentOutOfRangeException.ThrowIfNegative(options.ReserveBytes, nameof(options));
        var path = Path.GetFullPath(folder);
        var file = Path.Combine(path, SqliteLogFile.Name);
        var folderLock = DataFolderLock.Take(path);
        SqliteConnection? connection = null;
        try
        {
            WriteAheadScan.ThrowIfDamaged($"{file}-wal");
            connection = SqliteLogFile.OpenForWriting(file, options, out var identity);
            return new SqliteLogStore(file, folderLock, connection, identity, options);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            folderLock.Dispose();
            if (failure is SqliteException sqlite)
                throw SqliteFailure.TranslateAtOpening(sqlite, file);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        _committer.ThrowIfClosing();
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<LogHead>(cancellationToken)
            : ValueTask.FromResult(_writer.ReadHead(partition));
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(
        int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        LogLimits.CheckEntry(entry);
        // Hashed here, on the caller's thread: the writer's is the one that all wait for.
        var newHead = expectedHead.Next(entry.Span);
        var crc = Checksum.Crc32C(entry.Span);
        return new ValueTask<AppendOutcome>(_committer.Commit(
            writer => writer.Append(partition, expectedHead, newHead, crc, entry.Span), cancellationToken));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        int partition, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        var end = await ReadHeadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (afterSequence >= end.Sequence)
            yield break;
        using var reader = SqliteLogReader.Open(_file, partition);
        for (var head = reader.HeadAt(afterSequence); head.Sequence < end.Sequence;)
        {
            foreach (var entry in reader.Batch(head, end.Sequence))
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
        var gate = _snapshotGates[partition];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var settled = await _committer.Commit(writer => writer.Snapshots.Judge(partition, head), cancellationToken)
                .ConfigureAwait(false);
            if (settled is { } stands)
                return stands;
            await DropLooseChunksAsync(partition, cancellationToken).ConfigureAwait(false);
            await StoreSnapshotAsync(partition, head, chunks, cancellationToken).ConfigureAwait(false);
            await DropLooseChunksAsync(partition, cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(
        int partition, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        return await _committer.Commit(writer => writer.Snapshots.Heads(partition), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
        int partition, LogHead head, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var heads = await ReadSnapshotHeadsAsync(partition, cancellationToken).ConfigureAwait(false);
        if (!heads.Contains(head))
            throw new LogTrimmedException(partition, head);
        using var reader = SqliteLogReader.Open(_file, partition);
        using var digest = new SnapshotDigest(head);
        var manifest = reader.Manifest(head);
        for (var ordinal = 0; ordinal < manifest.ChunkCount; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = reader.Chunk(head, ordinal);
            digest.Add(chunk);
            yield return chunk;
        }

        if (digest.Finish() != manifest.Digest)
            throw reader.Damaged(head.Sequence, "the chunks of its snapshot are not those of its manifest");
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DropSnapshotAsync(int partition, LogHead head, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        var gate = _snapshotGates[partition];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var isGone = await _committer.Commit(writer => writer.Snapshots.Drop(partition, head), cancellationToken)
                .ConfigureAwait(false);
            await DropLooseChunksAsync(partition, cancellationToken).ConfigureAwait(false);
            return isGone;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask TrimAsync(int partition, long throughSequence, CancellationToken cancellationToken = default)
    {
        LogLimits.CheckPartition(Identity, partition);
        var gate = _snapshotGates[partition];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await _committer.Commit(writer => writer.Snapshots.Trim(partition, throughSequence), cancellationToken)
                .ConfigureAwait(false))
                throw LogLimits.NoSnapshotCovers(partition, throughSequence);
            while (await _committer.Commit(writer => writer.Snapshots.DropTrimmedEntries(partition), cancellationToken)
                .ConfigureAwait(false))
            {
            }

            await DropLooseChunksAsync(partition, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask ScrubAsync(CancellationToken cancellationToken = default)
    {
        _committer.ThrowIfClosing();
        try
        {
            while (!SqliteLogFile.TryEmptyWriteAhead(_file))
                await Task.Delay(ScrubPause, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.Translate(failure, _file);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _committer.Close().ConfigureAwait(false);
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private async Task StoreSnapshotAsync(
        int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken)
    {
        using var digest = new SnapshotDigest(head);
        var count = 0;
        var bytes = 0L;
        await foreach (var chunk in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            LogLimits.CheckChunk(chunk);
            digest.Add(chunk.Span);
            var ordinal = count++;
            bytes += chunk.Length;
            await _committer.Commit(
                writer => writer.Snapshots.AddChunk(partition, head, ordinal, chunk.Span), cancellationToken).ConfigureAwait(false);
        }

        var sum = digest.Finish();
        await _committer.Commit(
            writer =>
            {
                writer.Snapshots.AddManifest(partition, head, count, sum);
                writer.LearnSize(partition, head, bytes);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task DropLooseChunksAsync(int partition, CancellationToken cancellationToken)
    {
        while (await _committer.Commit(writer => writer.Snapshots.DropLooseChunks(partition), cancellationToken)
            .ConfigureAwait(false))
        {
        }
    }
}
