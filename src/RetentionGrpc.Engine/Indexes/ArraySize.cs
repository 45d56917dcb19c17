namespace RetentionGrpc.Engine.Indexes;

/// <summary>What an array of bytes takes in memory.</summary>
internal static class ArraySize
{
    private const int HeaderBytes = 24;

    /// <summary>Header and content, in whole 8 bytes; nothing for the empty array, which all share.</summary>
    public static int Of(byte[] array) => array.Length == 0 ? 0 : HeaderBytes + ((array.Length + 7) & ~7);
}
