using Microsoft.Data.Sqlite;

namespace RetentionGrpc.Storage;

/// <summary>
/// A connection of one reader. Every entry and chunk is looked up by itself, so that a slow reader holds no snapshot of the file
/// and the write-ahead log can be checkpointed. Errors come out translated.
/// </summary>
internal sealed class SqliteLogReader : IDisposable
{
    private readonly string _file;
    private readonly int _partition;
    private readonly SqliteConnection _connection;
    private readonly SqliteHeads _heads;
    private readonly SqliteStatement _entry;
    private readonly SqliteStatement _manifest;
    private readonly SqliteStatement _chunk;

    private SqliteLogReader(string file, int partition)
    {
        _file = file;
        _partition = partition;
        _connection = SqliteLogFile.OpenForReading(file);
        _heads = new SqliteHeads(_connection, file);
        _entry = new SqliteStatement(
            _connection, "SELECT epoch, chain, crc, payload FROM entries WHERE partition = ?1 AND sequence = ?2");
        _manifest = new SqliteStatement(
            _connection, "SELECT epoch, chain, chunk_count, digest FROM snapshots WHERE partition = ?1 AND sequence = ?2");
        _chunk = new SqliteStatement(
            _connection, "SELECT crc, payload FROM snapshot_chunks WHERE partition = ?1 AND sequence = ?2 AND ordinal = ?3");
    }

    public static SqliteLogReader Open(string file, int partition) => Translated(file, () => new SqliteLogReader(file, partition));

    /// <summary>The head at a sequence that the log is known to have reached.</summary>
    public LogHead HeadAt(long sequence) => Translated(_file, () => _heads.At(_partition, sequence) ?? throw Missing(sequence));

    /// <summary>The entry after the given head, checked.</summary>
    public LogEntry Next(LogHead previous) => Translated(_file, () =>
    {
        var sequence = previous.Sequence + 1;
        try
        {
            if (!_entry.Bind(1, _partition).Bind(2, sequence).Step())
                throw Missing(sequence);
            var epoch = _entry.Int64(0);
            var payload = _entry.Bytes(3);
            if (Checksum.Crc32C(payload) != _entry.Int64(2))
                throw Damaged(sequence, "its checksum does not match its bytes");
            var head = (previous with { Epoch = epoch }).Next(payload);
            if (epoch < previous.Epoch || head.Chain != _entry.Hash(1))
                throw Damaged(sequence, "its chain hash does not follow from the entry before it");
            // Rows of a trim that has not ended are still there; whoever reads them would next meet a gap.
            return _heads.Trimmed(_partition).Sequence < sequence ? new LogEntry(head, payload) : throw Missing(sequence);
        }
        finally
        {
            _entry.Reset();
        }
    });

    /// <summary>The manifest of the snapshot at a head.</summary>
    public (int ChunkCount, UInt128 Digest) Manifest(LogHead head) => Translated(_file, () =>
    {
        try
        {
            if (!_manifest.Bind(1, _partition).Bind(2, head.Sequence).Step() || _manifest.Int64(0) != head.Epoch)
                throw new LogTrimmedException(_partition, head);
            return _manifest.Hash(1) == head.Chain && _manifest.Hash(3) is { } digest
                ? ((int)_manifest.Int64(2), digest)
                : throw Damaged(head.Sequence, "the manifest of its snapshot does not match");
        }
        finally
        {
            _manifest.Reset();
        }
    });

    /// <summary>One chunk of the snapshot at a head, checked.</summary>
    public byte[] Chunk(LogHead head, int ordinal) => Translated(_file, () =>
    {
        try
        {
            if (!_chunk.Bind(1, _partition).Bind(2, head.Sequence).Bind(3, ordinal).Step())
            {
                Manifest(head);
                throw Damaged(head.Sequence, $"chunk {ordinal} of its snapshot is missing");
            }

            var chunk = _chunk.Bytes(1);
            return Checksum.Crc32C(chunk) == _chunk.Int64(0)
                ? chunk
                : throw Damaged(head.Sequence, $"the checksum of chunk {ordinal} of its snapshot does not match its bytes");
        }
        finally
        {
            _chunk.Reset();
        }
    });

    public LogCorruptException Damaged(long sequence, string damage) => new(_file, _partition, sequence, damage);

    public void Dispose()
    {
        _heads.Dispose();
        _entry.Dispose();
        _manifest.Dispose();
        _chunk.Dispose();
        _connection.Dispose();
    }

    private static T Translated<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.Translate(failure, file);
        }
    }

    private Exception Missing(long sequence)
    {
        var trimmed = _heads.Trimmed(_partition).Sequence;
        return sequence <= trimmed ? new LogTrimmedException(_partition, trimmed) : Damaged(sequence, "the entry is missing");
    }
}
