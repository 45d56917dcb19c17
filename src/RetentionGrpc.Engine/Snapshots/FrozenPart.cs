namespace RetentionGrpc.Engine.Snapshots;

/// <summary>A part of the state as it was at a cut: it does not change while it is written, whatever the state does meanwhile.</summary>
internal abstract class FrozenPart
{
    private static readonly StateSection Unnamed = new("", "state");

    /// <summary>What it is about.</summary>
    public StateSection Section { get; private set; } = Unnamed;

    /// <summary>The same, as a part of a section.</summary>
    public FrozenPart Of(StateSection section)
    {
        Section = section;
        return this;
    }

    /// <summary>Writes on; a part of some 100 KiB at a time.</summary>
    /// <returns>Whether there is more.</returns>
    public abstract bool WriteSome(SnapshotWriter writer);
}
