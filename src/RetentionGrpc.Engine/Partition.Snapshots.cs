using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Erasures;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Producers;
using RetentionGrpc.Engine.Restores;
using RetentionGrpc.Engine.Snapshots;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Engine.Terms;

namespace RetentionGrpc.Engine;

// What becomes of the state as a whole: it is written, read, and replaced by one from an archive.
public sealed partial class Partition
{
    // More partitions than data can have.
    private const int MostPartitions = 1 << 16;

    private Ancestors _ancestors = new();
    private StagedRestore? _staged;

    /// <summary>The newest restore whose state this partition took; 0 for none.</summary>
    public ulong RestoreId { get; private set; }

    /// <summary>The restore whose pieces came and did not take the state's place yet; 0 for none.</summary>
    public ulong StagedRestoreId => _staged?.Id ?? 0;

    /// <summary>Whether it holds nothing but tenants without events, declarations, rejections and receipts.</summary>
    public bool IsEmpty => !_producers.Keys.Any() && _tenants.Values.All(tenant => tenant.IsEmpty);

    /// <summary>The logs that the data was restored from, the newest last; known to partition 0.</summary>
    public IEnumerable<UInt128> AncestorIds => _ancestors.LogIds;

    /// <summary>What is known of places in such a log, the worst of them; null if it is none. Ask partition 0.</summary>
    public PlaceStanding? StandingOf(UInt128 logId, LogPlace[] places) => _ancestors.StandingOf(logId, places);

    /// <summary>
    /// The whole state, in chunks of at most <see cref="SnapshotFormat.BlockBytes"/>. The same entries give the same bytes, also where
    /// some of them came by way of an earlier snapshot.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> WriteSnapshot() => [.. Cut().Chunks()];

    /// <summary>
    /// The whole state as it is now, at little cost: it can be written while this partition goes on, which copies what it changes of it.
    /// </summary>
    public FrozenState Cut() => new(
        SnapshotKind.Partition,
        [
            new FrozenBytes(writer =>
            {
                writer.WriteFixed(settings.FingerprintKey);
                writer.WriteNumber(settings.PartitionCount);
                writer.WriteFixed(Data.FingerprintKey);
                writer.WriteNumber(Sequence);
                writer.WriteNumber(LogMs);
                writer.WriteNumber(ForgottenAt);
                writer.WriteNumber(_sweptAt);
                writer.WriteFixed(RestoreId);
                _terms.WriteTo(writer);
                _ancestors.WriteTo(writer);
            }).Of(new("", "place in the log")),
            StagedRestore.Cut(_staged).Of(new("", "restore under way")),
            new FrozenBytes(writer => writer.WriteNumber(_tenants.Count)).Of(new("", "tenants")),
            .. _tenants.Values.SelectMany(tenant => tenant.Cut()),
            new FrozenBytes(_producers.WriteTo).Of(new("", "positions of producers")),
            .. _eventIds.Cut().Select(part => part.Of(new("", "window of event ids"))),
        ]);

    /// <summary>The partition that wrote a snapshot, ready for the entry after it.</summary>
    /// <param name="settings">As they were then.</param>
    /// <param name="chunks">The snapshot, cut in any way. Read once, to the end.</param>
    /// <exception cref="InvalidDataException">It is damaged, of another format, or of other data.</exception>
    public static Partition ReadSnapshot(PartitionSettings settings, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var reader = new SnapshotReader(chunks, SnapshotKind.Partition);
        if (reader.ReadFixed() != settings.FingerprintKey || reader.ReadNumber() != settings.PartitionCount)
            throw new InvalidDataException("The snapshot is of other data: another log wrote it.");
        return Read(settings, reader);
    }

    /// <summary>A partition of other data than ours, as a snapshot has it: to be taken over, not to go on.</summary>
    /// <param name="chunks">The snapshot, cut in any way. Read once, to the end.</param>
    /// <exception cref="InvalidDataException">It is damaged or of another format.</exception>
    public static Partition ReadForeign(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var reader = new SnapshotReader(chunks, SnapshotKind.Partition);
        return Read(new PartitionSettings(reader.ReadFixed(), reader.ReadCount(MostPartitions)), reader);
    }

