namespace RetentionGrpc.Engine;

/// <summary>How arrays that only ever grow take more room: by a quarter, so that at most a fifth of the room is unused.</summary>
internal static class Growth
{
    private const int Least = 4;

    /// <summary>The next capacity after <paramref name="capacity"/>.</summary>
    public static int Next(int capacity) => capacity + Math.Max(Least, capacity / 4);

    /// <summary>Makes room for one more item after the first <paramref name="count"/>.</summary>
    public static void MakeRoom<T>(ref T[] items, int count)
    {
        if (count == items.Length)
            Array.Resize(ref items, Next(count));
    }
}
