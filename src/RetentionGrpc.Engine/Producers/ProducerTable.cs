using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Producers;

/// <summary>The producers whose batches one partition knows, until they were silent here for <see cref="LifetimeMs"/>.</summary>
internal sealed class ProducerTable
{
    /// <summary>How long a silent producer is known, in milliseconds of the log's time: 7 days.</summary>
    public const long LifetimeMs = 7L * 24 * 3600 * 1000;

    private readonly Dictionary<(string Tenant, string Producer), ProducerPosition> _positions = [];

    public ProducerPosition this[string tenantId, string producerId]
    {
        get => _positions.GetValueOrDefault((tenantId, producerId));
        set => _positions[(tenantId, producerId)] = value;
    }

    /// <summary>Forgets the producers that were silent for too long.</summary>
    /// <param name="nowMs">The log's time.</param>
    public void Expire(long nowMs)
    {
        foreach (var (key, position) in _positions)
        {
            if (nowMs - position.SeenMs >= LifetimeMs)
                _positions.Remove(key);
        }
    }

    /// <summary>Forgets the producers of a tenant.</summary>
    public void Forget(string tenantId)
    {
        foreach (var key in _positions.Keys)
        {
            if (key.Tenant == tenantId)
                _positions.Remove(key);
        }
    }

    public void WriteTo(SnapshotWriter writer)
    {
        writer.WriteNumber(_positions.Count);
        foreach (var (key, position) in _positions.OrderBy(one => one.Key, ByNames))
        {
            writer.WriteText(key.Tenant);
            writer.WriteText(key.Producer);
            writer.WriteNumber(position.Last);
            writer.WriteNumber(position.CompleteThrough);
            writer.WriteNumber(position.SeenMs);
        }
    }

    public void ReadFrom(SnapshotReader reader)
    {
        (string Tenant, string Producer)? last = null;
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var key = (reader.ReadText(EventLimits.IdBytes), reader.ReadText(EventLimits.IdBytes));
            if (last is { } before && ByNames.Compare(before, key) >= 0)
                throw reader.Fault("a producer out of order");
            last = key;
            _positions.Add(key, new(reader.ReadNumber(), reader.ReadNumber(), reader.ReadNumber()));
        }
    }

    private static Comparer<(string Tenant, string Producer)> ByNames { get; } = Comparer<(string Tenant, string Producer)>.Create(
        (x, y) => string.CompareOrdinal(x.Tenant, y.Tenant) is not 0 and var order ? order : string.CompareOrdinal(x.Producer, y.Producer));
}
