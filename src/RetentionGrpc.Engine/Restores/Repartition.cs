using System.Numerics;
using RetentionGrpc.Engine.Producers;
using RetentionGrpc.Engine.Terms;

namespace RetentionGrpc.Engine.Restores;

/// <summary>
/// Takes over the partitions of other data, as they were at one point, into empty ones of this data, whatever the number of either.
/// Customers and channels go where this data looks for them. What cannot be divided is known in every partition that it may concern: event
/// ids, receipts of erasures, and how far producers are.
/// </summary>
/// <param name="settings">Those of this data.</param>
/// <param name="logId">The other data's log.</param>
/// <param name="sourceCount">How many partitions the other data has.</param>
public sealed class Repartition(PartitionSettings settings, UInt128 logId, int sourceCount)
{
    private readonly Partition[] _targets = new Partition[settings.PartitionCount];
    private readonly SortedDictionary<string, TenantMove> _tenants = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Tenant, string Producer), ProducerMove> _producers = [];
    private readonly List<(TermTable Terms, long Head)> _heads = [];

    /// <summary>How many partitions of the other data were taken over.</summary>
    public int TakenCount => _heads.Count;

    /// <summary>Takes over the next partition of the other data; 0 is the first. Nobody may use it afterwards.</summary>
    /// <param name="source">The partition.</param>
    /// <exception cref="InvalidDataException">It is none of the same data.</exception>
    public void Take(Partition source)
    {
        if (TakenCount == 0)
            Begin(source);
        var (key, count) = (_targets[0].Data.FingerprintKey, source.Data.PartitionCount);
        if (source.Data.FingerprintKey != key || count != sourceCount || TakenCount == sourceCount)
            throw new InvalidDataException("The partitions of the archive are not of the same data.");
        if (!source.Tenants.Select(tenant => tenant.Settings.TenantId).SequenceEqual(_tenants.Keys, StringComparer.Ordinal))
            throw new InvalidDataException("The partitions of the archive do not have the same tenants.");
        foreach (var tenant in source.Tenants)
            _tenants[tenant.Settings.TenantId].Take(tenant, TakenCount);
        foreach (var (tenantId, producerId) in source.Producers.Keys)
            MoveOf(tenantId, producerId).Take(source.Producers, TakenCount);
        TakeEventIds(source);
        _heads.Add((source.Terms, source.Sequence));
    }

    /// <summary>The partitions of this data, once all of the other's were taken over.</summary>
    public Partition[] Finish()
    {
        if (TakenCount != sourceCount)
            throw new InvalidDataException($"The archive has {TakenCount} of {sourceCount} partitions.");
        foreach (var tenant in _tenants.Values)
            tenant.Finish();
        foreach (var producer in _producers.Values)
            producer.Finish(_targets);
        _targets[0].Ancestors.Add(logId, _heads);
        return _targets;
    }

    /// <summary>Partition 0 has every tenant as it is.</summary>
    private void Begin(Partition source)
    {
        for (var i = 0; i < _targets.Length; i++)
            _targets[i] = Partition.OfOther(settings, source.Data.FingerprintKey, source.LogMs);
        foreach (var tenant in source.Tenants)
            _tenants.Add(tenant.Settings.TenantId, new([.. _targets.Select(target => target.AddTenant(tenant.Settings))]));
        _targets[0].Ancestors.AddAll(source.Ancestors);
    }

    /// <summary>
    /// Whose event an id is of is not known any more. A customer of source s can be in target t where both are the same modulo what
    /// divides both numbers: in the same partition only, where those are equal.
    /// </summary>
    private void TakeEventIds(Partition source)
    {
        var divisor = (int)BigInteger.GreatestCommonDivisor(sourceCount, _targets.Length);
        for (var i = TakenCount % divisor; i < _targets.Length; i += divisor)
            _targets[i].EventIds.TakeOver(source.EventIds);
        foreach (var target in _targets)
            target.PassTo(source.LogMs);
    }

    private ProducerMove MoveOf(string tenantId, string producerId)
    {
        if (!_producers.TryGetValue((tenantId, producerId), out var move))
            _producers.Add((tenantId, producerId), move = new(tenantId, producerId, sourceCount));
        return move;
    }

    /// <summary>
    /// One producer. Batches through the last that every partition vouched for are wholly there. Of a batch above it some parts may be
    /// there: which, the last sequences of the partitions tell, and they are kept until the producer is past them.
    /// </summary>
    private sealed class ProducerMove(string tenantId, string producerId, int sourceCount)
    {
        private readonly long[] _lasts = new long[sourceCount];
        private readonly List<long[]> _before = [];
        private long _complete;
        private long _seenMs;

        public void Take(ProducerTable source, int partition)
        {
            var position = source[tenantId, producerId];
            _lasts[partition] = position.Last;
            _complete = Math.Max(_complete, position.CompleteThrough);
            _seenMs = Math.Max(_seenMs, position.SeenMs);
            var origin = source.OriginOf(tenantId, producerId)?.Lasts ?? [];
            _before.AddRange(origin.Where(lasts => !_before.Exists(known => known.SequenceEqual(lasts))));
        }

        public void Finish(Partition[] targets)
        {
            long[][] open = [.. _before.Append(_lasts).Where(lasts => lasts.Max() > _complete)];
            foreach (var target in targets)
            {
                target.Producers.Restore(
                    tenantId, producerId, new(_complete, _complete, _seenMs), open.Length == 0 ? null : new(open));
            }
        }
    }
}
