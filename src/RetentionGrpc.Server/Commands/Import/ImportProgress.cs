namespace RetentionGrpc.Server.Commands.Import;

/// <summary>Tells on standard error how far an import is: in place on a terminal, else a line every few seconds.</summary>
internal sealed class ImportProgress(TextWriter errors, bool isTerminal, string name, long totalBytes, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _told = time.GetTimestamp();
    private int _width;

    /// <summary>Notes where the import is, and tells it if the last time is long enough ago.</summary>
    public void At(long rows, long bytes)
    {
        if (time.GetElapsedTime(_told) < (isTerminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(5)))
            return;
        _told = time.GetTimestamp();
        Tell(rows, bytes, isTerminal ? "\r" : "", isTerminal ? "" : "\n");
    }

    /// <summary>Tells the end.</summary>
    public void Finish(long rows) => Tell(rows, totalBytes, isTerminal ? "\r" : "", "\n");

    private void Tell(long rows, long bytes, string before, string after)
    {
        var seconds = Math.Max(time.GetElapsedTime(_started).TotalSeconds, 0.001);
        var share = totalBytes == 0 ? 1 : Math.Min(1, (double)bytes / totalBytes);
        var text = FormattableString.Invariant($"{name}: {rows:N0} rows, {rows / seconds:N0} a second, {Math.Floor(share * 100):N0} %");
        // What was longer is overwritten.
        _width = Math.Max(_width, text.Length);
        errors.Write(before + (isTerminal ? text.PadRight(_width) : text) + after);
    }
}
