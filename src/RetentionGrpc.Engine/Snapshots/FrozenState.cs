namespace RetentionGrpc.Engine.Snapshots;

/// <summary>A state as it was at a cut, which can be written on any thread while the state goes on.</summary>
public sealed class FrozenState
{
    private readonly SnapshotKind _kind;
    private readonly IReadOnlyList<FrozenPart> _parts;

    internal FrozenState(SnapshotKind kind, IReadOnlyList<FrozenPart> parts) => (_kind, _parts) = (kind, parts);

    /// <summary>
    /// The snapshot, in chunks of at most <see cref="SnapshotFormat.BlockBytes"/>, each made when it is asked for. To be gone through once.
    /// </summary>
    public IEnumerable<ReadOnlyMemory<byte>> Chunks()
    {
        var writer = new SnapshotWriter(_kind);
        foreach (var part in _parts)
        {
            for (var isMore = true; isMore;)
            {
                isMore = part.WriteSome(writer);
                foreach (var chunk in writer.TakeChunks())
                    yield return chunk;
            }
        }
        foreach (var chunk in writer.Finish())
            yield return chunk;
    }
}
