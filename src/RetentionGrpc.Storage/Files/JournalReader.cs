namespace RetentionGrpc.Storage;

/// <summary>Reads entries of one partition and checks them. A slow reader holds nothing up.</summary>
internal sealed class JournalReader(Journal journal, int partition)
{
    /// <summary>A batch ends with the entry that reaches either.</summary>
    private const int BatchEntries = 256;
    private const int BatchBytes = 1024 * 1024;

    /// <summary>The head at a sequence that the log has reached.</summary>
    public LogHead HeadAt(long sequence)
    {
        if (journal.At(partition, sequence) is { } head)
            return head;
        var cut = journal.Cut(partition).Sequence;
        if (sequence < cut)
            throw new LogTrimmedException(partition, cut);
        throw new LogCorruptException(journal.Folder, partition, sequence, "the entry is missing");
    }

    /// <summary>
    /// Some entries after the given head, at least one, checked. A batch ends before a damaged or missing entry: the next one
    /// then tells of it.
    /// </summary>
    /// <exception cref="ObjectDisposedException">A trim has taken the file away: what is still in the log is in another.</exception>
    public List<LogEntry> Batch(LogHead previous, long endSequence)
    {
        var (segment, offsets) = journal.Find(
            partition, previous.Sequence + 1, Math.Min(endSequence, previous.Sequence + BatchEntries));
        var batch = new List<LogEntry>(offsets.Count);
        var bytes = 0;
        foreach (var offset in offsets)
        {
            if (bytes >= BatchBytes)
                break;
            if (Read(segment, offset, previous, out var entry) is { } damage)
            {
                return batch.Count > 0
                    ? batch
                    : throw new LogCorruptException(segment.Path, partition, previous.Sequence + 1, damage);
            }
            batch.Add(entry);
            bytes += entry.Payload.Length;
            previous = entry.Head;
        }
        return batch;
    }

    /// <summary>Null, or what is wrong with the entry.</summary>
    private string? Read(Segment segment, int? offset, LogHead previous, out LogEntry entry)
    {
        entry = default;
        if (offset is not { } at)
            return "the entry is missing";
        Span<byte> header = stackalloc byte[RecordHeader.Size];
        segment.Read(header, at);
        if (!RecordHeader.TryRead(header, segment.Header.Number, out var record) || record.Partition != partition)
            return "what stands before it is not as it was written";
        var payload = new byte[record.Length];
        segment.Read(payload, at + RecordHeader.Size);
        if (Checksum.Crc32C(payload) != record.PayloadChecksum)
            return "its checksum does not match its bytes";
        entry = new LogEntry(record.Head, payload);
        return entry.Follows(previous) ? null : "its chain hash does not follow from the entry before it";
    }
}
