using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Producers;

/// <summary>The producers whose batches one partition knows, until they were silent here for <see cref="LifetimeMs"/>.</summary>
internal sealed class ProducerTable
{
    /// <summary>How long a silent producer is known, in milliseconds of the log's time: 7 days.</summary>
    public const long LifetimeMs = 7L * 24 * 3600 * 1000;

    private readonly Dictionary<(string Tenant, string Producer), ProducerPosition> _positions = [];
    private readonly Dictionary<(string Tenant, string Producer), ProducerOrigin> _origins = [];

    /// <summary>The producers, in any order.</summary>
    public IEnumerable<(string Tenant, string Producer)> Keys => _positions.Keys;

    public ProducerPosition this[string tenantId, string producerId]
    {
        get => _positions.GetValueOrDefault((tenantId, producerId));
        set
        {
            _positions[(tenantId, producerId)] = value;
            if (_origins.GetValueOrDefault((tenantId, producerId))?.Highest <= value.Last)
                _origins.Remove((tenantId, producerId));
        }
    }

    /// <summary>What must be known of a producer's batches from before a restore to judge this one; null if nothing.</summary>
    public ProducerOrigin? OriginOf(SubBatchHeader header) =>
        _origins.Count > 0 && _origins.GetValueOrDefault((header.TenantId, header.ProducerId)) is { } origin
            && header.Sequence <= origin.Highest ? origin : null;

    /// <summary>How far a producer was known before a restore, where that is still of use; else null.</summary>
    public ProducerOrigin? OriginOf(string tenantId, string producerId) => _origins.GetValueOrDefault((tenantId, producerId));

    /// <summary>A producer is taken over from an archive.</summary>
    /// <param name="tenantId">Whose producer.</param>
    /// <param name="producerId">Its id.</param>
    /// <param name="position">Through which batch all are wholly there.</param>
    /// <param name="origin">Of which parts there are beyond that; null for none.</param>
    public void Restore(string tenantId, string producerId, ProducerPosition position, ProducerOrigin? origin)
    {
        if (origin is not null)
            _origins[(tenantId, producerId)] = origin;
        this[tenantId, producerId] = position;
    }

    /// <summary>Says that every producer was heard of at an instant.</summary>
    public void See(long nowMs)
    {
        foreach (var (key, position) in _positions.ToArray())
            _positions[key] = position with { SeenMs = nowMs };
    }

    /// <summary>Forgets the producers that were silent for too long.</summary>
    /// <param name="nowMs">The log's time.</param>
    public void Expire(long nowMs)
    {
        foreach (var (key, position) in _positions)
        {
            if (nowMs - position.SeenMs >= LifetimeMs)
                Remove(key);
        }
    }

    /// <summary>Forgets the producers of a tenant.</summary>
    public void Forget(string tenantId)
    {
        foreach (var key in _positions.Keys)
        {
            if (key.Tenant == tenantId)
                Remove(key);
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
            Write(writer, _origins.GetValueOrDefault(key)?.Lasts ?? []);
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
            if (ReadOrigin(reader) is { } origin)
                _origins.Add(key, origin);
        }
    }

    private static void Write(SnapshotWriter writer, IReadOnlyList<long[]> origin)
    {
        writer.WriteNumber(origin.Count);
        foreach (var lasts in origin)
        {
            writer.WriteNumber(lasts.Length);
            foreach (var last in lasts)
                writer.WriteNumber(last);
        }
    }

    private static ProducerOrigin? ReadOrigin(SnapshotReader reader)
    {
        var origin = new List<long[]>();
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var lasts = new List<long>();
            for (var left = reader.ReadCount(); left > 0; left--)
                lasts.Add(reader.ReadNumber());
            origin.Add(lasts.Count > 0 ? [.. lasts] : throw reader.Fault("a producer's origin of no partition"));
        }
        return origin.Count == 0 ? null : new(origin);
    }

    private void Remove((string Tenant, string Producer) key)
    {
        _positions.Remove(key);
        _origins.Remove(key);
    }

    private static Comparer<(string Tenant, string Producer)> ByNames { get; } = Comparer<(string Tenant, string Producer)>.Create(
        (x, y) => string.CompareOrdinal(x.Tenant, y.Tenant) is not 0 and var order ? order : string.CompareOrdinal(x.Producer, y.Producer));
}
