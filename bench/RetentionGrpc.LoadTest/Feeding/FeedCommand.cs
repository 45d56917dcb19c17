using System.CommandLine;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.Feeding;

/// <summary><c>feed</c>: loads a shop into a server, or goes on with new events at an even rate.</summary>
internal static class FeedCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "The server's port on 127.0.0.1.", Required = true };
        var customers = new Option<int>("--customers") { Description = "Customers.", DefaultValueFactory = _ => 100_000 };
        var rate = new Option<int>("--rate") { Description = "New events a second after the shop's last day; 0 loads the shop." };
        var seconds = new Option<int>("--seconds") { Description = "How long with --rate.", DefaultValueFactory = _ => 10 };
        var run = new Option<string>("--run") { Description = "Another one for each feed.", DefaultValueFactory = _ => "1" };
        var command = new Command("feed", "Loads the shop into a server that runs, or sends it new events at an even rate.");
        foreach (var option in new Option[] { port, customers, rate, seconds, run })
            command.Add(option);
        command.SetAction(async (arguments, cancellation) =>
        {
            var shop = new LargeShopOptions(arguments.GetValue(customers));
            if (arguments.GetValue(rate) is > 0 and var perSecond)
            {
                await using var live = await LiveFeed.StartAsync(arguments.GetValue(port), shop, perSecond, arguments.GetValue(run)!);
                await Task.Delay(TimeSpan.FromSeconds(arguments.GetValue(seconds)), cancellation);
                Figures.Tell($"{live.Accepted} events in {arguments.GetValue(seconds)} s");
                return 0;
            }
            await LoadAsync(arguments.GetValue(port), shop, $"load-{arguments.GetValue(run)}", cancellation);
            return 0;
        });
        return command;
    }

    /// <summary>Sends a whole shop.</summary>
    public static async Task LoadAsync(int port, LargeShopOptions options, string producer, CancellationToken cancellation)
    {
        const int Streams = 4;
        await using var feed = await EventFeed.OpenAsync(port, Streams, producer, cancellation);
        foreach (var segment in new BatchSource(new LargeShop(options), Streams, batchEvents: 500).Segments(2_000_000))
        {
            var time = await feed.SendAsync(segment, cancellation);
            Figures.Tell($"loaded {time.Events} events, {time.Rate:F0}/s");
        }
    }
}
