namespace RetentionGrpc.Storage;

/// <summary>
/// Gives back the space of entries that were cut off: a segment that holds none else is deleted, and one of which half or more is cut off
/// is written anew without it. So a partition that is cut off late does not hold up the disk of the others.
/// </summary>
internal sealed class SegmentReclaim(Journal journal, LogRoom room)
{
    private readonly Lock _gate = new();

    /// <summary>Gives back what there is now; what would have to be written anew first and finds no room waits for the next time.</summary>
    public void Run()
    {
        lock (_gate)
        {
            while (journal.FindWaste() is var (segment, offsets))
            {
                Segment? shorter = null;
                if (offsets.Count > 0 && (shorter = Rewrite(segment, offsets)) is null)
                    return;
                journal.Replace(segment, shorter);
                segment.Dispose();
                File.Delete(segment.Path);
                room.Free(segment.Length);
            }
        }
    }

    /// <summary>The segment without what was cut off; null if there is no room for it.</summary>
    private Segment? Rewrite(Segment segment, List<int> offsets)
    {
        var records = new List<(RecordHeader Header, int Offset)>(offsets.Count);
        using var bytes = new MemoryStream();
        foreach (var offset in offsets)
        {
            var header = segment.RecordAt(offset);
            records.Add((header, segment.Header.Size + (int)bytes.Length));
            var record = new byte[header.RecordBytes];
            segment.Read(record, offset);
            bytes.Write(record);
        }
        if (!room.TryClaim(segment.Header.Size + bytes.Length))
            return null;
        var shorter = segment.Header.Create(
            journal.Folder, segment.Generation + 1, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        foreach (var (header, offset) in records)
            shorter.Add(header.Partition, header.Head.Sequence, offset, header.RecordBytes);
        return shorter;
    }
}
