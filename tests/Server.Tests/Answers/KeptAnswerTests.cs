using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.Redis.Tests.Servers;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Answers;

/// <summary>Kept answers over the wire, in memory and in Redis: when they are found, and when they are not.</summary>
public sealed class KeptAnswerTests
{
    private const string Kept = "cache";
    private const string Scanned = "timelines";
    private const string Country = "a-country-that-no-file-may-have";

    private static readonly DateTime Start = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string> Changes => ["late", "retraction", "profile", "erasure", "declaration", "spend"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Asked_again_the_answer_is_the_same_but_for_what_it_says_of_itself_and_others_are_computed(bool isOnRedis)
    {
        await using var redis = isOnRedis ? await StartRedisAsync() : null;
        await using var server = await StartAsync(redis);
        await IngestAsync(server, Events());
        var first = await AskAsync(server);
        var again = await AskAsync(server);

        Assert.Equal((Scanned, Kept), (first.Info.Explanation.Path, again.Info.Explanation.Path));
        Assert.Equal(
            (first.Info.Definition, first.Info.Window, first.Info.ReadPosition, first.Info.Revision, first.Info.Coverage),
            (again.Info.Definition, again.Info.Window, again.Info.ReadPosition, again.Info.Revision, again.Info.Coverage));
        (first.Info, again.Info) = (null, null);
        Assert.Equal(first, again);
        Assert.Equal(Scanned, (await AskAsync(server, days: 9)).Info.Explanation.Path);
        Assert.Equal(Scanned, (await AskAsync(server, groupBy: "tier")).Info.Explanation.Path);
        Assert.Equal(Kept, (await AskAsync(server)).Info.Explanation.Path);
        Assert.Null((await AskAsync(server, isExplained: false)).Info.Explanation);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_changes_answers_of_the_past_makes_it_computed_again(string change)
    {
        await using var server = await StartAsync(null);
        await IngestAsync(server, Events());
        await AskAsync(server);
        Assert.Equal(Kept, (await AskAsync(server)).Info.Explanation.Path);

        await ChangeAsync(server, change);

        var changed = await AskAsync(server);
        Assert.Equal(Scanned, changed.Info.Explanation.Path);
        Assert.Equal(Kept, (await AskAsync(server)).Info.Explanation.Path);
        (int Answers, int Groups) expected = change switch
        {
            "late" => (6, 2),
            "retraction" => (4, 2),
            "profile" => (5, 3),
            "erasure" => (4, 2),
            _ => (5, 2),
        };
        Assert.Equal(expected, (changed.Groups.Sum(group => (int)group.Score.AnswerCount), changed.Groups.Count));
    }

    [Fact]
    public async Task What_happens_after_the_window_changes_nothing_and_a_window_up_to_now_is_never_kept()
    {
        await using var server = await StartAsync(null);
        await IngestAsync(server, Events());
        await AskAsync(server);
        await IngestAsync(server, [Answer("c1", 10 * 24 * 60), Answer("c9", 10 * 24 * 60 + 1)]);

        Assert.Equal(Kept, (await AskAsync(server)).Info.Explanation.Path);
        Assert.Equal(Scanned, (await AskAsync(server, days: null)).Info.Explanation.Path);
        Assert.Equal(Scanned, (await AskAsync(server, days: null)).Info.Explanation.Path);
    }

    [Fact]
    public async Task A_batch_finds_what_a_call_kept_and_a_foreign_read_token_is_refused_all_the_same()
    {
        await using var server = await StartAsync(null);
        await IngestAsync(server, Events());
        await AskAsync(server);
        var request = Request(10, "country", isExplained: true);
        var options = request.Options;
        request.Options = null;
        var batch = await server.Metrics.BatchComputeAsync(
            new() { Options = options, Requests = { new MetricRequest { SurveyScore = request } } }, RunningServer.Call());
        Assert.Equal(Kept, batch.Answers[0].Response.SurveyScore.Info.Explanation.Path);

        await using var other = await StartAsync(null);
        await IngestAsync(other, Events());
        request.Options = new QueryOptions { ReadToken = (await AskAsync(other)).Info.ReadPosition };
        await Assert.ThrowsAsync<RpcException>(() => server.Metrics.ComputeSurveyScoreAsync(request, RunningServer.Call()).ResponseAsync);
    }

    [Fact]
    public async Task Switched_off_nothing_is_kept_and_cheap_answers_never_are()
    {
        await using var off = await RunningServer.InMemoryAsync(
            options => options with { KeepsAnswers = false, AnswerFloor = TimeSpan.Zero });
        await using var usual = await RunningServer.InMemoryAsync();
        foreach (var server in new[] { off, usual })
        {
            await IngestAsync(server, Events());
            await AskAsync(server);
            Assert.Equal(Scanned, (await AskAsync(server)).Info.Explanation.Path);
        }
    }

    [Fact]
    public async Task A_Redis_that_stands_still_delays_an_answer_by_a_moment_and_no_other()
    {
        await using var redis = await StartRedisAsync();
        await using var server = await StartAsync(redis, isPatient: false);
        await IngestAsync(server, Events());
        await UntilKeptAsync(server);

        redis.Pause();
        var computed = 0;
        while (!(await AskAsync(server)).Info.Stale)
            computed++;
        Assert.InRange(computed, 10, int.MaxValue);
        Assert.Equal(Scanned, (await AskAsync(server)).Info.Explanation.Path);
        redis.Resume();

        await UntilKeptAsync(server);
    }

    [Fact]
    public async Task What_a_server_kept_no_other_reads_nor_is_it_in_a_file_once_it_was_erased()
    {
        await using var redis = await StartRedisAsync();
        string erasure;
        await using (var first = await StartAsync(redis))
        {
            await IngestAsync(first, [.. Events(), Profile("c1", Country)]);
            Assert.Contains((await AskAsync(first)).Groups, group => group.Group.Value == Country);
            Assert.Equal(Kept, (await AskAsync(first)).Info.Explanation.Path);
            Assert.NotEmpty((await redis.CallAsync("KEYS", "rg:default:cache:*")).Items);
            erasure = (await first.Customers.EraseCustomerAsync(new() { CustomerId = "c1" }, RunningServer.Call())).Erasure.ErasureId;
            await PurgedAsync(first, erasure);
            Assert.DoesNotContain((await AskAsync(first)).Groups, group => group.Group.Value == Country);
            Assert.Equal(Kept, (await AskAsync(first)).Info.Explanation.Path);
            Assert.False(IsInAFile(redis.Folder));
        }
        await using var second = await StartAsync(redis);
        Assert.Equal(Scanned, (await AskAsync(second)).Info.Explanation.Path);
        Assert.Equal(Kept, (await AskAsync(second)).Info.Explanation.Path);
    }

    private static async Task ChangeAsync(RunningServer server, string change)
    {
        switch (change)
        {
            case "erasure":
                await server.Customers.EraseCustomerAsync(new() { CustomerId = "c0" }, RunningServer.Call());
                return;
            case "declaration":
                await server.Tenants.DeclareEventPropertiesAsync(new() { EventProperties = { "color" } }, RunningServer.Call());
                return;
            case "late":
                await IngestAsync(server, [Answer("c0", 7)]);
                return;
            case "profile":
                await IngestAsync(server, [Profile("c1", "SE")]);
                return;
            case "spend":
                await IngestAsync(server, [Sample.Spend("search", 5)]);
                return;
            default:
                var taken = Answer("c0", 0);
                taken.Retraction = new() { Kind = EventKind.SurveyResponse, SurveyId = "s" };
                await IngestAsync(server, [taken]);
                return;
        }
    }

    private static async Task<ComputeSurveyScoreResponse> AskAsync(
        RunningServer server, int? days = 10, string groupBy = "country", bool isExplained = true) =>
        await server.Metrics.ComputeSurveyScoreAsync(Request(days, groupBy, isExplained), RunningServer.Call());

    private static ComputeSurveyScoreRequest Request(int? days, string groupBy, bool isExplained) => new()
    {
        Options = new QueryOptions { Explain = isExplained },
        Window = new Window
        {
            Interval = new Interval
            {
                StartTime = Timestamp.FromDateTime(Start),
                EndTime = days is { } count ? Timestamp.FromDateTime(Start.AddDays(count)) : null,
            },
        },
        Type = SurveyType.Nps,
        Counting = SurveyCounting.AllAnswers,
        GroupBy = new GroupBy { Attribute = groupBy },
    };

    /// <summary>Five customers of two countries, each with one answer.</summary>
    private static IReadOnlyList<Event> Events() =>
        [.. Enumerable.Range(0, 5).SelectMany(i => new[] { Answer($"c{i}", i), Profile($"c{i}", i % 2 == 0 ? "DE" : "FR") })];

    private static Event Answer(string customer, int minute) => new()
    {
        CustomerId = customer,
        OccurredTime = Timestamp.FromDateTime(Start.AddMinutes(minute)),
        SurveyResponse = new() { SurveyId = "s", Type = SurveyType.Nps, Score = 9 },
    };

    // Each later than the one before: the newest holds.
    private static Event Profile(string customer, string country) => new()
    {
        CustomerId = customer,
        OccurredTime = Timestamp.FromDateTime(Start.AddDays(country.Length)),
        Profile = new Profile { Attributes = { ["country"] = country } },
    };

    private static async Task IngestAsync(RunningServer server, IReadOnlyList<Event> events)
    {
        var receipt = await server.Ingestion.IngestEventsAsync(new() { Events = { events } }, RunningServer.Call());
        Assert.Equal(events.Count, receipt.Result.AcceptedCount);
    }

    private static Task<RunningServer> StartAsync(RedisProcess? redis, bool isPatient = true) =>
        RunningServer.InMemoryAsync(options => options with
        {
            AnswerFloor = TimeSpan.Zero,
            AnswerPatience = isPatient ? TimeSpan.FromSeconds(10) : options.AnswerPatience,
            EraseWithin = TimeSpan.FromSeconds(1),
            Redis = redis is null ? null : new RedisLogOptions { Configuration = $"{redis.Address},asyncTimeout=500" },
        });

    private static Task<RedisProcess> StartRedisAsync() => RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");

    private static async Task UntilKeptAsync(RunningServer server)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while ((await AskAsync(server)).Info.Explanation.Path != Kept)
            await Task.Delay(20, patience.Token);
    }

    private static async Task PurgedAsync(RunningServer server, string erasure)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while ((await server.Customers.GetErasureAsync(new() { ErasureId = erasure }, RunningServer.Call())).Erasure.PurgedTime is null)
            await Task.Delay(50, patience.Token);
    }

    private static bool IsInAFile(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Country)) >= 0);
}
