namespace RetentionGrpc.Engine.Snapshots;

/// <summary>A small part of the state that was written at the cut itself.</summary>
internal sealed class FrozenBytes : FrozenPart
{
    private readonly SnapshotWriter _written = SnapshotWriter.OfPart();

    /// <summary>Writes it.</summary>
    public FrozenBytes(Action<SnapshotWriter> write) => write(_written);

    /// <inheritdoc/>
    public override bool WriteSome(SnapshotWriter writer)
    {
        writer.WritePart(_written);
        return false;
    }
}
