namespace RetentionGrpc.Engine;

/// <summary>What all partitions of the data share; part of its identity, so the same at every replay.</summary>
/// <param name="FingerprintKey">Keys the fingerprints of event ids.</param>
/// <param name="PartitionCount">How many partitions there are.</param>
/// <param name="TextBytes">
/// Bytes of ids, or of names and values, from which on a tenant's share counts as full. It changes no state: admission is told of it, and
/// its verdicts are in the log. A table of texts holds 4 GiB, so what was admitted before that was told must fit into the rest.
/// </param>
public sealed record PartitionSettings(
    ulong FingerprintKey, int PartitionCount = 1, long TextBytes = PartitionSettings.MostTextBytes)
{
    /// <summary>The largest <see cref="TextBytes"/>: 3 GiB.</summary>
    public const long MostTextBytes = 3L << 30;
}
