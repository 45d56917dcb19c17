namespace RetentionGrpc.Engine.Indexes;

/// <summary>Room for the bits of one chunk in some windows, and for what is made of them. One question at a time uses it.</summary>
internal sealed class BitRoom
{
    /// <summary>For how many windows.</summary>
    public const int Windows = 6;

    /// <summary>For how many windows that follow each other.</summary>
    public const int Slides = 33;

    private readonly ulong[]?[] _slides = new ulong[Slides][];
    private readonly ulong[][] _windows = [.. Enumerable.Range(0, Windows).Select(_ => new ulong[CustomerSet.ChunkWords])];

    /// <summary>Who passes the filter.</summary>
    public ulong[] Passing { get; } = new ulong[CustomerSet.ChunkWords];

    /// <summary>For what comes in between.</summary>
    public ulong[] Scratch { get; } = new ulong[CustomerSet.ChunkWords];

    /// <summary>Counts windows.</summary>
    public BitCounters Counters { get; } = new();

    /// <summary>The room of one of the windows that follow each other.</summary>
    public ulong[] Slide(int window) => _slides[window] ??= new ulong[CustomerSet.ChunkWords];

    /// <summary>The room of a window.</summary>
    public ulong[] this[int window] => _windows[window];
}
