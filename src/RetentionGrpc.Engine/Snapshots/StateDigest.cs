namespace RetentionGrpc.Engine.Snapshots;

/// <summary>
/// The digest of one block of a section's bytes in their canonical form, and of those before it: XXH64, each block seeded with the one
/// before, as in a snapshot. Equal states have equal digests, whether they came by way of a snapshot or of all entries.
/// </summary>
/// <param name="Section">The section.</param>
/// <param name="Block">The block's number within the section, from 0; blocks are of <see cref="SnapshotFormat.BlockBytes"/>.</param>
/// <param name="Sum">The digest.</param>
public sealed record StateDigest(StateSection Section, int Block, ulong Sum)
{
    /// <summary>All digests of a state in one.</summary>
    public static ulong Combine(IEnumerable<StateDigest> digests) =>
        digests.Aggregate(0UL, (all, digest) => Xxh64.Hash(BitConverter.GetBytes(digest.Sum), all));

    /// <summary>Where two states differ: the first digest that both have and that differs, or that only one has; null if nowhere.</summary>
    public static StateDigest? FirstDifference(IReadOnlyList<StateDigest> one, IReadOnlyList<StateDigest> other)
    {
        for (var i = 0; i < Math.Max(one.Count, other.Count); i++)
        {
            if (i >= one.Count || i >= other.Count)
                return i < one.Count ? one[i] : other[i];
            if (one[i] != other[i])
                return one[i];
        }
        return null;
    }
}
