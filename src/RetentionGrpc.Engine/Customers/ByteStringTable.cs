using System.Diagnostics.CodeAnalysis;

namespace RetentionGrpc.Engine.Customers;

/// <summary>Numbers UTF-8 texts in the order in which they first appear, from 0. Looks up a slice without making a string of it.</summary>
public sealed class ByteStringTable
{
    private readonly List<byte[]> _texts = [];
    private readonly Dictionary<byte[], int> _numbers = new(ByteStringComparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <summary>An empty table.</summary>
    public ByteStringTable() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>How many texts there are.</summary>
    public int Count => _texts.Count;

    /// <summary>The text of a number.</summary>
    public ReadOnlySpan<byte> this[int number] => _texts[number];

    /// <summary>The number of a text, which is added if it is new.</summary>
    public int NumberOf(ReadOnlySpan<byte> text)
    {
        if (_lookup.TryGetValue(text, out var number))
            return number;
        var copy = text.ToArray();
        _texts.Add(copy);
        _numbers.Add(copy, _texts.Count - 1);
        return _texts.Count - 1;
    }

    /// <summary>The number of a text, or -1 if it never appeared.</summary>
    public int Find(ReadOnlySpan<byte> text) => _lookup.TryGetValue(text, out var number) ? number : -1;

    private sealed class ByteStringComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByteStringComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => unchecked((int)Xxh64.Hash(alternate));
    }
}
