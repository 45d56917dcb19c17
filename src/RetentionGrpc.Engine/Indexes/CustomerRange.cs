namespace RetentionGrpc.Engine.Indexes;

/// <summary>Customers with neighbouring numbers, such as those of a declared segment.</summary>
/// <param name="Start">The first one, from 0.</param>
/// <param name="End">The one after the last; not below <paramref name="Start"/>.</param>
public readonly record struct CustomerRange(int Start, int End)
{
    /// <summary>All customers.</summary>
    public static CustomerRange All => new(0, int.MaxValue);

    internal int StartChunk => CustomerSet.ChunkOf(Start);

    internal int EndChunk => End <= Start ? StartChunk : CustomerSet.ChunkOf(End - 1) + 1;
}