    /// <summary>An empty partition that takes over some of other data.</summary>
    /// <param name="settings">Those of this data.</param>
    /// <param name="dataKey">What keys the other data's fingerprints and receipts.</param>
    /// <param name="logMs">The other data's time.</param>
    internal static Partition OfOther(PartitionSettings settings, ulong dataKey, long logMs)
    {
        var data = settings with { FingerprintKey = dataKey };
        return new(settings) { _restored = data, _eventIds = new(dataKey), LogMs = logMs };
    }

    // What a Repartition takes over.
    internal PartitionSettings Data => _restored ?? settings;

    internal ProducerTable Producers => _producers;

    internal EventIdWindow EventIds => _eventIds;

    internal TermTable Terms => _terms;

    internal Ancestors Ancestors => _ancestors;

    internal void PassTo(long logMs) => LogMs = Math.Max(LogMs, logMs);

    internal TenantState AddTenant(TenantSettings tenant)
    {
        var added = new TenantState(tenant, new DeadLetter(Data), _scratch, Data);
        _tenants.Add(tenant.TenantId, added);
        return added;
    }

    private static Partition Read(PartitionSettings settings, SnapshotReader reader)
    {
        var data = settings with { FingerprintKey = reader.ReadFixed() };
        var partition = new Partition(settings) { _restored = data, Sequence = reader.ReadNumber(), LogMs = reader.ReadNumber() };
        (partition.ForgottenAt, partition._sweptAt) = (reader.ReadNumber(), reader.ReadNumber());
        partition.RestoreId = reader.ReadFixed();
        partition._terms.ReadFrom(reader);
        partition._ancestors.ReadFrom(reader);
        partition._staged = StagedRestore.ReadFrom(reader);
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var tenant = TenantState.ReadFrom(reader, data, partition._scratch);
            if (!partition._tenants.TryAdd(tenant.Settings.TenantId, tenant))
                throw reader.Fault("a tenant for the second time");
        }
        partition._producers.ReadFrom(reader);
        partition._eventIds = EventIdWindow.ReadFrom(reader, data.FingerprintKey);
        reader.Finish();
        return partition;
    }

    private void ApplyRestorePart(ref EntryReader reader)
    {
        var piece = reader.ReadRestorePart(out var restoreId);
        if (_staged?.Id != restoreId)
            _staged = new(restoreId);
        _staged.Add(piece);
    }

    private void ApplyRestoreEnd(long sequence, ref EntryReader reader)
    {
        var restoreId = reader.ReadRestoreEnd(out var isKept);
        if (isKept && _staged?.Id != restoreId)
            throw new InvalidDataException($"Entry {sequence} ends a restore of which there are no pieces.");
        if (isKept)
            TakeOver(ReadSnapshot(settings, _staged!.Pieces), sequence, restoreId);
        if (_staged?.Id == restoreId)
            _staged = null;
    }

    /// <summary>
    /// The other's state takes the place of this one, log and terms apart. Producers and event ids are taken as heard of now: whoever
    /// comes back to restored data has as much time for it as after any other pause.
    /// </summary>
    private void TakeOver(Partition other, long sequence, ulong restoreId)
    {
        (_tenants, _producers, _eventIds, _ancestors) = (other._tenants, other._producers, other._eventIds, other._ancestors);
        (_restored, _scratch) = (other.Data, other._scratch);
        LogMs = Math.Max(LogMs, other.LogMs);
        _producers.See(LogMs);
        _eventIds.Renew(LogMs);
        foreach (var tenant in _tenants.Values)
        {
            tenant.ChangeAll(sequence);
            if (tenant.Erasures.All.Any(erasure => erasure.Stage != ErasureStage.Purged))
                ForgottenAt = sequence;
        }
        RestoreId = restoreId;
    }
}
