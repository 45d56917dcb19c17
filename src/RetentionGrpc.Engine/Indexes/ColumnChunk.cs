using System.Runtime.InteropServices;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Values of one chunk's customers, each as the number above it, so that 0 is none, in as many bytes as the largest one needs.
/// </summary>
internal struct ColumnChunk
{
    private const int LeastRoom = 64;

    private int _width;

    /// <summary>No values.</summary>
    public static ColumnChunk Empty => new() { _width = 1, Stored = [] };

    /// <summary>The values, one after the other; customers beyond have none.</summary>
    public byte[] Stored { get; private set; }

    /// <summary>A customer's value, or <see cref="AttributeColumn.NoValue"/>.</summary>
    public readonly int Get(int customer)
    {
        if (customer >= Stored.Length / _width)
            return AttributeColumn.NoValue;
        return (int)(StoredAt(customer) - 1L);
    }

    /// <summary>Sets a customer's value.</summary>
    public void Set(int customer, int value)
    {
        var number = (uint)(value + 1L);
        if (customer >= Stored.Length / _width)
        {
            if (number == 0)
                return;
            Resize(Room(customer + 1), _width);
        }
        if (number > byte.MaxValue && _width < WidthOf(number))
            Resize(Stored.Length / _width, WidthOf(number));
        Store(customer, number);
    }

    /// <summary>Sets the bits of the customers whose value is among the given ones.</summary>
    public readonly void Select(ReadOnlySpan<int> values, Span<ulong> words, BitPath path)
    {
        var known = Stored.Length / _width;
        if (values.Contains(AttributeColumn.NoValue))
            words[(known / 64)..].Fill(ulong.MaxValue);
        words = words[..(known / 64)];
        if (_width == 1)
            ValueMatches.OfBytes(Stored, values, words, path);
        else if (_width == 2)
            ValueMatches.OfShorts(MemoryMarshal.Cast<byte, ushort>(Stored), values, words, path);
        else
            ValueMatches.OfInts(MemoryMarshal.Cast<byte, uint>(Stored), values, words, path);
    }

    private static int WidthOf(uint number) => number <= byte.MaxValue ? 1 : number <= ushort.MaxValue ? 2 : 4;

    // In whole words of the bitmap.
    private static int Room(int customers) =>
        Math.Min(CustomerSet.ChunkSize, (customers + customers / 8 + LeastRoom - 1) & ~(LeastRoom - 1));

    private readonly uint StoredAt(int customer) => _width switch
    {
        1 => Stored[customer],
        2 => MemoryMarshal.Cast<byte, ushort>(Stored)[customer],
        _ => MemoryMarshal.Cast<byte, uint>(Stored)[customer],
    };

    private readonly void Store(int customer, uint number)
    {
        if (_width == 1)
            Stored[customer] = (byte)number;
        else if (_width == 2)
            MemoryMarshal.Cast<byte, ushort>(Stored.AsSpan())[customer] = (ushort)number;
        else
            MemoryMarshal.Cast<byte, uint>(Stored.AsSpan())[customer] = number;
    }

    private void Resize(int customers, int width)
    {
        var before = this;
        var known = Math.Min(customers, Stored.Length / _width);
        Stored = new byte[customers * width];
        _width = width;
        for (var customer = 0; customer < known; customer++)
            Store(customer, before.StoredAt(customer));
    }
}
