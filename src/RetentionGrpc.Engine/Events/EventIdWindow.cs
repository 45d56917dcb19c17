using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Events;

/// <summary>
/// Remembers event ids by 64-bit fingerprints for at least 24 hours of log time, or the newest million if that is less: two
/// generations, of which the older is dropped when the younger is full or old. Bounded memory; time is the log's.
/// </summary>
/// <param name="key">Keys the fingerprints, so that nobody can make two ids collide on purpose.</param>
public sealed class EventIdWindow(ulong key)
{
    /// <summary>Ids in one generation.</summary>
    public const int GenerationCount = 1_000_000;

    /// <summary>The age of a generation, in milliseconds: 24 hours.</summary>
    public const long GenerationMs = 24L * 3600 * 1000;

    private FingerprintSet _younger = new();
    private FingerprintSet _older = new();
    private long _youngerSinceMs = long.MinValue;

    /// <summary>Remembers an id; false if it was known.</summary>
    /// <param name="tenant">A number of the tenant, so that tenants never share an id.</param>
    /// <param name="eventId">The id.</param>
    /// <param name="receivedMs">The log's time.</param>
    public bool Add(ulong tenant, ReadOnlySpan<byte> eventId, long receivedMs)
    {
        if (_youngerSinceMs == long.MinValue)
            _youngerSinceMs = receivedMs;
        if (_younger.Count >= GenerationCount || receivedMs - _youngerSinceMs >= GenerationMs)
        {
            (_older, _younger) = (_younger, new FingerprintSet());
            _youngerSinceMs = receivedMs;
        }
        var fingerprint = FingerprintOf(tenant, eventId);
        return !_older.Contains(fingerprint) && _younger.Add(fingerprint);
    }

    /// <summary>What is remembered of an id.</summary>
    internal ulong FingerprintOf(ulong tenant, ReadOnlySpan<byte> eventId) => Xxh64.Hash(eventId, key ^ tenant);

    /// <summary>Brings near where a fingerprint would be looked for.</summary>
    internal void Bring(ulong fingerprint)
    {
        _older.Bring(fingerprint);
        _younger.Bring(fingerprint);
    }

    /// <summary>Both generations as they are now; the key is the partition's to know.</summary>
    internal IEnumerable<FrozenPart> Cut() =>
        [new FrozenBytes(writer => writer.WriteSigned(_youngerSinceMs)), _younger.Cut(), _older.Cut()];

    /// <summary>Remembers what another window of the same key does, as young as there; if need be, more than a generation.</summary>
    internal void TakeOver(EventIdWindow other)
    {
        _youngerSinceMs = Math.Max(_youngerSinceMs, other._youngerSinceMs);
        _younger.AddAll(other._younger);
        _older.AddAll(other._older);
    }

    /// <summary>The younger generation is as young as if it had begun now.</summary>
    internal void Renew(long nowMs) => _youngerSinceMs = _youngerSinceMs == long.MinValue ? _youngerSinceMs : nowMs;

    /// <summary>Reads what a cut wrote.</summary>
    public static EventIdWindow ReadFrom(SnapshotReader reader, ulong key) => new(key)
    {
        _youngerSinceMs = reader.ReadSigned(),
        _younger = FingerprintSet.ReadFrom(reader),
        _older = FingerprintSet.ReadFrom(reader),
    };
}
