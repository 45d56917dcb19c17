namespace RetentionGrpc.Storage;

/// <summary>The two expected ends of an append.</summary>
public readonly record struct AppendOutcome
{
    private AppendOutcome(bool isAppended, LogHead head)
    {
        IsAppended = isAppended;
        Head = head;
    }

    /// <summary>The entry is in the log, by the store's durability.</summary>
    public bool IsAppended { get; }

    /// <summary>The log's head was not the expected one; nothing was written.</summary>
    public bool IsFenced => !IsAppended;

    /// <summary>The head after the append, or the head that was found instead of the expected one.</summary>
    public LogHead Head { get; }

    /// <summary>The entry is in the log and <paramref name="newHead"/> is its head.</summary>
    public static AppendOutcome Appended(LogHead newHead) => new(true, newHead);

    /// <summary>Nothing was written, the log's head being <paramref name="actualHead"/>.</summary>
    public static AppendOutcome Fenced(LogHead actualHead) => new(false, actualHead);
}
