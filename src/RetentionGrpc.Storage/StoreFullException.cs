namespace RetentionGrpc.Storage;

/// <summary>There is no room left: nothing was written. Reads go on; appends succeed again once there is room.</summary>
public sealed class StoreFullException(string message, Exception? innerException = null)
    : StoreUnavailableException(message, innerException);
