namespace RetentionGrpc.Storage;

/// <summary>
/// The logs of all partitions in one row of segments, in the order in which their entries were written, and where each entry is. All
/// members may be called from any thread.
/// </summary>
internal sealed class Journal(
    string folder, List<Segment> segments, LogHead[] heads, LogHead[] cuts, long nextGroup, bool isTorn) : IDisposable
{
    private readonly Lock _gate = new();

    /// <summary>Whether behind the last entry something stands that is none: nothing may be written there.</summary>
    public bool IsTorn => isTorn;

    /// <summary>The number of the group that is written first.</summary>
    public long NextGroup => nextGroup;

    public string Folder => folder;

    /// <summary>Bytes of all files.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return segments.Sum(segment => (long)segment.Length);
        }
    }

    /// <summary>Where entries go; null before the first.</summary>
    public Segment? Newest
    {
        get
        {
            lock (_gate)
                return segments.Count > 0 ? segments[^1] : null;
        }
    }

    public LogHead Head(int partition)
    {
        lock (_gate)
            return heads[partition];
    }

    public void CopyHeads(LogHead[] to)
    {
        lock (_gate)
            heads.CopyTo(to, 0);
    }

    public LogHead[] Heads()
    {
        lock (_gate)
            return [.. heads];
    }

    public LogHead Cut(int partition)
    {
        lock (_gate)
            return cuts[partition];
    }

    /// <summary>The head that a log had at a sequence; null where it is cut off, lost, or never was.</summary>
    public LogHead? At(int partition, long sequence)
    {
        lock (_gate)
        {
            if (sequence <= cuts[partition].Sequence)
                return sequence == cuts[partition].Sequence ? cuts[partition] : null;
            return sequence <= heads[partition].Sequence
                && segments.Find(segment => segment.Holds(partition, sequence)) is { } segment
                && segment.OffsetOf(partition, sequence) is { } offset
                ? segment.RecordAt(offset).Head
                : null;
        }
    }

    /// <summary>Bytes of the partition's records after a sequence, more or less.</summary>
    public long BytesAfter(int partition, long sequence)
    {
        lock (_gate)
            return segments.Sum(segment => segment.BytesAfter(partition, sequence));
    }

    public void Begin(Segment segment)
    {
        lock (_gate)
            segments.Add(segment);
    }

    /// <summary>Takes in a group that is on the disk, at the end of the newest segment.</summary>
    public void Take(Segment segment, ReadOnlySpan<AppendRequest> group)
    {
        lock (_gate)
        {
            foreach (var request in group)
            {
                var recordBytes = RecordHeader.RecordBytesOf(request.Entry.Length);
                segment.Add(request.Partition, request.NewHead.Sequence, segment.End, recordBytes);
                segment.End += recordBytes;
                heads[request.Partition] = request.NewHead;
            }
        }
    }

    public void CutOff(int partition, LogHead cut)
    {
        lock (_gate)
            cuts[partition] = cut;
    }

    /// <summary>
    /// Some entries of a partition from a sequence on, which the log has reached: the segment that holds them, and their offsets there;
    /// null for one that was lost.
    /// </summary>
    /// <exception cref="LogTrimmedException">The first was cut off.</exception>
    public (Segment Segment, List<int?> Offsets) Find(int partition, long fromSequence, long throughSequence)
    {
        lock (_gate)
        {
            if (fromSequence <= cuts[partition].Sequence)
                throw new LogTrimmedException(partition, cuts[partition].Sequence);
            var segment = segments.Find(segment => segment.Holds(partition, fromSequence))
                ?? throw new LogCorruptException(folder, partition, fromSequence, "the entry is missing");
            var offsets = new List<int?>();
            for (var sequence = fromSequence; sequence <= Math.Min(throughSequence, segment.Last(partition)); sequence++)
                offsets.Add(segment.OffsetOf(partition, sequence));
            return (segment, offsets);
        }
    }

    /// <summary>
    /// A segment that has a successor and of which at most half is still in a log, with where that lies; one of which nothing is comes
    /// first. Null if there is none.
    /// </summary>
    public (Segment Segment, List<int> Offsets)? FindWaste()
    {
        lock (_gate)
        {
            Segment? found = null;
            foreach (var segment in segments.SkipLast(1))
            {
                var kept = Kept(segment).Any();
                if (!kept)
                    return (segment, []);
                var bytes = cuts.Select((cut, partition) => segment.BytesAfter(partition, cut.Sequence)).Sum();
                if (found is null && bytes <= (segment.Length - segment.Header.Size) / 2)
                    found = segment;
            }
            return found is null ? null : (found, [.. Kept(found).Order()]);
        }
    }

    /// <summary>Puts a shorter one in a segment's place, or nothing.</summary>
    public void Replace(Segment segment, Segment? by)
    {
        lock (_gate)
        {
            var index = segments.IndexOf(segment);
            if (by is null)
                segments.RemoveAt(index);
            else
                segments[index] = by;
        }
    }

    public void Dispose()
    {
        lock (_gate)
            segments.ForEach(segment => segment.Dispose());
    }

    private IEnumerable<int> Kept(Segment segment) =>
        cuts.SelectMany((cut, partition) => segment.OffsetsAfter(partition, cut.Sequence));
}
