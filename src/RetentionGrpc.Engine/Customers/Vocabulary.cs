using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Customers;

/// <summary>What the packed events of one tenant refer to by numbers.</summary>
/// <param name="texts">Its texts; the first is empty.</param>
public sealed class Vocabulary(ByteStringTable texts)
{
    /// <summary>Names, labels, keys and values; ids of orders and referred customers are in the events.</summary>
    public ByteStringTable Texts { get; } = texts;

    /// <summary>What many events have in common.</summary>
    internal EventShapes Shapes { get; private init; } = new();

    /// <summary>What many ids have in common.</summary>
    internal IdPatterns Ids { get; private init; } = new();

    /// <summary>Writes shapes and patterns; the texts are written before.</summary>
    internal void WriteTo(SnapshotWriter writer)
    {
        Shapes.WriteTo(writer);
        Ids.WriteTo(writer);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    internal static Vocabulary ReadFrom(SnapshotReader reader, ByteStringTable texts) =>
        new(texts) { Shapes = EventShapes.ReadFrom(reader, texts.Count), Ids = IdPatterns.ReadFrom(reader) };
}
