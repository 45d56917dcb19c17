using System.Text.RegularExpressions;
using RetentionGrpc.Client;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.SampleShop;
using RetentionGrpc.Server.Commands.Demo;
using RetentionGrpc.Server.Tests.Wire;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

public sealed partial class DemoTests
{
    private static readonly DemoOptions Options = new(new ShopOptions(150, 300, 3, new DateOnly(2026, 1, 1)), null, IsOnce: true);

    [Fact]
    public async Task Once_ends_with_answers_that_are_those_of_the_reference()
    {
        var result = await CommandLine.RunAsync(
            "demo", "--once", "--customers", "150", "--days", "300", "--seed", "3", "--until", "2026-01-01");

        result.Succeeds();
        Assert.Matches("^All [0-9,]+ counts of these replies are those of the reference.$", result.LastLine);
        Assert.InRange(result.Output.Split('\n').Length, 30, 60);
        Assert.All(result.Output.Split('\n'), x => Assert.InRange(x.Length, 0, 120));
    }

    [Fact]
    public async Task The_same_folder_again_gives_the_same_bytes()
    {
        using var folder = new ScratchFolder();
        string[] arguments = ["demo", "--once", "--customers", "50", "--seed", "4", "--until", "2026-01-01", "--data", folder.Root];

        var first = await CommandLine.RunAsync(arguments);
        var second = await CommandLine.RunAsync(arguments);

        first.Succeeds();
        second.Succeeds();
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task A_folder_with_other_events_differs_from_the_reference()
    {
        using var folder = new ScratchFolder();
        string[] arguments = ["demo", "--once", "--customers", "50", "--until", "2026-01-01", "--data", folder.Root, "--seed"];

        (await CommandLine.RunAsync([.. arguments, "4"])).Succeeds();
        var other = await CommandLine.RunAsync([.. arguments, "5"]);

        Assert.Equal(1, other.ExitCode);
        Assert.Contains("counts differ from the reference:", other.Output, StringComparison.Ordinal);
        Assert.Contains("events: the server says", other.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_count_that_is_wrong_is_found_in_each_reply()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var (answers, reference) = await AskAsync(server);
        Assert.Empty(new DemoCheck(answers, reference).Differences);

        answers.Tenant.EventCount++;
        answers.SubscriptionChurn.Series[^1].Counts.ReturnedCount++;
        answers.ActivityChurn.Counts.EndCount++;
        answers.Cohorts.Groups[0].Cohorts[2].Cells[1].Count++;
        answers.MonthlyActivity.ActiveBuckets[0].ExactCount++;
        answers.DailyActivity.Buckets[3].TrailingCounts[2]++;
        answers.Lifecycle.Buckets[0].Counts.DormantCount++;

        Assert.Equal(
            ["events", $"subscription churn [{Options.Months}] returned", "activity churn [0] end", "cohort [2] 2 count",
                "monthly activity exactly 1", "daily activity trailing [11]", "lifecycle [0] dormant"],
            new DemoCheck(answers, reference).Differences.Select(x => x[..x.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task Colours_add_nothing_but_colours()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var (answers, _) = await AskAsync(server);
        using var plain = new StringWriter();
        using var coloured = new StringWriter();

        new DemoReport(plain, isColoured: false).Write(Options, answers);
        new DemoReport(coloured, isColoured: true).Write(Options, answers);

        Assert.DoesNotContain('\x1b', plain.ToString());
        Assert.Contains("\x1b[48;5;", coloured.ToString(), StringComparison.Ordinal);
        Assert.Equal(plain.ToString(), Colours.Replace(coloured.ToString(), ""));
    }

    [Theory]
    [InlineData("--until", "2999-01-01")]
    [InlineData("--customers", "0")]
    [InlineData("--days", "-3")]
    public async Task A_shop_that_cannot_be_exits_with_2(params string[] arguments)
    {
        var result = await CommandLine.RunAsync(["demo", "--once", .. arguments]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
    }

    private static async Task<(DemoAnswers Answers, DemoReference Reference)> AskAsync(RunningServer server)
    {
        var shop = new Shop(Options.Shop);
        await using var client = new RetentionClient(new Uri($"http://{server.Channel.Target}"));
        await using var stream = await client.OpenEventStreamAsync(new EventStreamOptions { ProducerId = "shop" });
        await stream.AddRangeAsync(shop.Events());
        await stream.FlushAsync().WaitAsync(RunningServer.Patience);
        var answers = await DemoAnswers.AskAsync(client, Options, stream.LastReadToken, CancellationToken.None);
        return (answers, new DemoReference(shop.Events(), Options, new TenantSettings { TenantId = TenantSettings.DefaultId }));
    }

    [GeneratedRegex("\x1b\\[[0-9;]*m")]
    private static partial Regex Colours { get; }
}
