namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The value of one attribute for each customer, as a number, in 1, 2 or 4 bytes a customer: each chunk of customers takes as few as its
/// largest number needs. Numbers below 255 are the quickest to filter by: numbered by attribute, most have fewer values.
/// </summary>
public sealed class AttributeColumn
{
    /// <summary>A customer without a value.</summary>
    public const int NoValue = -1;

    private ColumnChunk[] _chunks = [];

    /// <summary>The memory it takes, in bytes.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 48L + 16 * _chunks.Length;
            foreach (var chunk in _chunks)
                bytes += ArraySize.Of(chunk.Stored);
            return bytes;
        }
    }

    /// <summary>The value's number for a customer, from 0; <see cref="NoValue"/> without one.</summary>
    public int this[int customer]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(customer);
            var chunk = CustomerSet.ChunkOf(customer);
            return chunk < _chunks.Length ? _chunks[chunk].Get(customer & (CustomerSet.ChunkSize - 1)) : NoValue;
        }
    }

    /// <summary>
    /// Gives a customer a value, or takes it away. Allocates only where there is no room left, or none for so large a number.
    /// </summary>
    /// <param name="customer">The customer, from 0.</param>
    /// <param name="value">The value's number, from 0, or <see cref="NoValue"/>.</param>
    public void Set(int customer, int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(customer);
        ArgumentOutOfRangeException.ThrowIfLessThan(value, NoValue);
        var chunk = CustomerSet.ChunkOf(customer);
        if (chunk >= _chunks.Length)
        {
            if (value == NoValue)
                return;
            var known = _chunks.Length;
            Array.Resize(ref _chunks, chunk + 1);
            _chunks.AsSpan(known).Fill(ColumnChunk.Empty);
        }
        _chunks[chunk].Set(customer & (CustomerSet.ChunkSize - 1), value);
    }

    /// <summary>The customers of a chunk whose value is among the given ones, or is not.</summary>
    /// <param name="values">Numbers of values; <see cref="NoValue"/> among them stands for customers without one.</param>
    /// <param name="excludes">NOT_IN: all others, also customers without a value or unknown here. Otherwise IN.</param>
    /// <param name="chunk">The chunk, from 0.</param>
    /// <param name="words"><see cref="CustomerSet.ChunkWords"/> words that are overwritten.</param>
    public void Select(ReadOnlySpan<int> values, bool excludes, int chunk, Span<ulong> words) =>
        Select(values, excludes, chunk, words, Bits.Best);

    /// <summary>The same, by a given path.</summary>
    /// <param name="values">Numbers of values.</param>
    /// <param name="excludes">NOT_IN.</param>
    /// <param name="chunk">The chunk, from 0.</param>
    /// <param name="words"><see cref="CustomerSet.ChunkWords"/> words that are overwritten.</param>
    /// <param name="path">The path.</param>
    public void Select(ReadOnlySpan<int> values, bool excludes, int chunk, Span<ulong> words, BitPath path)
    {
        words = words[..CustomerSet.ChunkWords];
        words.Clear();
        if (chunk < _chunks.Length)
            _chunks[chunk].Select(values, words, path);
        else if (values.Contains(NoValue))
            words.Fill(ulong.MaxValue);
        if (excludes)
            Bits.Invert(words, path);
    }
}
