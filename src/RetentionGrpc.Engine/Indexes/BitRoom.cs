namespace RetentionGrpc.Engine.Indexes;

/// <summary>Room for the bits of one chunk in some windows, and for what is made of them. One question at a time uses it.</summary>
internal sealed class BitRoom
{
    /// <summary>For how many windows.</summary>
    public const int Windows = 6;

    private readonly List<ulong[]> _slides = [];
    private readonly ulong[][] _windows = [.. Enumerable.Range(0, Windows).Select(_ => new ulong[CustomerSet.ChunkWords])];

    /// <summary>Who passes the filter.</summary>
    public ulong[] Passing { get; } = new ulong[CustomerSet.ChunkWords];

    /// <summary>For what comes in between.</summary>
    public ulong[] Scratch { get; } = new ulong[CustomerSet.ChunkWords];

    /// <summary>Counts windows.</summary>
    public BitCounters Counters { get; } = new();

    /// <summary>The room of one of many windows that follow each other; each takes 8 KiB from the first question with so many on.</summary>
    public ulong[] Slide(int window)
    {
        while (window >= _slides.Count)
            _slides.Add(new ulong[CustomerSet.ChunkWords]);
        return _slides[window];
    }

    /// <summary>The room of a window.</summary>
    public ulong[] this[int window] => _windows[window];
}
