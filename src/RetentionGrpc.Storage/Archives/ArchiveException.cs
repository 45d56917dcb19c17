namespace RetentionGrpc.Storage.Archives;

/// <summary>The bytes are no archive, or not a whole one, or one of a format that this version does not read.</summary>
public sealed class ArchiveException(string message, Exception? innerException = null) : Exception(message, innerException);
