using System.CommandLine;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary><c>run</c>: end to end over real connections and the real store.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var customers = new Option<int>("--customers") { Description = "Customers.", DefaultValueFactory = _ => 100_000 };
        var events = new Option<int>("--events") { Description = "Events a customer.", DefaultValueFactory = _ => 30 };
        var singles = new Option<int>("--singles") { Description = "Events sent one a message.", DefaultValueFactory = _ => 100_000 };
        var rate = new Option<int>("--live-rate")
        {
            Description = "Events a second that come in beside the queries.",
            DefaultValueFactory = _ => 10_000,
        };
        var budget = new Option<int>("--budget-ms") { Description = "Time for each question.", DefaultValueFactory = _ => 1_000 };
        var json = new Option<string?>("--json") { Description = "File that takes the figures; stdout without." };
        var folder = new Option<string?>("--folder")
        {
            Description = "Where data folders are made and deleted; the temporary one without.",
        };
        var command = new Command("run", """
            Starts the server in a process of its own with its embedded store in a fresh folder, and streams a shop of 730 days to it over
            gRPC; beside it, in turns, the same messages go to a server that only parses them with Google.Protobuf and to one that only
            parses them with the product's decoder. Then it measures memory, queries alone and beside ingestion, every stage of ingestion
            alone, snapshots and restarts. Progress goes to stderr.
            """);
        foreach (var option in new Option[] { customers, events, singles, rate, budget, json, folder })
            command.Add(option);
        command.SetAction(async (arguments, cancellation) =>
        {
            var shop = new LargeShopOptions(arguments.GetValue(customers)) { EventsPerCustomer = arguments.GetValue(events) };
            var figures = new Figures(
                "server", Figures.ScaleOf(shop.Customers), $"run --customers {shop.Customers} --events {shop.EventsPerCustomer}");
            var options = new ServerRunOptions(
                shop, arguments.GetValue(singles), arguments.GetValue(rate), TimeSpan.FromMilliseconds(arguments.GetValue(budget)));
            var root = Path.Combine(arguments.GetValue(folder) ?? Path.GetTempPath(), $"retention-run-{Environment.ProcessId}");
            Directory.CreateDirectory(root);
            try
            {
                await new ServerRun(options, figures).RunAsync(root, cancellation);
            }
            finally
            {
                Directory.Delete(root, recursive: true);
            }
            await figures.WriteAsync(arguments.GetValue(json));
            return 0;
        });
        return command;
    }
}
