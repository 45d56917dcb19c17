namespace RetentionGrpc.Storage;

/// <summary>The stored data is not of a layout that this version reads. Nothing was changed.</summary>
public sealed class StoreFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
