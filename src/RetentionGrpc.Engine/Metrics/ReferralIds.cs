namespace RetentionGrpc.Engine.Metrics;

/// <summary>Customer ids in UTF-8, each with an instant.</summary>
public sealed class ReferralIds
{
    private readonly Dictionary<byte[], long> _ms = new(ByteComparer.Instance);
    private readonly Dictionary<byte[], long>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    /// <summary>None yet.</summary>
    public ReferralIds() => _bySpan = _ms.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>How many there are.</summary>
    public int Count => _ms.Count;

    /// <summary>All of them, in any order.</summary>
    public IReadOnlyDictionary<byte[], long> All => _ms;

    /// <summary>Those after an id, ordered bytewise, as members with their instants.</summary>
    public IReadOnlyList<Member> After(byte[] after, int count)
    {
        var ids = _ms.Keys.Where(id => Bytewise.Order.Compare(id, after) > 0).ToList();
        ids.Sort(Bytewise.Order);
        return [.. ids.Take(count).Select(id => new Member(id, _ms[id], []))];
    }

    /// <summary>Adds an id, or keeps the earlier of two instants.</summary>
    internal void Add(ReadOnlySpan<byte> id, long ms)
    {
        if (!_bySpan.TryAdd(id, ms) && ms < _bySpan[id])
            _bySpan[id] = ms;
    }

    internal void Add(ReferralIds other)
    {
        foreach (var (id, ms) in other._ms)
            Add(id, ms);
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByteComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] id) => GetHashCode(id.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => unchecked((int)Xxh64.Hash(alternate));

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
