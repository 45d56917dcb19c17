using Microsoft.Data.Sqlite;

namespace RetentionGrpc.Storage;

/// <summary>
/// Looks heads up in the file: a log's head is that of its last entry, or of the last trimmed one, and is noted beside them.
/// </summary>
internal sealed class SqliteHeads(SqliteConnection connection, string file) : IDisposable
{
    private readonly SqliteStatement _last = new(
        connection, "SELECT sequence, epoch, chain FROM entries WHERE partition = ?1 ORDER BY sequence DESC LIMIT 1");

    private readonly SqliteStatement _entry = new(
        connection, "SELECT sequence, epoch, chain FROM entries WHERE partition = ?1 AND sequence = ?2");

    private readonly SqliteStatement _trimmed = new(
        connection, "SELECT sequence, epoch, chain FROM trims WHERE partition = ?1");

    private readonly SqliteStatement _noted = new(
        connection, "SELECT sequence, epoch, chain FROM heads WHERE partition = ?1");

    private readonly SqliteStatement _note = new(
        connection, "UPDATE heads SET sequence = ?2, epoch = ?3, chain = ?4 WHERE partition = ?1");

    /// <exception cref="LogCorruptException">The last entry is not the one that was noted as the last.</exception>
    public LogHead Last(int partition)
    {
        var trimmed = Trimmed(partition);
        var found = One(_last.Bind(1, partition), partition) is { } last && last.Sequence > trimmed.Sequence ? last : trimmed;
        var noted = One(_noted.Bind(1, partition), partition)
            ?? throw new LogCorruptException(file, partition, found.Sequence, "the note of its log's head is missing");
        return found == noted
            ? found
            : throw new LogCorruptException(
                file, partition, Math.Max(found.Sequence, noted.Sequence), $"the log ends at {found}, and its head was {noted}");
    }

    /// <summary>Notes the head of a log that was appended to, in the same transaction.</summary>
    public void Note(int partition, LogHead head)
        => _note.Bind(1, partition).Bind(2, head.Sequence).Bind(3, head.Epoch).BindHash(4, head.Chain).Run();

    /// <summary>The head of the last trimmed entry; <see cref="LogHead.Empty"/> if none ever was.</summary>
    public LogHead Trimmed(int partition) => One(_trimmed.Bind(1, partition), partition) ?? LogHead.Empty;

    /// <summary>The head that the log had at the sequence; null where it is trimmed or never was.</summary>
    public LogHead? At(int partition, long sequence)
    {
        var trimmed = Trimmed(partition);
        if (sequence <= trimmed.Sequence)
            return sequence == trimmed.Sequence ? trimmed : null;
        return One(_entry.Bind(1, partition).Bind(2, sequence), partition);
    }

    public void Dispose()
    {
        _last.Dispose();
        _entry.Dispose();
        _trimmed.Dispose();
        _noted.Dispose();
        _note.Dispose();
    }

    private LogHead? One(SqliteStatement select, int partition)
    {
        try
        {
            if (!select.Step())
                return null;
            var sequence = select.Int64(0);
            return select.Hash(2) is { } chain
                ? new LogHead(select.Int64(1), sequence, chain)
                : throw new LogCorruptException(file, partition, sequence, "its chain hash is not 16 bytes long");
        }
        finally
        {
            select.Reset();
        }
    }
}
