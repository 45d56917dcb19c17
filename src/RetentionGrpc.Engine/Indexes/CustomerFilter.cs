namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Which customers count: those of a range that are in every set and meet every condition on an attribute. Reused for many questions,
/// it allocates nothing after the first ones.
/// </summary>
public sealed class CustomerFilter
{
    private readonly List<Part> _parts = [];

    /// <summary>The range; all customers unless something else is set.</summary>
    public CustomerRange Range { get; set; } = CustomerRange.All;

    /// <summary>Whether there may be customers in a chunk that do not count.</summary>
    public bool Narrows(int chunk)
    {
        var first = (long)chunk << CustomerSet.ChunkBits;
        return _parts.Count > 0 || Range.Start > first || Range.End < first + CustomerSet.ChunkSize;
    }

    /// <summary>Forgets the range and all conditions.</summary>
    public void Clear()
    {
        _parts.Clear();
        Range = CustomerRange.All;
    }

    /// <summary>Only members of a set (or, if it <paramref name="excludes"/>, only others) count.</summary>
    public void Require(CustomerSet set, bool excludes = false) => _parts.Add(new Part(set, null, default, excludes));

    /// <summary>
    /// Only customers count whose value is among the given ones (or, if it <paramref name="excludes"/>, is not, or is none).
    /// </summary>
    public void Require(AttributeColumn column, ReadOnlyMemory<int> values, bool excludes) =>
        _parts.Add(new Part(null, column, values, excludes));

    /// <summary>The customers of a chunk that count.</summary>
    /// <param name="chunk">The chunk, from 0.</param>
    /// <param name="words"><see cref="CustomerSet.ChunkWords"/> words that are overwritten.</param>
    /// <param name="scratch">As many words, whose content does not matter.</param>
    public void Fill(int chunk, Span<ulong> words, Span<ulong> scratch)
    {
        FillRange(chunk, words);
        foreach (var part in _parts)
        {
            part.Fill(chunk, scratch);
            if (part.Inverts)
                Bits.AndNot(words, scratch);
            else
                Bits.And(words, scratch);
        }
    }

    private void FillRange(int chunk, Span<ulong> words)
    {
        var first = (long)chunk << CustomerSet.ChunkBits;
        var start = (int)Math.Clamp(Range.Start - first, 0, CustomerSet.ChunkSize);
        var end = (int)Math.Clamp(Range.End - first, start, CustomerSet.ChunkSize);
        words = words[..CustomerSet.ChunkWords];
        words.Clear();
        if (start == end)
            return;
        words[(start >> 6)..((end + 63) >> 6)].Fill(ulong.MaxValue);
        words[start >> 6] &= ulong.MaxValue << (start & 63);
        words[(end - 1) >> 6] &= ulong.MaxValue >> (63 - ((end - 1) & 63));
    }

    private readonly record struct Part(CustomerSet? Set, AttributeColumn? Column, ReadOnlyMemory<int> Values, bool Excludes)
    {
        // A column selects by itself who is not to be excluded.
        public bool Inverts => Set is not null && Excludes;

        public void Fill(int chunk, Span<ulong> words)
        {
            if (Set is null)
            {
                Column!.Select(Values.Span, Excludes, chunk, words);
                return;
            }
            words.Clear();
            Set.OrInto(chunk, words);
        }
    }
}
