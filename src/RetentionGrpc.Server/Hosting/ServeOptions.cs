using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.Server.Transport.Http;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Hosting;

/// <summary>How a server is started. <see cref="Validate"/> says what is out of range.</summary>
public sealed record ServeOptions
{
    /// <summary>A group of batches, up to twice a message, and half as much again as its snapshot; and some for what is there.</summary>
    private const int StoreShares = 6;

    /// <summary>What is on its way when <see cref="TextBytes"/> is reached comes on top of it, and all must fit into 4 GiB.</summary>
    private const long MostBytesUnderWay = 512 * 1024 * 1024;

    /// <summary>The folder of the data, made if it is not there; one process has it at a time. Not used in memory.</summary>
    public string DataFolder { get; init; } = "./retention-data";

    /// <summary>The Redis that has the data instead of the folder; null, the default, for the folder.</summary>
    public RedisLogOptions? Redis { get; init; }

    /// <summary>The port on 127.0.0.1, 0 to 65,535; 0 takes a free one.</summary>
    public int Port { get; init; } = 5001;

    /// <summary>
    /// The port on 127.0.0.1 for HTTP/1.1 (the Connect protocol, probes, scrapers), 0 to 65,535; 0 takes a free one; null, the default,
    /// for none.
    /// </summary>
    public int? HttpPort { get; init; }

    /// <summary>Origins whose pages may ask over HTTP/1.1, e.g. https://app.example.com; "*" for any; none by default.</summary>
    public IReadOnlyList<string> HttpOrigins { get; init; } = [];

    /// <summary>Names, without a port, that the server goes by over HTTP/1.1 beside localhost: those of a proxy before it.</summary>
    public IReadOnlyList<string> HttpHosts { get; init; } = [];

    /// <summary>What an ack promises. In memory everything is gone with the process: for tests and trials.</summary>
    public LogDurability Durability { get; init; } = LogDurability.Fsynced;

    /// <summary>
    /// Partitions of data that is created by this start, 1 to <see cref="LogLimits.MaxPartitionCount"/>; data that exists keeps its own.
    /// </summary>
    public int PartitionCount { get; init; } = 4;

    /// <summary>The time zone of the tenant "default", by its IANA name. Only read at the first start.</summary>
    public string DefaultZone { get; init; } = "UTC";

    /// <summary>The currency of the tenant "default", by its ISO 4217 code. Only read at the first start.</summary>
    public string DefaultCurrency { get; init; } = "USD";

    /// <summary>Events in one batch, 1 to 10,000.</summary>
    public int BatchEvents { get; init; } = 1_000;

    /// <summary>Bytes of one message on the wire, 16 KiB to 8 MiB.</summary>
    public int MessageBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of one message inflated, from <see cref="MessageBytes"/> to 8 MiB.</summary>
    public int InflatedBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Batches of one stream under way, 1 to 1,000.</summary>
    public int StreamBatches { get; init; } = 8;

    /// <summary>Bytes of batches of one stream under way, from <see cref="InflatedBytes"/> up.</summary>
    public long StreamBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of batches under way over all calls, from <see cref="InflatedBytes"/> to 512 MiB.</summary>
    public long BytesUnderWay { get; init; } = 64 * 1024 * 1024;

    /// <summary>Percent of <see cref="BytesUnderWay"/> that one tenant may hold, 1 to 100.</summary>
    public int TenantShare { get; init; } = 75;

    /// <summary>Connections at once, 1 to 1,000,000; more are closed at once.</summary>
    public long Connections { get; init; } = 10_000;

    /// <summary>Calls at once on one connection, 1 to 10,000; more wait at the client.</summary>
    public int ConnectionStreams { get; init; } = 100;

    /// <summary>How long a stream may wait with its Open, 1 ms to 10 minutes.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a message may take from its first byte to its last, 1 ms to 10 minutes.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a batch waits for room among the bytes under way before it is refused, 1 ms to 10 minutes.</summary>
    public TimeSpan RoomTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may leave the server's messages of a stream unread, 1 ms to 10 minutes.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long calls have to end when the server stops, 0 to 10 minutes; then they are cut off.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Rows of an answer, 1 to 1,000,000.</summary>
    public int AnswerRows { get; init; } = 10_000;

    /// <summary>WatchMetric calls at once, 1 to 100,000.</summary>
    public int Watches { get; init; } = 1_000;

