namespace RetentionGrpc.Engine.Indexes;

/// <summary>Which customers count: those who meet every condition on an attribute.</summary>
public sealed class CustomerFilter
{
    private readonly List<Part> _parts = [];

    /// <summary>
    /// Only customers count whose value is among the given ones (or, if it <paramref name="excludes"/>, is not, or is none).
    /// </summary>
    public void Require(AttributeColumn column, ReadOnlyMemory<int> values, bool excludes) =>
        _parts.Add(new Part(column, values, excludes));

    /// <summary>The customers of a chunk that count.</summary>
    /// <param name="chunk">The chunk, from 0.</param>
    /// <param name="words"><see cref="CustomerSet.ChunkWords"/> words that are overwritten.</param>
    /// <param name="scratch">As many words, whose content does not matter.</param>
    public void Fill(int chunk, Span<ulong> words, Span<ulong> scratch)
    {
        if (_parts.Count == 0)
            words[..CustomerSet.ChunkWords].Fill(ulong.MaxValue);
        for (var i = 0; i < _parts.Count; i++)
        {
            var part = _parts[i];
            part.Column.Select(part.Values.Span, part.Excludes, chunk, i == 0 ? words : scratch);
            if (i > 0)
                Bits.And(words, scratch);
        }
    }

    private readonly record struct Part(AttributeColumn Column, ReadOnlyMemory<int> Values, bool Excludes);
}
