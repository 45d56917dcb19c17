using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RetentionGrpc.Storage;

/// <summary>The file: its layout, how it is created, and how a connection to it is set up.</summary>
internal static class SqliteLogFile
{
    public const string Name = "retention.db";
    public const int CurrentFormat = 2;

    /// <summary>Pages in the write-ahead log after which they are brought into the file: 16 MiB.</summary>
    public const int CheckpointPages = 4096;

    private const int BusyMilliseconds = 5_000;

    /// <summary>
    /// Chain and identity are 16 bytes, big-endian; crc is CRC-32C over the payload beside it. A log's head stands in heads, too:
    /// a damaged page that hides the last entries must not pass for a shorter log.
    /// </summary>
    private const string Schema = """
        CREATE TABLE meta (
            format_version INTEGER NOT NULL, identity BLOB NOT NULL, partition_count INTEGER NOT NULL, crc INTEGER NOT NULL) STRICT;
        CREATE TABLE heads (
            partition INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, epoch INTEGER NOT NULL, chain BLOB NOT NULL) STRICT;
        CREATE TABLE entries (
            partition INTEGER NOT NULL, sequence INTEGER NOT NULL, epoch INTEGER NOT NULL, chain BLOB NOT NULL,
            crc INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (partition, sequence)) STRICT, WITHOUT ROWID;
        CREATE TABLE trims (
            partition INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, epoch INTEGER NOT NULL, chain BLOB NOT NULL) STRICT;
        CREATE TABLE snapshots (
            partition INTEGER NOT NULL, sequence INTEGER NOT NULL, epoch INTEGER NOT NULL, chain BLOB NOT NULL,
            chunk_count INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (partition, sequence)) STRICT, WITHOUT ROWID;
        CREATE TABLE snapshot_chunks (
            partition INTEGER NOT NULL, sequence INTEGER NOT NULL, ordinal INTEGER NOT NULL,
            crc INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (partition, sequence, ordinal)) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Connects for writing, and creates the data if the file has none.</summary>
    public static SqliteConnection OpenForWriting(string file, SqliteLogOptions options, out LogIdentity identity)
    {
        var connection = Connect(file, SqliteOpenMode.ReadWriteCreate);
        try
        {
            var isNew = IsNew(connection, file);
            if (!isNew)
                CheckFormat(connection, file);
            var journal = Scalar(connection, "PRAGMA journal_mode = WAL");
            if (journal is not "wal")
                throw new StoreUnavailableException($"'{file}' can't have a write-ahead log (its journal is '{journal}').");
            // fullfsync: what macOS needs for an fsync to reach the disk; nothing elsewhere.
            Execute(connection, $"""
                PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA wal_autocheckpoint = {CheckpointPages};
                PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA secure_delete = ON;
                """);
            if (options.MaxFileBytes is { } limit)
                LimitSize(connection, limit);
            if (isNew)
                Create(connection, options.PartitionCount);
            identity = ReadIdentity(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Empties the write-ahead log: what deletes wrote over in the file is nowhere else then. False while somebody still reads from it.
    /// </summary>
    public static bool TryEmptyWriteAhead(string file)
    {
        using var connection = Connect(file, SqliteOpenMode.ReadWrite);
        return Number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    }

    public static SqliteConnection OpenForReading(string file) => Connect(file, SqliteOpenMode.ReadOnly);

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Connect(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle!, BusyMilliseconds);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the file holds nothing. One without a schema that has more than its first page held something: making new data over
    /// what a damaged first page hides would lose it all.
    /// </summary>
    private static bool IsNew(SqliteConnection connection, string file)
    {
        if (Number(connection, "SELECT count(*) FROM sqlite_schema") != 0)
            return false;
        return Number(connection, "PRAGMA page_count") <= 1
            ? true
            : throw new LogCorruptException(file, "its first page names no tables");
    }

    private static void CheckFormat(SqliteConnection connection, string file)
    {
        if (Number(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'meta'") == 0)
            throw new StoreFormatException($"'{file}' is a database of another program. Choose another data folder.");
        var format = Number(connection, "SELECT format_version FROM meta");
        if (format != CurrentFormat)
        {
            throw new StoreFormatException(
                $"'{file}' has format {format}; this version reads format {CurrentFormat}. Use the version that wrote it.");
        }
    }

    /// <summary>The checkpoint brings the identity into the file itself: who loses the write-ahead log loses entries alone.</summary>
    private static void Create(SqliteConnection connection, int partitionCount)
    {
        using (var transaction = connection.BeginTransaction())
        {
            Execute(connection, Schema);
            var id = LogIdentity.NewId();
            using (var insert = new SqliteStatement(connection, "INSERT INTO meta VALUES (?1, ?2, ?3, ?4)"))
                insert.Bind(1, CurrentFormat).BindHash(2, id).Bind(3, partitionCount).Bind(4, ChecksumOf(id, partitionCount)).Run();
            using var insertHead = new SqliteStatement(connection, "INSERT INTO heads VALUES (?1, 0, 0, zeroblob(16))");
            for (var partition = 0; partition < partitionCount; partition++)
                insertHead.Bind(1, partition).Run();
            transaction.Commit();
        }

        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static LogIdentity ReadIdentity(SqliteConnection connection)
    {
        using var select = new SqliteStatement(connection, "SELECT format_version, identity, partition_count, crc FROM meta");
        if (!select.Step() || select.Hash(1) is not { } id || select.Int64(2) is < 1 or > LogLimits.MaxPartitionCount
            || select.Int64(3) != ChecksumOf(id, (int)select.Int64(2)))
            throw new LogCorruptException(connection.DataSource, "its identity can't be read");
        return new LogIdentity(id, (int)select.Int64(2), (int)select.Int64(0));
    }

    private static uint ChecksumOf(UInt128 id, int partitionCount)
    {
        Span<byte> bytes = stackalloc byte[20];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], partitionCount);
        return Checksum.Crc32C(bytes);
    }

    private static void LimitSize(SqliteConnection connection, long maxFileBytes)
    {
        var pages = maxFileBytes / Number(connection, "PRAGMA page_size");
        Scalar(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var select = new SqliteStatement(connection, sql);
        return select.Step() ? select.Int64(0) : throw new LogCorruptException(connection.DataSource, $"no answer to '{sql}'");
    }

    private static object Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() ?? throw new LogCorruptException(connection.DataSource, $"no answer to '{sql}'");
    }
}
