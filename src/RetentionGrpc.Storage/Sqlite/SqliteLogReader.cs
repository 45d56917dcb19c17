using Microsoft.Data.Sqlite;

namespace RetentionGrpc.Storage;

/// <summary>
/// A connection of one reader. Entries are taken in batches and chunks one by one, and no statement stays open between them: a
/// slow reader holds no snapshot of the file, so the write-ahead log can be checkpointed. Errors come out translated.
/// </summary>
internal sealed class SqliteLogReader : IDisposable
{
    /// <summary>A batch ends with the entry that reaches either: a statement's start costs as much as many small entries.</summary>
    private const int BatchEntries = 256;
    private const int BatchBytes = 1024 * 1024;

    private readonly string _file;
    private readonly int _partition;
    private readonly SqliteConnection _connection;
    private readonly SqliteHeads _heads;
    private readonly SqliteStatement _entries;
    private readonly SqliteStatement _manifest;
    private readonly SqliteStatement _chunk;

    private SqliteLogReader(string file, int partition)
    {
        _file = file;
        _partition = partition;
        _connection = SqliteLogFile.OpenForReading(file);
        _heads = new SqliteHeads(_connection, file);
        _entries = new SqliteStatement(_connection, """
            SELECT sequence, epoch, chain, crc, payload FROM entries
            WHERE partition = ?1 AND sequence > ?2 AND sequence <= ?3 ORDER BY sequence
            """);
        _manifest = new SqliteStatement(
            _connection, "SELECT epoch, chain, chunk_count, digest FROM snapshots WHERE partition = ?1 AND sequence = ?2");
        _chunk = new SqliteStatement(
            _connection, "SELECT crc, payload FROM snapshot_chunks WHERE partition = ?1 AND sequence = ?2 AND ordinal = ?3");
    }

    public static SqliteLogReader Open(string file, int partition) => Translated(file, () => new SqliteLogReader(file, partition));

    /// <summary>The head at a sequence that the log is known to have reached.</summary>
    public LogHead HeadAt(long sequence) => Translated(_file, () => _heads.At(_partition, sequence) ?? throw Missing(sequence));

    /// <summary>
    /// Some entries after the given head, at least one, checked. A batch ends before a damaged or missing entry: the next one
    /// then tells of it.
    /// </summary>
    public List<LogEntry> Batch(LogHead previous, long endSequence) => Translated(_file, () =>
    {
        var batch = new List<LogEntry>();
        var bytes = 0;
        try
        {
            _entries.Bind(1, _partition).Bind(2, previous.Sequence).Bind(3, endSequence);
            while (batch.Count < BatchEntries && bytes < BatchBytes && _entries.Step())
            {
                var sequence = previous.Sequence + 1;
                if (_entries.Int64(0) != sequence)
                    break;
                var payload = _entries.Bytes(4);
                var head = (previous with { Epoch = _entries.Int64(1) }).Next(payload);
                if (Damage(previous, head, payload) is { } damage)
                    return batch.Count > 0 ? batch : throw Damaged(sequence, damage);
                batch.Add(new LogEntry(head, payload));
                bytes += payload.Length;
                previous = head;
            }
        }
        finally
        {
            _entries.Reset();
        }

        return batch.Count > 0 ? batch : throw Missing(previous.Sequence + 1);
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
        _entries.Dispose();
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

    /// <summary>What is wrong with the entry at the statement's row, whose bytes make the given head; null if nothing is.</summary>
    private string? Damage(LogHead previous, LogHead head, byte[] payload)
    {
        if (Checksum.Crc32C(payload) != _entries.Int64(3))
            return "its checksum does not match its bytes";
        return head.Epoch < previous.Epoch || head.Chain != _entries.Hash(2)
            ? "its chain hash does not follow from the entry before it"
            : null;
    }

    private Exception Missing(long sequence)
    {
        var trimmed = _heads.Trimmed(_partition).Sequence;
        return sequence <= trimmed ? new LogTrimmedException(_partition, trimmed) : Damaged(sequence, "the entry is missing");
    }
}
