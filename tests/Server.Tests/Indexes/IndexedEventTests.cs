using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Indexes;

/// <summary>Whatever comes in changes an indexed answer at once: as soon as it is acknowledged, and as timelines say.</summary>
public sealed class IndexedEventTests
{
    private static readonly ComputeRetentionRequest Adjacent = Question.Retention((-60, -30), (-30, 0));

    [Fact]
    public async Task A_late_event_and_its_retraction_count_as_soon_as_they_are_acknowledged()
    {
        await using var server = await ReadyServerAsync();
        var before = await AskAsync(server, "");
        var late = new Event { CustomerId = "late", OccurredTime = IndexedShop.At(-45.5), Activity = new() { Name = "visit" } };
        var retraction = TakenBack(late);

        var after = await AskAsync(server, await IndexedShop.IngestAsync(server.Ingestion, [late]));
        late.OccurredTime = IndexedShop.At(-10.5);
        var again = await AskAsync(server, await IndexedShop.IngestAsync(server.Ingestion, [late]));
        var taken = await AskAsync(server, await IndexedShop.IngestAsync(server.Ingestion, [retraction]));

        Assert.Equal((before.Base + 1, before.Other, before.Both), after);
        Assert.Equal((before.Base + 1, before.Other + 1, before.Both + 1), again);
        Assert.Equal((before.Base, before.Other + 1, before.Both), taken);
    }

    [Fact]
    public async Task Late_events_new_days_retractions_and_other_attributes_answer_as_timelines_do()
    {
        await using var server = await ReadyServerAsync();
        await using var plain = await IndexedShop.PlainAsync();
        await IndexedShop.IngestAsync(plain.Ingestion, IndexedShop.Events);
        var segment = DeclarationTests.Segment("country", "DE", "US");
        await server.Tenants.DeclareSegmentsAsync(segment, RunningServer.Call());
        await IndexedShop.ReadyAsync(server);
        var before = await Question.AnswersAsync(plain.Metrics);

        foreach (var events in Changes())
        {
            await IndexedShop.IngestAsync(server.Ingestion, events);
            await IndexedShop.IngestAsync(plain.Ingestion, events);
            var expected = await Question.AnswersAsync(plain.Metrics);
            Assert.False(before.SequenceEqual(expected), $"no answer changed by {events.Length} events like {events[0]}");
            Question.Equal(expected, await Question.AnswersAsync(server.Metrics), $"after {events[0]}");
            before = expected;
        }
        Assert.Equal("matrices", Question.ExplanationOf(await Question.AskAsync(server.Metrics, Adjacent)).Path);
    }

    /// <summary>Events that change answers, step by step.</summary>
    private static IEnumerable<Event[]> Changes()
    {
        var sample = IndexedShop.Events.Where((_, number) => number % 40 == 0).ToArray();
        yield return [.. sample.Where(each => each.Activity is not null).Select(each => Moved(each, -25))];
        yield return [.. sample.Where(each => each.Purchase is not null).Select(each => Moved(each, 0.25))];
        yield return [.. sample.Where(each => each.Activity is not null).Select(TakenBack)];
        yield return
        [
            .. sample.Where(each => each.Profile is not null).Select(each => new Event
            {
                CustomerId = each.CustomerId,
                OccurredTime = IndexedShop.At(-0.5),
                Profile = new() { Attributes = { ["country"] = each.Profile.Attributes["country"] == "DE" ? "FR" : "DE" } },
            }),
        ];
    }

    private static Event Moved(Event known, double days)
    {
        var moved = known.Clone();
        moved.EventId = "";
        moved.OccurredTime = IndexedShop.At(days - 1);
        return moved;
    }

    private static Event TakenBack(Event known) => new()
    {
        CustomerId = known.CustomerId,
        OccurredTime = known.OccurredTime,
        Retraction = new() { Kind = EventKind.Activity, Name = known.Activity.Name },
    };

    private static async Task<RunningServer> ReadyServerAsync()
    {
        var server = await IndexedShop.IndexingAsync();
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events);
        await IndexedShop.ReadyAsync(server);
        return server;
    }

    private static async Task<(long Base, long Other, long Both)> AskAsync(RunningServer server, string readToken)
    {
        var request = Adjacent.Clone();
        request.Options.ReadToken = readToken;
        var reply = await server.Metrics.ComputeRetentionAsync(request, RunningServer.Call());
        Assert.Equal("matrices", reply.Info.Explanation.Path);
        return (reply.BaseCount, reply.Comparisons[0].ComparisonCount, reply.Comparisons[0].RetainedCount);
    }
}
