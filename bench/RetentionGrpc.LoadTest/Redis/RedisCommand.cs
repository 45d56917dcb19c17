using System.CommandLine;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.Redis;

/// <summary><c>redis</c>: against Redis with daily bitmaps.</summary>
internal static class RedisCommand
{
    public static Command Create()
    {
        var customers = new Option<int>("--customers") { Description = "Customers.", DefaultValueFactory = _ => 100_000 };
        var events = new Option<int>("--events") { Description = "Events a customer.", DefaultValueFactory = _ => 30 };
        var budget = new Option<int>("--budget-ms") { Description = "Time for each question.", DefaultValueFactory = _ => 2_000 };
        var json = new Option<string?>("--json") { Description = "File that takes the figures; stdout without." };
        var command = new Command("redis", """
            Starts a redis-server (of Debian's package of that name) and a server of the product, loads the same shop of 730 days into both,
            and asks both the same questions in turns, 16 windows of one, then the same 16 of the other: Redis in one pipelined round trip
            over warm daily bitmaps, the product by one unary call. Times are what the client waits. It fails where the counts differ.
            Progress goes to stderr.
            """);
        foreach (var option in new Option[] { customers, events, budget, json })
            command.Add(option);
        command.SetAction(async (arguments, cancellation) =>
        {
            var shop = new LargeShopOptions(arguments.GetValue(customers)) { EventsPerCustomer = arguments.GetValue(events) };
            var figures = new Figures(
                "redis", Figures.ScaleOf(shop.Customers), $"redis --customers {shop.Customers} --events {shop.EventsPerCustomer}");
            var folder = Directory.CreateTempSubdirectory("retention-redis-").FullName;
            try
            {
                await new RedisRun(shop, TimeSpan.FromMilliseconds(arguments.GetValue(budget)), figures).RunAsync(folder, cancellation);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
            await figures.WriteAsync(arguments.GetValue(json));
            return 0;
        });
        return command;
    }
}