    /// <summary>How long a query may take that names no deadline, 1 ms up to <see cref="LongestQuery"/>.</summary>
    public TimeSpan DefaultQuery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a query may take at most, 1 ms to 10 minutes.</summary>
    public TimeSpan LongestQuery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A partition's snapshot is due after more than so many bytes of log, and more than half the snapshot before; from 1 KiB up.
    /// </summary>
    public long SnapshotBytes { get; init; } = HostLimits.Default.SnapshotBytes;

    /// <summary>
    /// Bytes of memory above which events and new tenants are refused, from 16 MiB up; null, the default, for three quarters of what the
    /// machine or its container has.
    /// </summary>
    public long? MemoryLimit { get; init; }

    /// <summary>
    /// Bytes of ids, and of names and values, that a tenant may have in a partition, 64 KiB to 3 GiB; events that would go there beyond are
    /// rejected with LIMIT_REACHED.
    /// </summary>
    public long TextBytes { get; init; } = PartitionSettings.MostTextBytes;

    /// <summary>
    /// The newest so many days have indexes, 1 to 20,000; what reaches farther back is answered from the timelines. A matrix takes twice
    /// the square of it in bytes: 6.7 MB for each at 1,830.
    /// </summary>
    public int IndexDays { get; init; } = new IndexSettings().Days;

    /// <summary>Events of a tenant in a partition from which on it has indexes, from 1 up.</summary>
    public long IndexEvents { get; init; } = new IndexSettings().MinEvents;

    /// <summary>Whether answers about the past that take long are kept, in Redis where the data is, else in memory.</summary>
    public bool KeepsAnswers { get; init; } = true;

    /// <summary>Bytes of answers that are kept in an hour, from 1 MiB up.</summary>
    public long AnswerBytes { get; init; } = AnswerCacheLimits.Default.Bytes;

    /// <summary>Only answers that are expected to take so long are kept, 0 to 10 minutes.</summary>
    public TimeSpan AnswerFloor { get; init; } = AnswerCacheLimits.Default.Floor;

