namespace RetentionGrpc.Engine.Metrics;

/// <summary>Texts in UTF-8, by their bytes.</summary>
internal static class Bytewise
{
    /// <summary>Their order.</summary>
    public static Comparer<byte[]> Order { get; } = Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y));
}
