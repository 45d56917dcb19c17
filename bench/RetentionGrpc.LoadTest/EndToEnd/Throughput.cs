using RetentionGrpc.LoadTest.Feeding;
using RetentionGrpc.LoadTest.Hosting;
using RetentionGrpc.LoadTest.Report;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary>One server of several that get the same messages in turns, and what it took.</summary>
internal sealed class Contender(string name, ChildServer server, EventFeed feed) : IAsyncDisposable
{
    private bool _isEnded;

    /// <summary>What it is called in the figures.</summary>
    public string Name => name;

    /// <summary>The process.</summary>
    public ChildServer Server => server;

    /// <summary>Events acknowledged a second, segment by segment.</summary>
    public Samples Rates { get; } = new();

    /// <summary>Processor time of the server, nanoseconds an event, segment by segment.</summary>
    public Samples ServerCpu { get; } = new();

    /// <summary>Processor time of the client, nanoseconds an event, segment by segment.</summary>
    public Samples ClientCpu { get; } = new();

    /// <summary>Events that it accepted.</summary>
    public long Accepted => feed.Accepted;

    /// <summary>Starts a server and opens streams to it.</summary>
    public static async Task<Contender> StartAsync(
        string name, HostOptions options, int streams, string producer, CancellationToken cancellation)
    {
        var server = await ChildServer.StartAsync(options, cancellation);
        return new Contender(name, server, await EventFeed.OpenAsync(server.Port, streams, producer, cancellation));
    }

    /// <summary>Sends a segment; the first ones only warm up.</summary>
    public async Task SendAsync(BatchSegment segment, bool counts, CancellationToken cancellation)
    {
        var before = await server.CpuAsync();
        var time = await feed.SendAsync(segment, cancellation);
        var cpu = await server.CpuAsync() - before;
        if (!counts)
            return;
        Rates.Add(time.Rate);
        ServerCpu.Add(cpu / time.Events);
        ClientCpu.Add(time.ClientCpuNs / time.Events);
    }

    /// <summary>Ends it; once, and again without harm.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isEnded)
            return;
        _isEnded = true;
        await feed.DisposeAsync();
        await server.DisposeAsync();
    }
}

/// <summary>The product, on files and on Redis, and two servers that only parse, fed with the same messages in turns.</summary>
internal sealed class Throughput(Figures figures)
{
    private const string RealName = "durable";
    private const string RedisName = "durable on Redis everysec";
    private const string ProtobufName = "parse only, Google.Protobuf";
    private const string HandName = "parse only, hand decoder";

    /// <summary>Sends segments to all in turns, until those that compare have had enough, then the rest to the product alone.</summary>
    /// <param name="segments">The messages.</param>
    /// <param name="contenders">The product first.</param>
    /// <param name="compared">So many segments go to all.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Events sent to the product.</returns>
    public static async Task<long> RaceAsync(
        IEnumerable<BatchSegment> segments, IReadOnlyList<Contender> contenders, int compared, CancellationToken cancellation)
    {
        var (index, events) = (0, 0L);
        foreach (var segment in segments)
        {
            events += segment.Events;
            // Whoever goes first finds the machine cooler: each does in turn.
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                var contender = contenders[(index + turn) % contenders.Count];
                if (index < compared || contender == contenders[0])
                    await contender.SendAsync(segment, counts: index > 0, cancellation);
            }
            index++;
            Figures.Tell($"sent {events:N0} events, the last to the product at {contenders[0].Rates.Quantile(0.5):N0}/s");
        }
        if (contenders[0].Accepted != events)
            throw new InvalidOperationException($"Of {events} events {contenders[0].Accepted} were accepted.");
        return events;
    }

    /// <summary>The servers: the product on its files, the same on Redis, and those that only parse.</summary>
    public static async Task<IReadOnlyList<Contender>> StartAsync(
        string folder, string redis, int streams, CancellationToken cancellation) =>
    [
        await Contender.StartAsync(RealName, new HostOptions(ServerKind.Real, folder), streams, "race", cancellation),
        await Contender.StartAsync(RedisName, new HostOptions(ServerKind.Real, folder, Redis: redis), streams, "race", cancellation),
        await Contender.StartAsync(ProtobufName, new HostOptions(ServerKind.Protobuf, folder), streams, "race", cancellation),
        await Contender.StartAsync(HandName, new HostOptions(ServerKind.Hand, folder), streams, "race", cancellation),
    ];

    /// <summary>Adds rates, ratios and processor time.</summary>
    public void Add(IReadOnlyList<Contender> contenders, int batchEvents)
    {
        var size = batchEvents == 1 ? "1 event a message" : $"{batchEvents} events a message";
        foreach (var contender in contenders)
            figures.Add($"{contender.Name}, {size}", contender.Rates.Median, "events/s");
        figures.Add($"{RedisName} over {RealName}, {size}", contenders[1].Rates.Median / contenders[0].Rates.Median, "ratio");
        foreach (var parser in contenders.Skip(2))
            figures.Add($"durable over {parser.Name}, {size}", contenders[0].Rates.Median / parser.Rates.Median, "ratio");
        foreach (var contender in contenders)
        {
            figures.Add($"cpu of the server, {contender.Name}, {size}", contender.ServerCpu.Median, "ns/event");
            figures.Add($"cpu of the client, {contender.Name}, {size}", contender.ClientCpu.Median, "ns/event");
        }
    }
}
