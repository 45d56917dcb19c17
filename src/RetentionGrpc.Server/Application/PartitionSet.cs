using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Terms;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>All partitions of the data, each behind its gate.</summary>
public sealed class PartitionSet
{
    private readonly PartitionGate[] _gates;
    private readonly PartitionSettings _settings;

    /// <summary>Empty partitions for the data of a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="textBytes">Bytes of text that a tenant's share of a partition may hold.</param>
    /// <param name="indexes">When tenants are indexed; null means as usual.</param>
    public PartitionSet(LogIdentity log, long textBytes = PartitionSettings.MostTextBytes, IndexSettings? indexes = null)
    {
        Log = log;
        _settings = new PartitionSettings((ulong)log.Id ^ (ulong)(log.Id >> 64), log.PartitionCount, textBytes, indexes);
        _gates = [.. Enumerable.Range(0, log.PartitionCount).Select(_ => new PartitionGate(NewPartition()))];
    }

    /// <summary>The log whose entries they hold.</summary>
    public LogIdentity Log { get; }

    /// <summary>How many there are; their numbers begin at 0.</summary>
    public int Count => _gates.Length;

    /// <summary>The gate of a partition.</summary>
    public PartitionGate this[int partition] => _gates[partition];

    /// <summary>A partition that has applied nothing.</summary>
    public Partition NewPartition() => new(_settings);

    /// <summary>A partition as a snapshot has it.</summary>
    /// <exception cref="InvalidDataException">The chunks are no snapshot, or one of another version.</exception>
    public Partition ReadPartition(IEnumerable<ReadOnlyMemory<byte>> chunks) => Partition.ReadSnapshot(_settings, chunks);

    /// <summary>A partition that has applied nothing and builds no indexes: its timelines answer.</summary>
    public Partition NewRefold() => new(Refolded);

    /// <summary>A partition as a snapshot has it, which builds no indexes.</summary>
    /// <exception cref="InvalidDataException">The chunks are no snapshot, or one of another version.</exception>
    public Partition ReadRefold(IEnumerable<ReadOnlyMemory<byte>> chunks) => Partition.ReadSnapshot(Refolded, chunks);

    private PartitionSettings Refolded => _settings with { Indexes = new IndexSettings(long.MaxValue) };

    /// <summary>Visits all partitions at once: nothing is applied meanwhile. The visit may enter each of them again.</summary>
    public void EnterAll(Action visit) => EnterFrom(0, visit);

    /// <summary>The newest entry that each partition has applied.</summary>
    public long[] Sequences() => [.. _gates.Select(gate => gate.Enter(partition => partition.Sequence))];

    /// <summary>The token of a position: for each partition an entry that it has applied.</summary>
    public ReadToken TokenOf(long[] position) =>
        new(Log.Id, [.. position.Select((sequence, i) => _gates[i].Enter(sequence, (partition, of) => partition.PlaceOf(of)))]);

    /// <summary>What is known of a token's places: the worst of them. Null for the token of another log.</summary>
    public PlaceStanding? StandingOf(ReadToken token) => token.LogId == Log.Id && token.Places.Length == Count
        ? token.Places.Select((place, i) => _gates[i].Enter(place, (partition, of) => partition.StandingOf(of))).Max()
        : null;

    // Gates are entered in one order, so that two visits of all never wait for each other.
    private void EnterFrom(int first, Action visit)
    {
        if (first == Count)
            visit();
        else
            _gates[first].Enter((this, first, visit), static (_, held) =>
            {
                held.Item1.EnterFrom(held.first + 1, held.visit);
                return true;
            });
    }
}
