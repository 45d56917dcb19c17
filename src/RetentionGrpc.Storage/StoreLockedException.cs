namespace RetentionGrpc.Storage;

/// <summary>Another process has the data folder open.</summary>
public sealed class StoreLockedException(string folder, Exception? innerException = null) : Exception(
    $"The data folder '{folder}' is in use by another process. Stop that process, or choose another folder. " +
    "The lock goes with the process that holds it: there is no lock file to remove.", innerException)
{
    /// <summary>The data folder.</summary>
    public string Folder { get; } = folder;
}
