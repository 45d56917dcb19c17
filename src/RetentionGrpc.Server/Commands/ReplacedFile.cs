namespace RetentionGrpc.Server.Commands;

/// <summary>
/// A file that takes its name, and the place of one that had it, only when it is whole and on the disk; else it is deleted.
/// </summary>
internal sealed class ReplacedFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _unfinished;

    private ReplacedFile(string path)
    {
        (_path, _unfinished) = (path, $"{path}.unfinished");
        Stream = new FileStream(_unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
    }

    /// <summary>Takes its bytes.</summary>
    public FileStream Stream { get; }

    /// <summary>Begins it beside the place where it will be.</summary>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public static ReplacedFile Create(string path) => new(Path.GetFullPath(path));

    /// <summary>It is whole.</summary>
    public void Keep()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_unfinished, _path, overwrite: true);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        File.Delete(_unfinished);
    }
}
