using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RetentionGrpc.Storage;

/// <summary>
/// The one connection that writes. All members but <see cref="ReadHead"/> belong to the writer's thread; what changes data is
/// called between <see cref="Begin"/> and <see cref="Commit"/>.
/// </summary>
internal sealed class SqliteLogWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly LogIdentity _identity;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _insertEntry;
    private readonly SqliteHeads _heads;
    private readonly SqliteRoom _room;
    private readonly Lock _gate = new();
    private readonly LogHead[] _committed;
    private readonly LogHead[] _pending;
    private Exception? _unread;

    public SqliteLogWriter(SqliteConnection connection, LogIdentity identity, SqliteLogOptions options)
    {
        _connection = connection;
        _identity = identity;
        _committed = new LogHead[identity.PartitionCount];
        _pending = new LogHead[identity.PartitionCount];
        // IMMEDIATE: a foreign writer is met here, before anything was decided.
        _begin = new SqliteStatement(connection, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(connection, "COMMIT");
        _insertEntry = new SqliteStatement(connection, "INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _heads = new SqliteHeads(connection, connection.DataSource);
        Snapshots = new SqliteSnapshotWriter(connection, _heads);
        LoadHeads();
        _room = new SqliteRoom(connection, options, identity.PartitionCount);
    }

    public SqliteSnapshotWriter Snapshots { get; }

    /// <summary>The head on disk. From any thread.</summary>
    public LogHead ReadHead(int partition)
    {
        lock (_gate)
        {
            return _unread switch
            {
                null => _committed[partition],
                LogCorruptException damage => throw new LogCorruptException(_connection.DataSource, "its heads can't be read", damage),
                _ => throw new StoreUnavailableException($"'{_connection.DataSource}' can't be read after a failed write.", _unread),
            };
        }
    }

    public void Begin()
    {
        if (_unread is not null)
            LoadHeads();
        _committed.CopyTo(_pending, 0);
        _begin.Run();
        _room.Measure();
    }

    /// <summary>A snapshot of so many bytes was kept.</summary>
    public void LearnSize(int partition, LogHead head, long snapshotBytes) => _room.Learn(partition, head.Sequence, snapshotBytes);

    /// <summary>Appends to the pending transaction; the expected head is compared with what the transaction holds so far.</summary>
    /// <exception cref="StoreFullException">There is no room; the transaction is as it was.</exception>
    public AppendOutcome Append(int partition, LogHead expectedHead, LogHead newHead, uint crc, ReadOnlySpan<byte> entry)
    {
        var head = _pending[partition];
        if (!expectedHead.Expects(head))
            return AppendOutcome.Fenced(head);
        _room.Take(partition, entry.Length);
        _insertEntry.Bind(1, partition).Bind(2, newHead.Sequence).Bind(3, newHead.Epoch).BindHash(4, newHead.Chain)
            .Bind(5, crc).Bind(6, entry).Run();
        _pending[partition] = newHead;
        return AppendOutcome.Appended(newHead);
    }

    public void Commit()
    {
        for (var partition = 0; partition < _pending.Length; partition++)
        {
            if (_pending[partition] != _committed[partition])
                _heads.Note(partition, _pending[partition]);
        }

        _commit.Run();
        _room.Commit();
        lock (_gate)
            _pending.CopyTo(_committed, 0);
    }

    /// <summary>
    /// Undoes the pending transaction, if there still is one, and reads the heads again. It does not throw: heads that can't be
    /// read are an outage to <see cref="ReadHead"/>, and the next group begins by reading them.
    /// </summary>
    public void Rollback()
    {
        try
        {
            if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
                SqliteLogFile.Execute(_connection, "ROLLBACK");
            LoadHeads();
        }
        catch (Exception failure) when (failure is SqliteException or LogCorruptException)
        {
            lock (_gate)
                _unread = failure;
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _insertEntry.Dispose();
        _heads.Dispose();
        _room.Dispose();
        Snapshots.Dispose();
        _connection.Dispose();
    }

    private void LoadHeads()
    {
        var heads = new LogHead[_identity.PartitionCount];
        for (var partition = 0; partition < heads.Length; partition++)
            heads[partition] = _heads.Last(partition);
        lock (_gate)
        {
            heads.CopyTo(_committed, 0);
            _unread = null;
        }
    }
}
