using Microsoft.Data.Sqlite;

namespace RetentionGrpc.Storage;

/// <summary>
/// How much appends may still take. They leave a reserve, so that the snapshot after which the log can be trimmed always fits; what
/// is trimmed then is room again. Measured once for each group, inside its transaction. For the writer's thread alone.
/// <para>
/// A partition's next snapshot is taken to be as long as its newest one and the log since, and an eighth more, and some that does not grow
/// with the log: what a log says is in its snapshot once, so that holds for the first one, too.
/// </para>
/// </summary>
internal sealed class SqliteRoom : IDisposable
{
    /// <summary>A row's key, hashes and share of its pages, beside the payload.</summary>
    private const int RowBytes = 512;
    private const int WriteAheadShare = 4;
    private const int LimitShare = 8;
    private const int SnapshotShare = 8;
    private const long SnapshotBase = 2 * 1024 * 1024;

    private readonly SqliteStatement _pageCount;
    private readonly SqliteStatement _freePages;
    private readonly SqliteStatement _logBytes;
    private readonly SqliteStatement _newestSnapshot;
    private readonly Func<string, long>? _freeBytes;
    private readonly string _folder;
    private readonly string _file;
    private readonly long _pageBytes;
    private readonly long? _limit;
    private readonly long _reserve;
    private readonly long[] _stateBytes;
    private readonly long[] _pending;
    private long _room;

    public SqliteRoom(SqliteConnection connection, SqliteLogOptions options, int partitionCount)
    {
        _file = connection.DataSource;
        _folder = Path.GetDirectoryName(Path.GetFullPath(_file))!;
        _freeBytes = options.FreeBytes;
        _limit = options.MaxFileBytes;
        _reserve = Math.Min(options.ReserveBytes, _limit / LimitShare ?? long.MaxValue);
        _pageCount = new SqliteStatement(connection, "PRAGMA page_count");
        _freePages = new SqliteStatement(connection, "PRAGMA freelist_count");
        _logBytes = new SqliteStatement(
            connection, "SELECT coalesce(sum(length(payload)), 0) FROM entries WHERE partition = ?1 AND sequence > ?2");
        _newestSnapshot = new SqliteStatement(connection, """
            SELECT kept.sequence, (SELECT coalesce(sum(length(payload)), 0) FROM snapshot_chunks AS chunk
                WHERE chunk.partition = ?1 AND chunk.sequence = kept.sequence)
            FROM snapshots AS kept WHERE kept.partition = ?1 ORDER BY kept.sequence DESC LIMIT 1
            """);
        using (var pageBytes = new SqliteStatement(connection, "PRAGMA page_size"))
            _pageBytes = pageBytes.Single();
        _stateBytes = new long[partitionCount];
        for (var partition = 0; partition < partitionCount; partition++)
            _stateBytes[partition] = StateBytes(partition);
        _pending = [.. _stateBytes];
    }

    /// <summary>Bytes that appends leave.</summary>
    public long Reserve => Math.Max(_reserve, ReserveFor(_pending.Max()));

    /// <summary>A snapshot of so many bytes was kept: the log up to its head no longer adds to the next.</summary>
    public void Learn(int partition, long sequence, long snapshotBytes) =>
        _pending[partition] = snapshotBytes + LogBytes(partition, sequence);

    /// <summary>Looks how much room there is. What was taken and not committed is forgotten.</summary>
    public void Measure()
    {
        _stateBytes.CopyTo(_pending, 0);
        var freed = _freePages.Single() * _pageBytes;
        var size = _pageCount.Single() * _pageBytes;
        var disk = _freeBytes?.Invoke(_folder) ?? FreeBytes(size);
        _room = disk < _reserve / WriteAheadShare ? 0 : disk + freed;
        if (_limit is { } limit)
            _room = Math.Min(_room, limit - size + freed);
    }

    /// <summary>Takes the room of an entry.</summary>
    /// <exception cref="StoreFullException">There is none; nothing was taken.</exception>
    public void Take(int partition, int entryBytes)
    {
        // A long payload ends in a page of its own.
        var needed = entryBytes + RowBytes + (entryBytes > _pageBytes / 8 ? _pageBytes : 0);
        var reserve = Math.Max(Reserve, ReserveFor(_pending[partition] + entryBytes));
        if (_room - needed < reserve)
        {
            throw new StoreFullException(
                $"There is no room in '{_file}' for an entry of {entryBytes} bytes: {_room} bytes are left, of which {reserve} are kept " +
                "for snapshots. Free some space on its disk, or raise the size limit.");
        }

        _room -= needed;
        _pending[partition] += entryBytes;
    }

    /// <summary>What was taken and learnt is committed.</summary>
    public void Commit() => _pending.CopyTo(_stateBytes, 0);

    public void Dispose()
    {
        _pageCount.Dispose();
        _freePages.Dispose();
        _logBytes.Dispose();
        _newestSnapshot.Dispose();
    }

    private long ReserveFor(long stateBytes) => stateBytes + stateBytes / SnapshotShare + Math.Min(_reserve / 2, SnapshotBase);

    /// <summary>What the newest snapshot and the log since say.</summary>
    private long StateBytes(int partition)
    {
        try
        {
            return _newestSnapshot.Bind(1, partition).Step()
                ? _newestSnapshot.Int64(1) + LogBytes(partition, _newestSnapshot.Int64(0))
                : LogBytes(partition, 0);
        }
        finally
        {
            _newestSnapshot.Reset();
        }
    }

    private long LogBytes(int partition, long afterSequence) => _logBytes.Bind(1, partition).Bind(2, afterSequence).Single();

    /// <summary>The disk's free bytes, without those that the write-ahead log and its next checkpoint will still take.</summary>
    private long FreeBytes(long size)
    {
        var free = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(_folder)! : _folder).AvailableFreeSpace;
        var written = new FileInfo(_file);
        var writeAhead = new FileInfo($"{_file}-wal");
        var unwritten = Math.Max(0, size - (written.Exists ? written.Length : 0));
        var growth = Math.Max(0, SqliteLogFile.CheckpointPages * _pageBytes - (writeAhead.Exists ? writeAhead.Length : 0));
        return Math.Max(0, free - unwritten - growth);
    }
}
