namespace RetentionGrpc.Storage;

/// <summary>The store would lose data by itself as it is set up: the message says what to change. Nothing was changed.</summary>
public sealed class StoreUnsafeException(string message) : Exception(message);
