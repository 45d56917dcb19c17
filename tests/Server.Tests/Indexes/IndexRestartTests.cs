using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Indexes;

/// <summary>Indexes are no part of the data: each start builds them again, from a snapshot or the log, and answers the same.</summary>
public sealed class IndexRestartTests : IDisposable
{
    // So that the start reads snapshots and the log after them.
    private static readonly string[] Flags = ["--partitions", "2", "--index-events", "1", "--snapshot-bytes", "65536"];

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-index-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_or_a_kill_changes_no_answer_and_what_is_declared_is_ready_again(bool isKilled)
    {
        string[] before;
        using (var server = await ServerProcess.StartAsync(_folder, 0, Flags))
        {
            await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events);
            var segment = DeclarationTests.Segment("country", "DE", "US");
            await server.Tenants.DeclareSegmentsAsync(segment, RunningServer.Call());
            await IndexedShop.ReadyAsync(server.Tenants, server.Metrics);
            before = await Question.AnswersAsync(server.Metrics);
            if (isKilled)
                server.Kill();
            else
                Assert.Equal(0, await server.StopAsync());
        }

        using var again = await ServerProcess.StartAsync(_folder, 0, Flags);
        Question.Equal(before, await Question.AnswersAsync(again.Metrics), "at the start");
        await IndexedShop.ReadyAsync(again.Tenants, again.Metrics);
        Question.Equal(before, await Question.AnswersAsync(again.Metrics), "when indexes are ready");
        var german = await Question.AskAsync(again.Metrics, Question.Churn(CustomerBasis.Activity, -10, 0, 30, Question.InGermany));
        Assert.Equal("matrices", Question.ExplanationOf(german).Path);
    }

    [Fact]
    public async Task A_kill_while_they_are_built_and_events_come_loses_none()
    {
        var half = IndexedShop.Events.Count / 2;
        using (var server = await ServerProcess.StartAsync(_folder, 0, Flags))
        {
            await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events.Take(half));
            await server.Tenants.DeclareSegmentsAsync(DeclarationTests.Segment("country", "DE", "US"), RunningServer.Call());
            server.Kill();
        }

        await using var plain = await IndexedShop.PlainAsync();
        await IndexedShop.IngestAsync(plain.Ingestion, IndexedShop.Events);
        using var again = await ServerProcess.StartAsync(_folder, 0, Flags);
        await IndexedShop.IngestAsync(again.Ingestion, IndexedShop.Events.Skip(half));
        await IndexedShop.ReadyAsync(again.Tenants, again.Metrics);
        Question.Equal(
            await Question.AnswersAsync(plain.Metrics), await Question.AnswersAsync(again.Metrics), "when indexes are ready");
    }
}
