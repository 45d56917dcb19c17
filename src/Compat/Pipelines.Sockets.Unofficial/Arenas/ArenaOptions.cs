namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>How an arena is made.</summary>
public sealed class ArenaOptions
{
    /// <summary>Sets all of them.</summary>
    /// <param name="flags">How memory is treated.</param>
    /// <param name="blockSizeBytes">Bytes of the first block; 0 for the default.</param>
    /// <param name="retentionPolicy">
    /// From the elements kept so far and the elements just used to the elements that a reset keeps; null for the default, the block up to
    /// a limit.
    /// </param>
    public ArenaOptions(
        ArenaFlags flags = ArenaFlags.BlittableNonPaddedSharing, int blockSizeBytes = 0, Func<long, long, long>? retentionPolicy = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blockSizeBytes);
        Flags = flags;
        BlockSizeBytes = blockSizeBytes;
        RetentionPolicy = retentionPolicy;
    }

    /// <summary>How memory is treated.</summary>
    public ArenaFlags Flags { get; }

    /// <summary>Bytes of the first block; 0 for the default.</summary>
    public int BlockSizeBytes { get; }

    /// <summary>How much a reset keeps; null for the default.</summary>
    public Func<long, long, long>? RetentionPolicy { get; }
}
