using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// ComputeFunnel over the wire, June in Berlin, from a view to a purchase. una buys after an hour, vic never, wes at the same instant,
/// yan on 2 July, two days later; zoe logs in between and buys after two hours.
/// </summary>
public class FunnelTests
{
    [Fact]
    public async Task Ordered_CountsEveryStep_AndTheTimesBetween()
    {
        await using var server = await OpenAsync();
        var group = Assert.Single((await AskAsync(server, Request())).Groups);
        Assert.Equal(["1: 5 5/5 -", "2: 4 4/5 4/5"], group.Steps.Select(Line));
        var times = group.TimeToConvert;
        Assert.Equal((4, (3_600 + 0 + 172_800 + 7_200) / 4.0, 5_400.0), (times.ConvertedCount, times.MeanSeconds, times.MedianSeconds));
        Assert.Equal(4, times.Histogram.Sum(row => row.CustomerCount));
        Assert.Equal(Duration.FromTimeSpan(TimeSpan.FromDays(30)), times.Histogram[^1].AtMost);
    }

    [Fact]
    public async Task Histogram_HasTheBoundsOfTheRequest()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.HistogramBounds.AddRange([Span(3_600), Span(86_400)]);
        var rows = Assert.Single((await AskAsync(server, request)).Groups).TimeToConvert.Histogram;
        Assert.Equal(["0-3600: 2", "3600-86400: 1", "86400-2592000: 1"],
            rows.Select(row => $"{row.MoreThan.Seconds}-{row.AtMost.Seconds}: {row.CustomerCount}"));
    }

    [Fact]
    public async Task StrictlyLater_Strict_AndTheConversionWindow_EachTakeSomebodyOut()
    {
        await using var server = await OpenAsync();
        Assert.Equal(3, await ConvertedAsync(server, request => request.StrictlyLater = true));
        Assert.Equal(3, await ConvertedAsync(server, request => request.Mode = FunnelMode.Strict));
        Assert.Equal(4, await ConvertedAsync(server, request => request.ConversionWindow = Span(172_800)));
        Assert.Equal(3, await ConvertedAsync(server, request => request.ConversionWindow = Span(172_799)));
        Assert.Equal(0, await ConvertedAsync(server, request => request.Steps.Add(Names("never"))));
    }

    [Fact]
    public async Task Unordered_IsEnteredByAnyStep()
    {
        await using var server = await OpenAsync();
        Assert.Equal(1, await ConvertedAsync(server, request =>
        {
            request.Steps.Clear();
            request.Steps.Add([Names("login"), Names("view")]);
            request.Mode = FunnelMode.Unordered;
        }));
    }

    [Fact]
    public async Task GroupsAndSeries_GoByTheEntry()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.GroupBy = new GroupBy { Attribute = "tier", Limit = 1 };
        (request.SeriesBucket, request.BucketMultiple) = (BucketUnit.Day, 15);
        request.Options.AsOfTime = BerlinShop.At("2026-06-15T00:00");
        var reply = await AskAsync(server, request);
        Assert.Equal(["Value gold 2>1: 2>1 NotYet", "None  3>3: 2>2 NotYet"], reply.Groups.Select(group =>
            $"{group.Group.Kind} {group.Group.Value} {Reached(group.Steps)}: "
            + string.Join(" ", group.Series.Select(bucket => bucket.Steps.Count > 0 ? Reached(bucket.Steps) : $"{bucket.State}"))));
        Assert.Equal(3_600, reply.Groups[0].Series[0].MeanSeconds);
        Assert.Equal("funnel, ORDERED, 2 steps within 2592000s of the first", reply.Info.Definition);
    }

    [Fact]
    public async Task RetentionFunnel_OneEventMayMakeAwareAndActivate()
    {
        await using var server = await OpenAsync(
        [
            Tier("ada", "test"), BerlinShop.Buy("ada", "2026-06-02T09:00", 5), BerlinShop.Buy("ada", "2026-06-10T09:00", 5),
            Made("ada", "2026-06-12T09:00", one => one.Referral = new Referral { ReferredCustomerId = "bea" }),
            Tier("bea", "test"), Touch("bea", "2026-06-01T09:00", CampaignStage.Delivered), BerlinShop.Buy("bea", "2026-06-03T09:00", 5),
            Tier("cem", "test"), Touch("cem", "2026-06-01T09:00", CampaignStage.Bounced),
            Tier("dot", "test"), BerlinShop.Buy("dot", "2026-05-01T09:00", 5), BerlinShop.Buy("dot", "2026-06-03T09:00", 5),
        ]);
        var request = new ComputeFunnelRequest
        {
            Options = Request().Options,
            Window = BerlinShop.June,
            Preset = FunnelPreset.RetentionFunnel,
            CustomerFilter = new Filter { Conditions = { new Condition { Key = "tier", Values = { "test" } } } },
        };
        var reply = await AskAsync(server, request);
        Assert.Equal("3>2>1>1", Reached(reply.Groups[0].Steps));
        Assert.StartsWith("funnel, RETENTION_FUNNEL, 4 steps", reply.Info.Definition, StringComparison.Ordinal);
        request.Activation = Names("view");
        Assert.Equal("3>0>0>0", Reached((await AskAsync(server, request)).Groups[0].Steps));
    }

    [Fact]
    public async Task Members_AreThoseAtAStep()
    {
        await using var server = await OpenAsync();
        var members = new FunnelMembers { Request = Request(), Step = 2, Outcome = FunnelOutcome.Reached };
        var reply = await MembersAsync(server, members);
        Assert.Equal(["una", "wes", "yan", "zoe"], reply.Members.Select(member => member.CustomerId));
        Assert.Equal(BerlinShop.At("2026-07-02T12:00"), reply.Members[2].Time);
        (members.Step, members.Outcome) = (1, FunnelOutcome.Stopped);
        Assert.Equal(["vic"], (await MembersAsync(server, members)).Members.Select(member => member.CustomerId));
    }

    [Fact]
    public async Task WithoutEntries_RatiosAndTimesAreAbsent()
    {
        await using var server = await OpenAsync();
        var request = Request();
        request.Window = BerlinShop.Between("2025-01-01T00:00", "2025-02-01T00:00");
        var group = Assert.Single((await AskAsync(server, request)).Groups);
        Assert.All(group.Steps, step => Assert.Equal((0, false), (step.CustomerCount, step.OverFirst.HasValue)));
        Assert.False(group.TimeToConvert.HasMeanSeconds || group.TimeToConvert.HasMedianSeconds);
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        var request = new ComputeFunnelRequest
        {
            Window = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"),
            Steps = { new ActivitySelector { Kinds = { new KindSelection { Kind = EventKind.Profile } } } },
            Activation = new ActivitySelector(),
            Mode = (FunnelMode)9,
            ConversionWindow = new Duration(),
            CustomerFilter = new Filter { Conditions = { new Condition { Key = "tier" } } },
            GroupBy = new GroupBy { EventProperty = "undeclared" },
            BucketMultiple = 2,
            HistogramBounds = { new Duration { Seconds = -1 } },
        };
        await RefusedAsync(() => AskAsync(server, request), "window.interval.end_time", "bucket_multiple", "activation", "steps",
            "steps[0].kinds[0].kind", "mode", "conversion_window", "customer_filter.conditions[0].values", "group_by.event_property",
            "histogram_bounds[0]", "histogram_bounds[0]");
    }

    [Fact]
    public async Task PresetWithStepsOrMode_AndBoundsOutOfOrder_NameTheField()
    {
        await using var server = await OpenAsync();
        var request = Request();
        (request.Preset, request.Mode) = (FunnelPreset.RetentionFunnel, FunnelMode.Strict);
        await RefusedAsync(() => AskAsync(server, request), "steps", "mode");
        request = Request();
        request.HistogramBounds.AddRange([Span(60), Span(60), Span(2_592_000)]);
        await RefusedAsync(() => AskAsync(server, request), "histogram_bounds[1]", "histogram_bounds[2]");
        var members = new FunnelMembers { Request = Request(), Step = 3 };
        await RefusedAsync(() => MembersAsync(server, members), "funnel.step", "funnel.outcome");
    }

    [Fact]
    public async Task SeriesOfTooManyRows_IsTooManyRows()
    {
        await using var server = await OpenAsync(answerRows: 60);
        var request = Request();
        request.SeriesBucket = BucketUnit.Day;
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "TOO_MANY_ROWS", () => AskAsync(server, request));
    }

    private static ComputeFunnelRequest Request() => new()
    {
        Options = new QueryOptions { AsOfTime = QueryTests.Utc("2026-11-01T00:00:00Z") },
        Window = BerlinShop.June,
        Steps = { Names("view"), new ActivitySelector { Kinds = { new KindSelection { Kind = EventKind.Purchase } } } },
    };

    private static IEnumerable<Event> Events() =>
    [
        Tier("una", "gold"), Tier("vic", "gold"),
        Done("una", "2026-06-02T09:00", "view"), BerlinShop.Buy("una", "2026-06-02T10:00", 5),
        Done("vic", "2026-06-03T09:00", "view"),
        Done("wes", "2026-06-04T09:00", "view"), BerlinShop.Buy("wes", "2026-06-04T09:00", 5),
        Done("yan", "2026-06-30T12:00", "view"), BerlinShop.Buy("yan", "2026-07-02T12:00", 5),
        Done("zoe", "2026-06-03T09:00", "view"), Done("zoe", "2026-06-03T10:00", "login"), BerlinShop.Buy("zoe", "2026-06-03T11:00", 5),
    ];

    private static string Line(FunnelStep step) => $"{step.Step}: {step.CustomerCount} {Line(step.OverFirst)} {Line(step.OverPrevious)}";

    private static string Line(Ratio? ratio) => ratio is null ? "-" : $"{ratio.Numerator}/{ratio.Denominator}";

    private static string Reached(IEnumerable<FunnelStep> steps) => string.Join(">", steps.Select(step => step.CustomerCount));

    private static Duration Span(long seconds) => new() { Seconds = seconds };

    private static ActivitySelector Names(string name) => new() { ActivityNames = { name } };

    private static Event Done(string customer, string local, string name) =>
        Made(customer, local, one => one.Activity = new Activity { Name = name });

    private static Event Tier(string customer, string tier) =>
        Made(customer, "2026-05-01T09:00", one => one.Profile = new Profile { Attributes = { ["tier"] = tier } });

    private static Event Touch(string customer, string local, CampaignStage stage) => Made(customer, local, one =>
        one.CampaignTouch = new CampaignTouch { CampaignId = "spring", Channel = CampaignChannel.Email, Stage = stage });

    private static Event Made(string customer, string local, Action<Event> fill)
    {
        var made = new Event { CustomerId = customer, OccurredTime = BerlinShop.At(local) };
        fill(made);
        return made;
    }

    private static async Task<RunningServer> OpenAsync(IEnumerable<Event>? more = null, int answerRows = 10_000)
    {
        var server = await BerlinShop.OpenAsync(answerRows);
        await QueryTests.IngestAsync(server, Events().Concat(more ?? []), BerlinShop.Id);
        return server;
    }

    private static async Task<ComputeFunnelResponse> AskAsync(RunningServer server, ComputeFunnelRequest request) =>
        await server.Metrics.ComputeFunnelAsync(request, RunningServer.Call(BerlinShop.Id));

    private static async Task<ListMetricMembersResponse> MembersAsync(RunningServer server, FunnelMembers members) =>
        await server.Metrics.ListMetricMembersAsync(new ListMetricMembersRequest { Funnel = members }, RunningServer.Call(BerlinShop.Id));

    private static async Task<long> ConvertedAsync(RunningServer server, Action<ComputeFunnelRequest> change)
    {
        var request = Request();
        change(request);
        return (await AskAsync(server, request)).Groups[0].TimeToConvert.ConvertedCount;
    }

    private static async Task RefusedAsync(Func<Task> ask, params string[] fields)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(ask);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal(fields, QueryErrorTests.FieldsOf(failure));
    }
}
