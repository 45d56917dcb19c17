using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Terms;

/// <summary>
/// The logs that the data was restored from, one after the other: for each their terms and how far they were taken over. By them it is
/// known what of an acknowledgement from before a restore is here. Kept by partition 0 alone.
/// </summary>
internal sealed class Ancestors
{
    // A restore a day for years; more partitions than data can have.
    private const int MostLogs = 1 << 12;
    private const int MostPartitions = 1 << 16;

    private readonly List<(UInt128 LogId, List<(TermTable Terms, long Head)> Partitions)> _logs = [];

    /// <summary>The logs' ids, the newest last.</summary>
    public IEnumerable<UInt128> LogIds => _logs.Select(log => log.LogId);

    /// <summary>Takes over those of the data that an archive was made of.</summary>
    public void AddAll(Ancestors before) => _logs.AddRange(before._logs);

    /// <summary>Takes over a log.</summary>
    /// <param name="logId">The log.</param>
    /// <param name="partitions">For each of its partitions the terms, and the newest entry that was taken over.</param>
    public void Add(UInt128 logId, List<(TermTable Terms, long Head)> partitions) => _logs.Add((logId, partitions));

    /// <summary>What is known of places in a log; the worst of them. Null if it is no ancestor.</summary>
    public PlaceStanding? StandingOf(UInt128 logId, LogPlace[] places)
    {
        var at = _logs.FindLastIndex(log => log.LogId == logId);
        if (at < 0 || _logs[at].Partitions.Count != places.Length)
            return null;
        return _logs[at].Partitions.Select((partition, i) => partition.Terms.StandingOf(places[i], partition.Head)).Max();
    }

    public void WriteTo(SnapshotWriter writer)
    {
        writer.WriteNumber(_logs.Count);
        foreach (var (logId, partitions) in _logs)
        {
            writer.WriteFixed((ulong)(logId >> 64));
            writer.WriteFixed((ulong)(logId & ulong.MaxValue));
            writer.WriteNumber(partitions.Count);
            foreach (var (terms, head) in partitions)
            {
                terms.WriteTo(writer);
                writer.WriteNumber(head);
            }
        }
    }

    public void ReadFrom(SnapshotReader reader)
    {
        for (var count = reader.ReadCount(MostLogs); count > 0; count--)
        {
            var logId = new UInt128(reader.ReadFixed(), reader.ReadFixed());
            var partitions = new List<(TermTable, long)>();
            for (var left = reader.ReadCount(MostPartitions); left > 0; left--)
            {
                var terms = new TermTable();
                terms.ReadFrom(reader);
                partitions.Add((terms, reader.ReadNumber()));
            }
            _logs.Add((logId, partitions));
        }
    }
}
