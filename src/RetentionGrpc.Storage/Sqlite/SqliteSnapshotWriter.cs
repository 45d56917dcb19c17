using Microsoft.Data.Sqlite;

namespace RetentionGrpc.Storage;

/// <summary>
/// Snapshots and trims, as steps small enough to go between appends. A manifest is the row that makes its chunks a snapshot; a
/// row in trims is what makes entries unreadable: the space of both is given back afterwards, in slices.
/// </summary>
internal sealed class SqliteSnapshotWriter(SqliteConnection connection, SqliteHeads heads) : IDisposable
{
    /// <summary>Rows removed by one step: at 256 KiB a chunk and some 40 KiB an entry about 10 MiB.</summary>
    private const int ChunksPerSlice = 40;
    private const int EntriesPerSlice = 256;

    private readonly SqliteStatement _heads = new(
        connection, "SELECT sequence, epoch, chain FROM snapshots WHERE partition = ?1 ORDER BY sequence DESC");

    private readonly SqliteStatement _insertChunk = new(connection, "INSERT INTO snapshot_chunks VALUES (?1, ?2, ?3, ?4, ?5)");

    private readonly SqliteStatement _insertManifest = new(connection, "INSERT INTO snapshots VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly SqliteStatement _dropManifests = new(
        connection, "DELETE FROM snapshots WHERE partition = ?1 AND sequence < ?2");

    private readonly SqliteStatement _dropManifest = new(
        connection, "DELETE FROM snapshots WHERE partition = ?1 AND sequence = ?2");

    private readonly SqliteStatement _trim = new(connection, "INSERT OR REPLACE INTO trims VALUES (?1, ?2, ?3, ?4)");

    private readonly SqliteStatement _dropEntries = new(connection, """
        DELETE FROM entries WHERE partition = ?1 AND sequence <= min(
            (SELECT sequence FROM trims WHERE partition = ?1),
            (SELECT min(sequence) FROM entries WHERE partition = ?1) + ?2 - 1)
        """);

    private readonly SqliteStatement _dropChunks = new(connection, """
        DELETE FROM snapshot_chunks WHERE (partition, sequence, ordinal) IN (
            SELECT partition, sequence, ordinal FROM snapshot_chunks AS chunk WHERE partition = ?1 AND NOT EXISTS (
                SELECT 1 FROM snapshots AS kept WHERE kept.partition = ?1 AND kept.sequence = chunk.sequence) LIMIT ?2)
        """);

    private readonly SqliteStatement _changes = new(connection, "SELECT changes()");

    /// <summary>Newest first.</summary>
    public List<LogHead> Heads(int partition)
    {
        try
        {
            var found = new List<LogHead>(LogLimits.KeptSnapshots);
            _heads.Bind(1, partition);
            while (_heads.Step())
            {
                // A damaged chain makes a head that no log has had: the read of the snapshot then tells of the damage.
                found.Add(new LogHead(_heads.Int64(1), _heads.Int64(0), _heads.Hash(2) ?? UInt128.Zero));
            }

            return found;
        }
        finally
        {
            _heads.Reset();
        }
    }

    /// <summary>Whether a snapshot of the head stands (true), can't be kept (false), or is yet to be taken (null).</summary>
    public bool? Judge(int partition, LogHead head)
    {
        var kept = Heads(partition);
        if (kept.Contains(head))
            return true;
        if (kept.Count > 0 && kept[0].Sequence >= head.Sequence)
            return false;
        return heads.At(partition, head.Sequence) == head ? null : false;
    }

    /// <summary>Stores a chunk that is not readable before its manifest is there.</summary>
    public void AddChunk(int partition, LogHead head, int ordinal, ReadOnlySpan<byte> chunk)
        => _insertChunk.Bind(1, partition).Bind(2, head.Sequence).Bind(3, ordinal)
            .Bind(4, Checksum.Crc32C(chunk)).Bind(5, chunk).Run();

    /// <summary>Makes the stored chunks a snapshot, and drops the oldest beyond those that are kept.</summary>
    public void AddManifest(int partition, LogHead head, int chunkCount, UInt128 digest)
    {
        _insertManifest.Bind(1, partition).Bind(2, head.Sequence).Bind(3, head.Epoch).BindHash(4, head.Chain)
            .Bind(5, chunkCount).BindHash(6, digest).Run();
        var kept = Heads(partition);
        if (kept.Count > LogLimits.KeptSnapshots)
            _dropManifests.Bind(1, partition).Bind(2, kept[LogLimits.KeptSnapshots - 1].Sequence).Run();
    }

    /// <summary>Drops a snapshot, unless the trimmed entries are in it alone; whether it is gone.</summary>
    public bool Drop(int partition, LogHead head)
    {
        var kept = Heads(partition);
        if (!kept.Contains(head))
            return true;
        if (kept.Count == 1 && heads.Trimmed(partition).Sequence > 0)
            return false;
        _dropManifest.Bind(1, partition).Bind(2, head.Sequence).Run();
        return true;
    }

    /// <summary>Cuts the log off; false where no snapshot covers what would go.</summary>
    public bool Trim(int partition, long throughSequence)
    {
        if (throughSequence <= heads.Trimmed(partition).Sequence)
            return true;
        var kept = Heads(partition);
        if (kept.Count == 0 || kept[0].Sequence < throughSequence)
            return false;
        var cut = heads.At(partition, throughSequence)
            ?? throw new LogCorruptException(connection.DataSource, partition, throughSequence, "the entry is missing");
        _trim.Bind(1, partition).Bind(2, cut.Sequence).Bind(3, cut.Epoch).BindHash(4, cut.Chain).Run();
        _dropManifests.Bind(1, partition).Bind(2, throughSequence).Run();
        return true;
    }

    /// <summary>Gives back the space of some trimmed entries; false if there were none.</summary>
    public bool DropTrimmedEntries(int partition) => Changed(_dropEntries.Bind(1, partition).Bind(2, EntriesPerSlice));

    /// <summary>Gives back the space of some chunks that have no manifest; false if there were none.</summary>
    public bool DropLooseChunks(int partition) => Changed(_dropChunks.Bind(1, partition).Bind(2, ChunksPerSlice));

    public void Dispose()
    {
        _heads.Dispose();
        _insertChunk.Dispose();
        _insertManifest.Dispose();
        _dropManifests.Dispose();
        _dropManifest.Dispose();
        _trim.Dispose();
        _dropEntries.Dispose();
        _dropChunks.Dispose();
        _changes.Dispose();
    }

    private bool Changed(SqliteStatement delete)
    {
        delete.Run();
        return _changes.Single() > 0;
    }
}
