using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Restores;

/// <summary>The pieces that came of a state which is to take the place of a partition's, until it does.</summary>
/// <param name="id">The restore.</param>
internal sealed class StagedRestore(ulong id)
{
    private readonly List<byte[]> _pieces = [];

    /// <summary>The restore.</summary>
    public ulong Id => id;

    /// <summary>The pieces so far: chunks of a snapshot.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces => _pieces.Select(piece => (ReadOnlyMemory<byte>)piece);

    /// <summary>Takes the next piece.</summary>
    public void Add(ReadOnlySpan<byte> piece) => _pieces.Add(piece.ToArray());

    /// <summary>What there is now, a piece at a time; pieces never change.</summary>
    public static FrozenPart Cut(StagedRestore? staged) => new Frozen(staged?.Id ?? 0, staged is null ? [] : [.. staged._pieces]);

    /// <summary>Reads what a cut wrote; null if nothing was staged.</summary>
    public static StagedRestore? ReadFrom(SnapshotReader reader)
    {
        var staged = new StagedRestore(reader.ReadFixed());
        for (var count = reader.ReadCount(); count > 0; count--)
            staged.Add(reader.ReadBytes(SnapshotFormat.BlockBytes));
        return staged.Id == 0 ? null : staged;
    }

    private sealed class Frozen(ulong id, byte[][] pieces) : FrozenPart
    {
        private int _next;

        public override bool WriteSome(SnapshotWriter writer)
        {
            if (_next == 0)
            {
                writer.WriteFixed(id);
                writer.WriteNumber(pieces.Length);
            }
            if (_next < pieces.Length)
                writer.WriteBytes(pieces[_next]);
            return ++_next < pieces.Length;
        }
    }
}
