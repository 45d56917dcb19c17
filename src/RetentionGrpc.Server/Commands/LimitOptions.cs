using System.CommandLine;
using RetentionGrpc.Server.Hosting;

namespace RetentionGrpc.Server.Commands;

/// <summary>
/// The limits of <c>serve</c> as options of the command line: sizes and counts first, then rows and times, each under a word that says what
/// it is about.
/// </summary>
internal sealed class LimitOptions
{
    private static readonly ServeOptions Defaults = new();

    private readonly Command _command;
    private readonly List<Func<ParseResult, ServeOptions, ServeOptions>> _setters = [];

    /// <summary>Gives a command the options.</summary>
    public LimitOptions(Command command)
    {
        _command = command;
        Number("--batch-events", "Messages: events in one batch.", x => x.BatchEvents, (x, n) => x with { BatchEvents = Whole(n) });
        Number("--message-bytes", "Messages: bytes of one on the wire.", x => x.MessageBytes, (x, n) => x with { MessageBytes = Whole(n) });
        Number("--inflated-bytes", "Messages: bytes of one inflated.", x => x.InflatedBytes, (x, n) => x with { InflatedBytes = Whole(n) });
        Number("--stream-batches", "Credits: batches of one stream on their way.",
            x => x.StreamBatches, (x, n) => x with { StreamBatches = Whole(n) });
        Number("--stream-bytes", "Credits: bytes of one stream on their way.", x => x.StreamBytes, (x, n) => x with { StreamBytes = n });
        Number("--bytes-under-way", "Credits: bytes on their way over all calls.",
            x => x.BytesUnderWay, (x, n) => x with { BytesUnderWay = n });
        Number("--tenant-share", "Credits: percent of those that one tenant may hold.",
            x => x.TenantShare, (x, n) => x with { TenantShare = Whole(n) });
        Number("--connections", "Connections: at once; more are closed.", x => x.Connections, (x, n) => x with { Connections = n });
        Number("--connection-streams", "Connections: calls at once on one; more wait.",
            x => x.ConnectionStreams, (x, n) => x with { ConnectionStreams = Whole(n) });
        Number("--text-bytes", "Tenants: bytes of ids, and of names and values, of one in a partition.",
            x => x.TextBytes, (x, n) => x with { TextBytes = n });
        Number("--index-days", "Indexes: the newest so many days have them.", x => x.IndexDays, (x, n) => x with { IndexDays = Whole(n) });
        Number("--index-events", "Indexes: events of a tenant in a partition from which on it has them.",
            x => x.IndexEvents, (x, n) => x with { IndexEvents = n });
        Seconds("--erase-within", "Erasure: seconds until what was erased is in no file any more.",
            x => x.EraseWithin, (x, t) => x with { EraseWithin = t });
        Number("--answer-rows", "Queries: rows of an answer.", x => x.AnswerRows, (x, n) => x with { AnswerRows = Whole(n) });
        Number("--watches", "Queries: WatchMetric calls at once.", x => x.Watches, (x, n) => x with { Watches = Whole(n) });
        Seconds("--default-query", "Queries: seconds for one that names no deadline.",
            x => x.DefaultQuery, (x, t) => x with { DefaultQuery = t });
        Seconds("--longest-query", "Queries: seconds at most.", x => x.LongestQuery, (x, t) => x with { LongestQuery = t });
        Seconds("--open-timeout", "Seconds until a stream is opened.", x => x.OpenTimeout, (x, t) => x with { OpenTimeout = t });
        Seconds("--message-timeout", "Seconds from a message's first byte to its last.",
            x => x.MessageTimeout, (x, t) => x with { MessageTimeout = t });
        Seconds("--read-timeout", "Seconds that a client may leave a message unread.",
            x => x.ReadTimeout, (x, t) => x with { ReadTimeout = t });
        Seconds("--room-timeout", "Seconds that a batch waits for room.", x => x.RoomTimeout, (x, t) => x with { RoomTimeout = t });
        Seconds("--stop-timeout", "Seconds that streams go on when the server stops.",
            x => x.StopTimeout, (x, t) => x with { StopTimeout = t });
    }

    /// <summary>The options with what the command line says.</summary>
    public ServeOptions Apply(ParseResult parsed, ServeOptions options) =>
        _setters.Aggregate(options, (current, setter) => setter(parsed, current));

    // Too large for a limit of that type is too large for its range, too.
    private static int Whole(long number) => (int)Math.Clamp(number, int.MinValue, int.MaxValue);

    private void Number(
        string name, string description, Func<ServeOptions, long> get, Func<ServeOptions, long, ServeOptions> set) =>
        Add(new Option<long>(name) { HelpName = "N", DefaultValueFactory = _ => get(Defaults) }, description, set);

    private void Seconds(
        string name, string description, Func<ServeOptions, TimeSpan> get, Func<ServeOptions, TimeSpan, ServeOptions> set) =>
        Add(
            new Option<double>(name) { HelpName = "SECONDS", DefaultValueFactory = _ => get(Defaults).TotalSeconds }, description,
            (options, seconds) => set(options, TimeSpan.FromSeconds(seconds)));

    private void Add<T>(Option<T> option, string description, Func<ServeOptions, T, ServeOptions> set)
    {
        option.Description = description;
        _command.Add(option);
        _setters.Add((parsed, options) => set(options, parsed.GetValue(option)!));
    }
}
