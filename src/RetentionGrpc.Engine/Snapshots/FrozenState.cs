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

    /// <summary>
    /// The digests of all sections, in the order of the snapshot, each made when it is asked for. Takes the place of <see cref="Chunks"/>:
    /// to be gone through once.
    /// </summary>
    public IEnumerable<StateDigest> Digests()
    {
        for (var first = 0; first < _parts.Count;)
        {
            var (section, block) = (_parts[first].Section, 0);
            var writer = new SnapshotWriter(_kind);
            for (; first < _parts.Count && _parts[first].Section == section; first++)
            {
                for (var isMore = true; isMore;)
                {
                    isMore = _parts[first].WriteSome(writer);
                    foreach (var chunk in writer.TakeChunks())
                        yield return new(section, block++, SnapshotFormat.SumOf(chunk.Span));
                }
            }
            foreach (var chunk in writer.Finish())
                yield return new(section, block++, SnapshotFormat.SumOf(chunk.Span));
        }
    }
}