    /// <summary>
    /// How long Redis may take to find or keep an answer, 1 ms to 10 minutes; what takes longer is computed.
    /// </summary>
    public TimeSpan AnswerPatience { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long it may take until what was erased is in no file any more, 1 s to 30 days. It is taken out at once, and then at most twice
    /// in this time: each time the whole state is written anew.
    /// </summary>
    public TimeSpan EraseWithin { get; init; } = HostLimits.UsualEraseWithin;

    /// <summary>Measures what <see cref="MemoryLimit"/> bounds.</summary>
    public MemoryGauge MemoryGauge { get; init; } = MemoryGauge.OfProcess;

    /// <summary>
    /// Bytes that the data files may take, from six times <see cref="InflatedBytes"/> up, so that any batch and the snapshot after it have
    /// room; null, the default, for what the disk has.
    /// </summary>
    public long? StoreBytes { get; init; }

    /// <summary>
    /// Bytes of that room that events leave to snapshots at least, from 0 up; an eighth of <see cref="StoreBytes"/> at most. Where the next
    /// snapshot needs more, more is left.
    /// </summary>
    public long StoreReserve { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Where metrics and traces go by OTLP, e.g. http://127.0.0.1:4317; null for what OTEL_EXPORTER_OTLP_ENDPOINT names, or nowhere.
    /// </summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Whether the log is one JSON object a line instead of text.</summary>
    public bool JsonLog { get; init; }

    /// <summary>The settings of the tenant "default".</summary>
    internal TenantSettings DefaultTenant => new()
    {
        TenantId = TenantSettings.DefaultId,
        TimeZone = DefaultZone,
        Currency = DefaultCurrency,
    };

    /// <summary>The limits of ingestion.</summary>
    internal IngestionRules IngestionRules => new()
    {
        BatchEvents = BatchEvents,
        MessageBytes = MessageBytes,
        InflatedBytes = InflatedBytes,
        OpenTimeout = OpenTimeout,
        MessageTimeout = MessageTimeout,
        ReadTimeout = ReadTimeout,
        StreamBatches = StreamBatches,
        StreamBytes = StreamBytes,
    };

    /// <summary>What the data is kept to.</summary>
    internal HostLimits Limits =>
        new(SnapshotBytes, MemoryLimit ?? HostLimits.Default.MemoryBytes, MemoryGauge, TextBytes, new(IndexEvents, IndexDays))
        { EraseWithin = EraseWithin, ConfirmEvery = Redis is null ? null : TimeSpan.FromSeconds(2) };

    /// <summary>How the data folder is opened.</summary>
    internal FileLogOptions StoreOptions =>
        new() { PartitionCount = PartitionCount, MaxBytes = StoreBytes, ReserveBytes = StoreReserve };

    private string StoreBytesFault =>
        $"The limit of the data files is {StoreBytes}; it must be at least {(long)StoreShares * InflatedBytes}, "
        + $"{StoreShares} times what a message may have inflated ({InflatedBytes}): any batch, and the snapshot after, need room.";

    /// <summary>Everything that is out of range, in words for who starts the server; nothing if all is well.</summary>
    public IEnumerable<string> Validate()
    {
        var longest = TimeSpan.FromMinutes(10);
        var shortest = TimeSpan.FromMilliseconds(1);
        if (TenantRules.Check(DefaultTenant) is { } fault)
            yield return $"The default tenant's {fault.Field["tenant.".Length..]}: {fault.Message}";
        foreach (var partFault in (Redis?.Validate() ?? []).Concat(HttpCallers.Faults(HttpOrigins, HttpHosts)))
            yield return partFault;
        if (HttpPort == Port && Port != 0)
            yield return $"The port of HTTP/1.1 is {Port}, which gRPC has: name another with --http-port.";
        if (Redis is null && Durability == LogDurability.Fsynced && string.IsNullOrWhiteSpace(DataFolder))
            yield return "The data folder is empty: name one with --data.";
        foreach (var (name, value, low, high) in new (string, long, long, long)[]
        {
            ("port", Port, 0, 65_535),
            ("port of HTTP/1.1", HttpPort ?? 0, 0, 65_535),
            ("number of partitions", PartitionCount, 1, LogLimits.MaxPartitionCount),
            ("limit of events in a batch", BatchEvents, 1, 10_000),
            ("limit of bytes of a message", MessageBytes, 16 * 1024, LogLimits.MaxEntryBytes / 2),
            ("limit of bytes of a message inflated", InflatedBytes, MessageBytes, LogLimits.MaxEntryBytes / 2),
            ("limit of batches of a stream", StreamBatches, 1, 1_000),
            ("limit of bytes of a stream", StreamBytes, InflatedBytes, long.MaxValue),
            ("limit of bytes under way", BytesUnderWay, InflatedBytes, MostBytesUnderWay),
            ("percent of a tenant", TenantShare, 1, 100),
            ("limit of connections", Connections, 1, 1_000_000),
            ("limit of calls on a connection", ConnectionStreams, 1, 10_000),
            ("limit of bytes of answers", AnswerBytes, 1024 * 1024, long.MaxValue),
            ("limit of rows", AnswerRows, 1, 1_000_000),
            ("limit of watches", Watches, 1, 100_000),
            ("size of log after which a snapshot is taken", SnapshotBytes, 1024, long.MaxValue),
            ("number of indexed days", IndexDays, 1, 20_000),
            ("number of events from which on a tenant is indexed", IndexEvents, 1, long.MaxValue),
            ("limit of a tenant's texts in a partition", TextBytes, 64 * 1024, PartitionSettings.MostTextBytes),
            ("memory limit", MemoryLimit ?? long.MaxValue, 16 * 1024 * 1024, long.MaxValue),
            ("reserve of the data files", StoreReserve, 0, long.MaxValue),
        })
        {
            if (value < low || value > high)
                yield return $"The {name} is {value}; it must be {low} to {high}.";
        }
        if (StoreBytes < (long)StoreShares * InflatedBytes)
            yield return StoreBytesFault;
        foreach (var (name, value, low, high) in new (string, TimeSpan, TimeSpan, TimeSpan)[]
        {
            ("time to wait for an Open", OpenTimeout, shortest, longest),
            ("time for a message", MessageTimeout, shortest, longest),
            ("time to wait for room", RoomTimeout, shortest, longest),
            ("time for a client to read", ReadTimeout, shortest, longest),
            ("time to stop", StopTimeout, TimeSpan.Zero, longest),
            ("time from which on an answer is kept", AnswerFloor, TimeSpan.Zero, longest),
            ("time to find an answer", AnswerPatience, shortest, longest),
            ("time to erase", EraseWithin, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            ("longest time of a query", LongestQuery, shortest, longest),
            ("time of a query without a deadline", DefaultQuery, shortest, LongestQuery),
        })
        {
            if (value < low || value > high)
                yield return $"The {name} is {value}; it must be {low} to {high}.";
        }
    }
}
