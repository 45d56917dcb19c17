using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RetentionGrpc.Storage;

/// <summary>
/// A prepared statement that is run many times. It goes past SqliteCommand because that takes only whole arrays as blobs and
/// allocates for every run. Errors are <see cref="SqliteException"/>.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int HashBytes = 16;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Parameters are numbered from 1, as ?1 in the statement.</summary>
    public SqliteStatement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    public SqliteStatement BindHash(int parameter, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[HashBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return Bind(parameter, bytes);
    }

    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0)
            : raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    /// <summary>Runs to the end; the statement may be bound and run again.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs for the number that is its one column of its one row.</summary>
    public long Single()
    {
        try
        {
            return Step() ? Int64(0) : throw new InvalidOperationException("The statement gave no row.");
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Moves to the next row; false at the end. <see cref="Reset"/> before the next run.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Columns are numbered from 0.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>Null where the stored value isn't 16 bytes long.</summary>
    public UInt128? Hash(int column)
    {
        var bytes = raw.sqlite3_column_blob(_statement, column);
        return bytes.Length == HashBytes ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : null;
    }

    /// <summary>
    /// Ends the run and drops what was bound, so that no payload outlives its use. The code is the failed step's, told already.
    /// </summary>
    public void Reset()
    {
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
