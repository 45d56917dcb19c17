namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// A digest of cells, each of which has a place and a value: the same in whatever order they come and however they are stored, and whether
/// cells of 0 are stored or not. The default is that of no cells.
/// </summary>
internal struct CellDigest
{
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The digest.</summary>
    public ulong Sum { get; private set; }

    /// <summary>Takes a cell.</summary>
    /// <param name="place">Where it is; each place once.</param>
    /// <param name="value">What it holds; 0 is as good as none.</param>
    public void Add(long place, long value)
    {
        if (value != 0)
            Sum = unchecked(Sum + Mix(Mix((ulong)place + Odd) ^ (ulong)value));
    }

    /// <summary>Takes a cell of two numbers, of which the first is a place by itself.</summary>
    public void Add(long place, long inner, long value) => Add(unchecked((long)Mix((ulong)place) + inner), value);

    // The finalizer of MurmurHash3 with the constants of Stafford's variant 13: every bit of the input changes half of the output.
    private static ulong Mix(ulong bits)
    {
        unchecked
        {
            bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
            return bits ^ (bits >> 31);
        }
    }
}
