using System.CommandLine;
using System.Diagnostics;
using RetentionGrpc.Server.Commands;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Indexes;

/// <summary><c>--index-days</c> and <c>--index-events</c>: what they refuse, what help says, what they do.</summary>
public sealed class IndexOptionTests
{
    [Theory]
    [InlineData(0, 1, "The number of indexed days is 0; it must be 1 to 20000.")]
    [InlineData(20_001, 1, "The number of indexed days is 20001; it must be 1 to 20000.")]
    [InlineData(1, 0, "The number of events from which on a tenant is indexed is 0; it must be 1 to 9223372036854775807.")]
    public void A_value_out_of_range_is_refused_with_the_range(int days, long events, string fault)
    {
        var options = new ServeOptions { IndexDays = days, IndexEvents = events };
        Assert.Equal(fault, Assert.Single(options.Validate()));
        Assert.Empty((options with { IndexDays = 20_000, IndexEvents = long.MaxValue }).Validate());
        Assert.Empty((options with { IndexDays = 1, IndexEvents = 1 }).Validate());
    }

    [Theory]
    [InlineData("--index-days", "0", "number of indexed days")]
    [InlineData("--index-days", "4294967297", "number of indexed days")]
    [InlineData("--index-events", "0", "number of events from which on a tenant is indexed")]
    [InlineData("--index-events", "many", "many")]
    public async Task The_executable_refuses_it(string flag, string value, string word)
    {
        using var process = Process.Start(ServerProcess.StartOf(Path.GetTempPath(), 0, "--memory", flag, value))!;
        var said = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            process.Kill();
        }
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains(word, await said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--index-days", "Indexes: the newest so many days have them.", "[default: 1830]")]
    [InlineData("--index-events", "Indexes: events of a tenant in a partition from which on it has them.", "[default: 32768]")]
    public async Task Help_tells_what_they_are_and_their_defaults(string flag, string text, string standard)
    {
        var root = new RootCommand { ServeCommand.SetUp(new Command("serve")) };
        using var output = new StringWriter();
        await root.Parse(["serve", "--help"]).InvokeAsync(new InvocationConfiguration { Output = output });
        var said = string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var start = said.IndexOf(flag, StringComparison.Ordinal);
        Assert.True(start >= 0, said);
        Assert.StartsWith($"{flag} <N> {text} {standard}", said[start..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Farther_back_than_the_indexed_days_timelines_answer_the_same()
    {
        await using var server = await IndexedShop.IndexingAsync(change: options => options with { IndexDays = 40 });
        await using var plain = await IndexedShop.PlainAsync();
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events);
        await IndexedShop.IngestAsync(plain.Ingestion, IndexedShop.Events);
        await IndexedShop.ReadyAsync(server);

        var recent = await Question.AskAsync(server.Metrics, Question.Retention((-30, -15), (-15, 0)));
        var old = await Question.AskAsync(server.Metrics, Question.Retention((-90, -60), (-60, -30)));

        Assert.Equal(("matrices", "timelines"), (Question.ExplanationOf(recent).Path, Question.ExplanationOf(old).Path));
        Question.Equal(await Question.AnswersAsync(plain.Metrics), await Question.AnswersAsync(server.Metrics), "with 40 indexed days");
    }

    [Fact]
    public async Task Below_so_many_events_nothing_is_indexed_and_from_there_on_it_is()
    {
        var enough = IndexedShop.Events.Count;
        await using var server = await IndexedShop.IndexingAsync(
            change: options => options with { IndexEvents = enough, PartitionCount = 1 });
        await server.Tenants.DeclareSelectorsAsync(
            new() { Selectors = { DeclarationTests.Named("visits", Question.Visits) } }, RunningServer.Call());
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events.Take(enough - 1));
        var request = Question.Retention((-30, -15), (-15, 0));
        Assert.Equal("timelines", Question.ExplanationOf(await Question.AskAsync(server.Metrics, request)).Path);
        Assert.Equal(IndexState.NotNeeded, (await server.DescribeAsync()).Indexes.Single().State);

        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events.Skip(enough - 1));
        await IndexedShop.ReadyAsync(server);
        Assert.Equal("matrices", Question.ExplanationOf(await Question.AskAsync(server.Metrics, request)).Path);
    }
}
