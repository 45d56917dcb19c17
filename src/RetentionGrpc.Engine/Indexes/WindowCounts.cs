namespace RetentionGrpc.Engine.Indexes;

/// <summary>How many customers were active in one window, in another, and in both.</summary>
/// <param name="First">|A|.</param>
/// <param name="Second">|B|.</param>
/// <param name="Both">|A ∩ B|.</param>
public readonly record struct WindowCounts(int First, int Second, int Both)
{
    /// <summary>|A ∪ B|.</summary>
    public int Either => First + Second - Both;

    /// <summary>|A \ B|.</summary>
    public int OnlyFirst => First - Both;

    /// <summary>|B \ A|.</summary>
    public int OnlySecond => Second - Both;
}
