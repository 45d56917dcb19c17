namespace RetentionGrpc.Server.Commands;

/// <summary>Tells on standard error how far a command is: in place on a terminal, else a line every few seconds.</summary>
internal sealed class CommandProgress(TextWriter errors, string name, string unit, long total, TimeProvider time)
{
    /// <summary>The total of who cannot know it.</summary>
    public const long UnknownTotal = -1;

    private const int BarWidth = 30;

    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly long _started = time.GetTimestamp();
    private long _told = time.GetTimestamp();
    private int _width;

    /// <summary>Notes where the command is, and tells it if the last time is long enough ago.</summary>
    /// <param name="count">Units so far.</param>
    /// <param name="position">How far that is on the way to the total.</param>
    public void At(long count, long position)
    {
        if (time.GetElapsedTime(_told) < (_isTerminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(5)))
            return;
        _told = time.GetTimestamp();
        Tell(count, position, _isTerminal ? "" : "\n");
    }

    /// <summary>Tells the end.</summary>
    public void Finish(long count) => Tell(count, total, "\n");

    /// <summary>Tells the end by what was done, and how long it took.</summary>
    public void End(string done) => Say(FormattableString.Invariant($"{done} in {time.GetElapsedTime(_started).TotalSeconds:0.0} s"));

    /// <summary>Tells something else, on a line of its own.</summary>
    public void Say(string text) => errors.WriteLine(_isTerminal ? "\r" + text.PadRight(_width) : text);

    private void Tell(long count, long position, string after)
    {
        var seconds = Math.Max(time.GetElapsedTime(_started).TotalSeconds, 0.001);
        var share = total == 0 ? 1 : Math.Clamp((double)position / total, 0, 1);
        var rate = FormattableString.Invariant($"{name}: {count:N0} {unit}, {count / seconds:N0} a second");
        var bar = "";
        if (total != UnknownTotal)
        {
            var full = (int)(share * BarWidth);
            bar = $"[{new string('#', full)}{new string('-', BarWidth - full)}] ";
            rate += FormattableString.Invariant($", {Math.Floor(share * 100):N0} %");
        }
        var text = _isTerminal ? $"\r{bar}{rate}" : rate;
        // What was longer is overwritten.
        _width = Math.Max(_width, text.Length);
        errors.Write((_isTerminal ? text.PadRight(_width) : text) + after);
    }
}
