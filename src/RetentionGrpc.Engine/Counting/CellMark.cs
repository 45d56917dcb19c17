namespace RetentionGrpc.Engine.Counting;

/// <summary>What was selected of one value in one cell of time, over all customers together; nothing where there are no events.</summary>
public struct CellMark
{
    /// <summary>The earliest of the events.</summary>
    public long FirstMs;

    /// <summary>The sum of their session durations.</summary>
    public long SessionMs;

    /// <summary>How many.</summary>
    public int Events;

    /// <summary>Those with a session duration.</summary>
    public int Sessions;

    /// <summary>Which of the question's selectors picked any of them, as bits.</summary>
    public uint Picks;

    /// <summary>Adds what was selected of the same value in the same cell.</summary>
    internal void Add(in CellMark other)
    {
        if (other.Events == 0)
            return;
        FirstMs = Events == 0 ? other.FirstMs : Math.Min(FirstMs, other.FirstMs);
        SessionMs += other.SessionMs;
        Events += other.Events;
        Sessions += other.Sessions;
        Picks |= other.Picks;
    }
}
