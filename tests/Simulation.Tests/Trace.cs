using System.Globalization;

namespace RetentionGrpc.Simulation;

/// <summary>What happened in a world, in order: as a hash always, as text of the newest lines where a reader wants it.</summary>
/// <param name="isRead">Whether lines are kept.</param>
internal sealed class Trace(bool isRead)
{
    /// <summary>A task ran: too many of them to be read.</summary>
    public const string Run = "run";

    private const int KeptLines = 400;
    private readonly Queue<string> _lines = [];
    private TextWriter? _echo;

    /// <summary>Equal worlds have equal hashes.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    /// <summary>The newest lines.</summary>
    public IEnumerable<string> Lines => _lines;

    /// <summary>Writes every line there, too.</summary>
    public void EchoTo(TextWriter writer) => _echo = writer;

    /// <summary>Notes what happened. The text costs nothing unless it is read.</summary>
    public void Note(long now, string what, string who, long number = 0, object? detail = null)
    {
        Add(what);
        Add(who);
        Add((ulong)now);
        Add((ulong)number);
        if (!isRead || what == Run)
            return;
        var line = string.Create(CultureInfo.InvariantCulture, $"{now / 10_000.0,12:F3} ms  {who,-12} {what} {number} {detail}");
        _lines.Enqueue(line);
        _echo?.WriteLine(line);
        if (_lines.Count > KeptLines)
            _lines.Dequeue();
    }

    private void Add(string text)
    {
        foreach (var letter in text)
            Add(letter);
    }

    private void Add(ulong number) => Hash = (Hash ^ number) * 1099511628211;
}
