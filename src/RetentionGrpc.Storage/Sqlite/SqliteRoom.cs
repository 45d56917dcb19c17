using Microsoft.Data.Sqlite;

namespace RetentionGrpc.Storage;

/// <summary>
/// How much appends may still take. They leave a reserve, so that the snapshot after which the log can be trimmed always fits; what
/// is trimmed then is room again. Measured once for each group, inside its transaction. For the writer's thread alone.
/// </summary>
internal sealed class SqliteRoom : IDisposable
{
    /// <summary>A row's key, hashes and share of its pages, beside the payload.</summary>
    private const int RowBytes = 512;
    private const int WriteAheadShare = 4;
    private const int LimitShare = 8;

    private readonly SqliteStatement _pageCount;
    private readonly SqliteStatement _freePages;
    private readonly Func<string, long> _freeBytes;
    private readonly string _folder;
    private readonly string _file;
    private readonly long _pageBytes;
    private readonly long? _limit;
    private readonly long _reserve;
    private long _largestSnapshot;
    private long _room;

    public SqliteRoom(SqliteConnection connection, SqliteLogOptions options)
    {
        _file = connection.DataSource;
        _folder = Path.GetDirectoryName(Path.GetFullPath(_file))!;
        _freeBytes = options.FreeBytes ?? FreeBytesOf;
        _limit = options.MaxFileBytes;
        _reserve = Math.Min(options.ReserveBytes, _limit / LimitShare ?? long.MaxValue);
        _pageCount = new SqliteStatement(connection, "PRAGMA page_count");
        _freePages = new SqliteStatement(connection, "PRAGMA freelist_count");
        _pageBytes = One(connection, "PRAGMA page_size");
        _largestSnapshot = One(connection, """
            SELECT coalesce(max(bytes), 0) FROM (
                SELECT sum(length(payload)) AS bytes FROM snapshot_chunks GROUP BY partition, sequence)
            """);
    }

    /// <summary>Bytes that appends leave.</summary>
    public long Reserve => Math.Max(_reserve, _largestSnapshot + _largestSnapshot / 2);

    /// <summary>A snapshot of so many bytes was kept: the next will be about as large.</summary>
    public void Learn(long snapshotBytes) => _largestSnapshot = Math.Max(_largestSnapshot, snapshotBytes);

    /// <summary>Looks how much room there is.</summary>
    public void Measure()
    {
        var freed = _freePages.Single() * _pageBytes;
        var disk = _freeBytes(_folder);
        _room = disk < _reserve / WriteAheadShare ? 0 : disk + freed;
        if (_limit is { } limit)
            _room = Math.Min(_room, limit - _pageCount.Single() * _pageBytes + freed);
    }

    /// <summary>Takes the room of an entry.</summary>
    /// <exception cref="StoreFullException">There is none; nothing was taken.</exception>
    public void Take(int entryBytes)
    {
        // A long payload ends in a page of its own.
        var needed = entryBytes + RowBytes + (entryBytes > _pageBytes / 8 ? _pageBytes : 0);
        if (_room - needed < Reserve)
        {
            throw new StoreFullException(
                $"There is no room in '{_file}' for an entry of {entryBytes} bytes: {_room} bytes are left, of which {Reserve} are kept " +
                "for snapshots. Free some space on its disk, or raise the size limit.");
        }

        _room -= needed;
    }

    public void Dispose()
    {
        _pageCount.Dispose();
        _freePages.Dispose();
    }

    private static long FreeBytesOf(string folder) =>
        new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;

    private static long One(SqliteConnection connection, string sql)
    {
        using var statement = new SqliteStatement(connection, sql);
        return statement.Single();
    }
}
