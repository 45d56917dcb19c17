using System.CommandLine;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.Cache;

/// <summary><c>cache</c>: what kept answers save, and what they cost those that are not kept.</summary>
internal static class CacheCommand
{
    public static Command Create()
    {
        var customers = new Option<int>("--customers") { Description = "Customers.", DefaultValueFactory = _ => 100_000 };
        var events = new Option<int>("--events") { Description = "Events a customer.", DefaultValueFactory = _ => 30 };
        var budget = new Option<int>("--budget-ms") { Description = "Time for each question.", DefaultValueFactory = _ => 2_000 };
        var json = new Option<string?>("--json") { Description = "File that takes the figures; stdout without." };
        var command = new Command("cache", """
            Folds a shop with all kinds of events into 4 partitions in this process and calls rpcs that read every timeline: computed,
            computed and kept, found in memory, found in a redis-server that it starts; then one that indexes answer, with a cache and
            without, in turns. No network but to Redis. Progress goes to stderr.
            """);
        foreach (var option in new Option[] { customers, events, budget, json })
            command.Add(option);
        command.SetAction(async (arguments, cancellation) =>
        {
            var shop = new LargeShopOptions(arguments.GetValue(customers))
            {
                EventsPerCustomer = arguments.GetValue(events),
                HasProfiles = true,
                HasOtherKinds = true,
            };
            var figures = new Figures(
                "cache", Figures.ScaleOf(shop.Customers), $"cache --customers {shop.Customers} --events {shop.EventsPerCustomer}");
            var folder = Directory.CreateTempSubdirectory("retention-cache-").FullName;
            try
            {
                await new CacheRun(shop, TimeSpan.FromMilliseconds(arguments.GetValue(budget)), figures).RunAsync(folder, cancellation);
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
