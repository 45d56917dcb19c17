namespace RetentionGrpc.Storage;

/// <summary>
/// The store failed (I/O error, closed, unreachable). Whether an append landed is unknown: read the head and compare it with
/// <c>expectedHead.Next(entry)</c> (it landed) and <c>expectedHead</c> (append the same bytes again).
/// </summary>
public class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
