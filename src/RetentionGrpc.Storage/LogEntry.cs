namespace RetentionGrpc.Storage;

/// <summary>One entry as read back.</summary>
/// <param name="Head">The head of the log once this entry was its last.</param>
/// <param name="Payload">The bytes as they were appended. The reader owns them: the store never writes to them again.</param>
public readonly record struct LogEntry(LogHead Head, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Whether it is the entry after this head, in the head's epoch or a later one.</summary>
    public bool Follows(LogHead head) => Head.Epoch >= head.Epoch && (head with { Epoch = Head.Epoch }).Next(Payload.Span) == Head;
}
