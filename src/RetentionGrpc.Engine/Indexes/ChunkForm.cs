namespace RetentionGrpc.Engine.Indexes;

/// <summary>How the members of a chunk are stored.</summary>
internal enum ChunkForm : byte
{
    /// <summary>Their numbers within the chunk, 2 bytes each, in ascending order.</summary>
    Sparse = 0,

    /// <summary>The bytes of the bitmap that are not 0, behind a mask that tells which those are.</summary>
    Packed = 1,

    /// <summary>The bitmap.</summary>
    Dense = 2,
}
