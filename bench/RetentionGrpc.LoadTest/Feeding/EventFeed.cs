using System.Diagnostics;
using Grpc.Net.Client;

namespace RetentionGrpc.LoadTest.Feeding;

/// <summary>What sending a segment took.</summary>
/// <param name="Events">Events sent, every one acknowledged.</param>
/// <param name="Seconds">From the first message to the last ack.</param>
/// <param name="ClientCpuNs">Processor time of this process meanwhile, nanoseconds.</param>
internal readonly record struct FeedTime(long Events, double Seconds, double ClientCpuNs)
{
    /// <summary>Events acknowledged in a second.</summary>
    public double Rate => Events / Seconds;
}

/// <summary>Several streams to one server, over few connections.</summary>
internal sealed class EventFeed : IAsyncDisposable
{
    private const int StreamsOfConnection = 8;

    private readonly List<GrpcChannel> _channels = [];
    private readonly List<FeedStream> _streams = [];

    private EventFeed()
    {
    }

    /// <summary>Events that the server accepted.</summary>
    public long Accepted => _streams.Sum(stream => stream.Accepted);

    /// <summary>Opens streams.</summary>
    /// <param name="port">The server's port on 127.0.0.1.</param>
    /// <param name="streamCount">How many streams.</param>
    /// <param name="producer">Begin of their producers' ids; another one for each feed.</param>
    /// <param name="cancellation">Ends the streams.</param>
    public static async Task<EventFeed> OpenAsync(int port, int streamCount, string producer, CancellationToken cancellation)
    {
        var feed = new EventFeed();
        for (var i = 0; i < streamCount; i++)
        {
            if (i % StreamsOfConnection == 0)
                feed._channels.Add(GrpcChannel.ForAddress($"http://127.0.0.1:{port}"));
            feed._streams.Add(await FeedStream.OpenAsync(feed._channels[^1].CreateCallInvoker(), $"{producer}-{i}", cancellation));
        }
        return feed;
    }

    /// <summary>Sends a segment, all streams at once, and waits until everything is acknowledged.</summary>
    public async Task<FeedTime> SendAsync(BatchSegment segment, CancellationToken cancellation)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(segment.Streams.Select(
            (messages, i) => Task.Run(() => _streams[i].SendAsync(messages, TimeSpan.Zero, cancellation), cancellation)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new FeedTime(segment.Events, seconds, (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams)
            await stream.DisposeAsync();
        foreach (var channel in _channels)
            channel.Dispose();
    }
}
