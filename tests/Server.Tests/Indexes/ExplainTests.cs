using Google.Protobuf;
using RetentionGrpc.Server.Tests.Commands;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Indexes;

/// <summary>Which way a question is answered, as its explanation tells; and that no answer depends on it.</summary>
public sealed class ExplainTests
{
    [Fact]
    public async Task Each_rpc_names_its_way_and_what_it_read_and_answers_as_timelines_do()
    {
        await using var indexed = await IndexedShop.IndexingAsync();
        await using var plain = await IndexedShop.PlainAsync();
        await IndexedShop.IngestAsync(indexed.Ingestion, IndexedShop.Events);
        await IndexedShop.IngestAsync(plain.Ingestion, IndexedShop.Events);
        await IndexedShop.ReadyAsync(indexed);

        foreach (var (request, path) in Question.All)
        {
            var (found, expected) = (await Question.AskAsync(indexed.Metrics, request), await Question.AskAsync(plain.Metrics, request));
            var (told, scan) = (Question.ExplanationOf(found), Question.ExplanationOf(expected));
            Assert.True(path == told.Path, $"{request} is answered by {told}, not {path}.");
            Assert.Equal(path.Contains("matrices") || path.Contains("counters"), told.RowCount > 0);
            Assert.Equal(path.Contains("bitmaps"), told.BitmapCount > 0);
            Assert.Equal((scan.CustomerCount, scan.EventCount), (told.CustomerCount, told.EventCount));
            Assert.Equal(IndexedShop.Partitions, told.PartitionCount);
            Assert.Equal(("timelines", 0, 0, 0), (scan.Path, scan.RowCount, scan.BitmapCount, scan.TimelineCount));
            Assert.Equal(Question.Bare(expected), Question.Bare(found));
        }
    }

    [Fact]
    public async Task A_read_row_is_counted_and_so_is_a_timeline_that_an_end_inside_a_day_needs()
    {
        await using var server = await IndexedShop.IndexingAsync();
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events);
        await IndexedShop.ReadyAsync(server);

        var adjacent = await Question.AskAsync(server.Metrics, Question.Retention((-60, -30), (-30, 0)));
        var whole = await Question.AskAsync(server.Metrics, Question.Churn(CustomerBasis.Subscription, -90, 0));
        var inside = await Question.AskAsync(server.Metrics, Question.Churn(CustomerBasis.Subscription, -90.4, -0.2));

        Assert.Equal(3 * IndexedShop.Partitions, Question.ExplanationOf(adjacent).RowCount);
        Assert.Equal(0, Question.ExplanationOf(whole).TimelineCount);
        Assert.InRange(Question.ExplanationOf(inside).TimelineCount, 1, 100);
    }

    [Fact]
    public async Task The_table_of_the_command_line_shows_what_was_read()
    {
        await using var server = await IndexedShop.IndexingAsync();
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events);
        await IndexedShop.ReadyAsync(server);
        var request = JsonFormatter.Default.Format(Question.Retention((-60, -30), (-30, 0)));

        var shown = await CommandLine.RunAsync(
            "query", "ComputeRetention", request, "--table", "--server", $"http://127.0.0.1:{server.Port}");

        shown.Succeeds();
        Assert.Matches(@"info\.explanation\.path +matrices", shown.Output);
        Assert.Matches(@"info\.explanation\.row_count +6\b", shown.Output);
        Assert.Matches(@"info\.explanation\.partition_count +2\b", shown.Output);
    }

    [Fact]
    public async Task Who_does_not_ask_for_an_explanation_gets_none()
    {
        await using var server = await IndexedShop.IndexingAsync();
        var request = Question.Retention((-60, -30), (-30, 0));
        request.Options.Explain = false;
        Assert.Null((await server.Metrics.ComputeRetentionAsync(request, RunningServer.Call())).Info.Explanation);
    }
}
