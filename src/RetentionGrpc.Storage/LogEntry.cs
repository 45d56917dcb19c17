namespace RetentionGrpc.Storage;

/// <summary>One entry as read back.</summary>
/// <param name="Head">The head of the log once this entry was its last.</param>
/// <param name="Payload">The bytes as they were appended. The reader owns them: the store never writes to them again.</param>
public readonly record struct LogEntry(LogHead Head, ReadOnlyMemory<byte> Payload);
