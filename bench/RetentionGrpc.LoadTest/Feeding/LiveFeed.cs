using Grpc.Net.Client;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.Feeding;

/// <summary>Sends new events of known customers at an even rate beside what is measured, until it is disposed of.</summary>
internal sealed class LiveFeed : IAsyncDisposable
{
    private const int BatchEvents = 500;
    private const int DaysAhead = 30;
    private const long SegmentEvents = 100_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly GrpcChannel _channel;
    private readonly FeedStream _stream;
    private readonly Task _sending;

    private LiveFeed(GrpcChannel channel, FeedStream stream, LargeShop shop, TimeSpan interval)
    {
        (_channel, _stream) = (channel, stream);
        _sending = Task.Run(() => SendAsync(new BatchSource(shop, 1, BatchEvents), interval));
    }

    /// <summary>Events that the server accepted.</summary>
    public long Accepted => _stream.Accepted;

    /// <summary>Begins.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="known">The shop whose customers go on; the new events follow its last day.</param>
    /// <param name="rate">Events a second, 500 a message.</param>
    /// <param name="run">Another one for each feed to the same server.</param>
    public static async Task<LiveFeed> StartAsync(int port, LargeShopOptions known, int rate, string run)
    {
        var shop = new LargeShop(new LargeShopOptions(known.Customers, DaysAhead) { Until = known.Until.AddDays(DaysAhead) });
        var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var stream = await FeedStream.OpenAsync(channel.CreateCallInvoker(), $"live-{run}", CancellationToken.None);
        return new LiveFeed(channel, stream, shop, TimeSpan.FromSeconds((double)BatchEvents / rate));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _sending;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
        await _stream.DisposeAsync();
        _channel.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync(BatchSource source, TimeSpan interval)
    {
        foreach (var segment in source.Segments(SegmentEvents))
            await _stream.SendAsync(segment.Streams[0], interval, _stop.Token);
    }
}
