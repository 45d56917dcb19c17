using System.CommandLine;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.InProcess;

/// <summary><c>engine</c>: folding and every question in process.</summary>
internal static class EngineCommand
{
    public static Command Create()
    {
        var customers = new Option<int>("--customers") { Description = "Customers.", DefaultValueFactory = _ => 100_000 };
        var days = new Option<int>("--days") { Description = "Days of history, 200 or more.", DefaultValueFactory = _ => 730 };
        var events = new Option<int>("--events") { Description = "Events a customer.", DefaultValueFactory = _ => 30 };
        var noLate = new Option<bool>("--no-late") { Description = "Leave out the fold with 5 % late events." };
        var noQuestions = new Option<bool>("--no-questions") { Description = "Leave out the questions: folding and memory alone." };
        var series = new Option<bool>("--series")
        {
            Description = "Then ask for the widest series of every metric, of a second shop that has all kinds of events.",
        };
        var accounts = new Option<bool>("--accounts")
        {
            Description = "Then count the accounts (count_by) of a shop whose visits name one.",
        };
        var only = new Option<string>("--only")
        {
            Description = "Ask only the questions whose name has this text.",
            DefaultValueFactory = _ => "",
        };
        var budget = new Option<int>("--budget-ms") { Description = "Time for each question.", DefaultValueFactory = _ => 500 };
        var json = new Option<string?>("--json") { Description = "File that takes the figures; stdout without." };
        var command = new Command("engine", """
            Folds a shop into 4 partitions in this process and asks every question, each for 16 windows in turn. Times are of one thread,
            all partitions and the merging of their answers, without building the query. Progress goes to stderr.
            """);
        foreach (var option in new Option[] { customers, days, events, noLate, noQuestions, series, accounts, only, budget, json })
            command.Add(option);
        days.Validators.Add(result =>
        {
            if (result.GetValue(days) < 200)
                result.AddError("--days must be 200 or more: the windows need them.");
        });
        command.SetAction(async (arguments, _) =>
        {
            var shop = new LargeShopOptions(arguments.GetValue(customers), arguments.GetValue(days))
            {
                EventsPerCustomer = arguments.GetValue(events),
                HasProfiles = true,
            };
            var section = shop.Days == 730 ? "engine" : $"engine, {shop.Days} days";
            var name = $"engine --customers {shop.Customers} --days {shop.Days} --events {shop.EventsPerCustomer}";
            var figures = new Figures(section, Figures.ScaleOf(shop.Customers), name);
            var options = new EngineRunOptions(
                shop,
                !arguments.GetValue(noLate),
                !arguments.GetValue(noQuestions),
                arguments.GetValue(series),
                arguments.GetValue(accounts),
                arguments.GetValue(only)!,
                TimeSpan.FromMilliseconds(arguments.GetValue(budget)));
            new EngineRun(options, figures).Run();
            await figures.WriteAsync(arguments.GetValue(json));
            return 0;
        });
        return command;
    }
}
