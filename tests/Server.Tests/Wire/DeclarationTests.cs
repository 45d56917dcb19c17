using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>What a tenant declares to be indexed: it is there once, survives, can be taken back, and changes no answer.</summary>
public sealed class DeclarationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_declared_again_in_other_words_changes_nothing()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var first = await DeclareAllAsync(server);
        var position = await PositionAsync(server);

        var buyers = new ActivitySelector { Kinds = { Kind(EventKind.Coupon, "EXPIRED", "ISSUED", "ISSUED"), Kind(EventKind.Purchase) } };
        var again = await DeclareAsync(server, new DeclareSelectorsRequest { Selectors = { Named("buyers", buyers), Named("all", null) } });
        var rules = await server.Tenants.DeclareInactivityRulesAsync(
            new() { InactivityRules = { Rule(86_400, new() { Kinds = { Kind(EventKind.Purchase), Kind(EventKind.Purchase) } }) } },
            RunningServer.Call());
        var segments = await DeclareAsync(server, Segment("plan", "pro", "basic"));

        Assert.Equal(first, again);
        Assert.Equal(first, rules.Tenant);
        Assert.Equal(first, segments);
        Assert.Equal(position, await PositionAsync(server));
        Assert.Equal(first, (await server.Tenants.GetTenantAsync(new(), RunningServer.Call())).Tenant);
        Assert.Equal(first, (await server.Tenants.ListTenantsAsync(new(), RunningServer.Call())).Tenants.Single());
        Assert.Equal(["buyers", "all"], first.Selectors.Select(each => each.Name));
        Assert.Equal(
            new() { Kinds = { Kind(EventKind.Purchase), Kind(EventKind.Coupon, "ISSUED", "EXPIRED") } }, first.Selectors[0].Selector);
        Assert.Equal(new ActivitySelector(), first.Selectors[1].Selector);
        Assert.Equal([new() { Seconds = 86_400 }, new() { Nanos = 1_000_000 }], first.InactivityRules.Select(each => each.Inactivity));
        Assert.Equal(["basic", "pro"], first.Segments.Single().Values);
    }

    [Fact]
    public async Task What_is_taken_back_is_gone_and_leaves_room_in_the_same_call()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var before = await DeclareAllAsync(server);

        var plays = new ActivitySelector { ActivityNames = { "play" } };
        var selectors = new DeclareSelectorsRequest { Selectors = { Named("buyers", plays) }, RemoveNames = { "buyers", "nobody" } };
        var changed = await DeclareAsync(server, selectors);
        Assert.Equal([("all", new()), ("buyers", plays)], changed.Selectors.Select(each => (each.Name, each.Selector)));
        var rules = new DeclareInactivityRulesRequest { RemoveInactivityRules = { before.InactivityRules[0], Rule(5, new()) } };
        changed = (await server.Tenants.DeclareInactivityRulesAsync(rules, RunningServer.Call())).Tenant;
        Assert.Equal([before.InactivityRules[1]], changed.InactivityRules);
        var segment = Segment("tier", "gold");
        segment.RemoveAttributes.Add("plan");
        Assert.Equal(["tier"], (await DeclareAsync(server, segment)).Segments.Select(each => each.Attribute));

        await DeclareAsync(server, new DeclareSelectorsRequest { RemoveNames = { "buyers", "all" } });
        rules = new() { RemoveInactivityRules = { before.InactivityRules } };
        await server.Tenants.DeclareInactivityRulesAsync(rules, RunningServer.Call());
        var last = await DeclareAsync(server, new DeclareSegmentsRequest { RemoveAttributes = { "tier" } });
        Assert.Equal((0, 0, 0), (last.Selectors.Count, last.InactivityRules.Count, last.Segments.Count));
        Assert.Empty((await server.DescribeAsync()).Indexes);
    }

    [Fact]
    public async Task Names_and_selections_and_attributes_that_are_taken_are_refused_with_what_has_them()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var before = await DeclareAllAsync(server);

        await RefusesAsync("selectors[1].name", "buyers", () => DeclareAsync(server, new DeclareSelectorsRequest
        {
            Selectors = { Named("all", null), Named("buyers", new() { ActivityNames = { "play" } }) },
        }));
        var any = new DeclareSelectorsRequest { Selectors = { Named("any", null) } };
        await RefusesAsync("selectors[0].selector", "all", () => DeclareAsync(server, any));
        await RefusesAsync("segments[0].values", "plan", () => DeclareAsync(server, Segment("plan", "basic")));
        Assert.Equal(before, (await server.Tenants.GetTenantAsync(new(), RunningServer.Call())).Tenant);

        async Task RefusesAsync(string field, string declared, Func<Task> call)
        {
            var failure = await Assert.ThrowsAsync<RpcException>(call);
            var (status, info) = RunningServer.DetailsOf(failure);
            Assert.Equal((StatusCode.AlreadyExists, "DECLARATION_EXISTS"), (failure.StatusCode, info.Type));
            Assert.Equal(declared, info.Metadata["declared"]);
            Assert.Equal([field], Fields(status));
        }
    }

    [Fact]
    public async Task So_many_can_be_declared_and_no_more_and_all_of_a_call_or_none()
    {
        await using var server = await RunningServer.InMemoryAsync();
        DeclaredSelector Plays(int number) => Named($"s{number}", new() { ActivityNames = { $"play {number}" } });
        await DeclareAsync(server, new DeclareSelectorsRequest { Selectors = { Enumerable.Range(0, 7).Select(Plays) } });
        var two = new DeclareSelectorsRequest { Selectors = { Plays(7), Plays(8) } };
        await RefusesAsync("selectors", "8", () => DeclareAsync(server, two));
        var eight = await DeclareAsync(server, new DeclareSelectorsRequest { Selectors = { Plays(7), Plays(7), Plays(0) } });
        Assert.Equal(Enumerable.Range(0, 8).Select(Plays), eight.Selectors);

        var nine = Enumerable.Range(1, 9).Select(days => Rule(days * 86_400, null));
        var rules = new DeclareInactivityRulesRequest { InactivityRules = { nine } };
        await RefusesAsync(
            "inactivity_rules", "8", () => server.Tenants.DeclareInactivityRulesAsync(rules, RunningServer.Call()).ResponseAsync);
        rules.InactivityRules.RemoveAt(0);
        await server.Tenants.DeclareInactivityRulesAsync(rules, RunningServer.Call());

        await DeclareAsync(server, Segment("tier", [.. Enumerable.Range(0, 16).Select(number => $"{number}")]));
        await RefusesAsync("segments", "1", () => DeclareAsync(server, Segment("plan", "basic")));

        async Task RefusesAsync(string field, string limit, Func<Task> call)
        {
            var failure = await Assert.ThrowsAsync<RpcException>(call);
            var (status, info) = RunningServer.DetailsOf(failure);
            Assert.Equal(("DECLARATION_LIMIT", limit), (info.Type, info.Metadata["limit"]));
            Assert.Equal([field], Fields(status));
        }
    }

    [Fact]
    public async Task Describe_tells_of_each_whether_it_is_indexed()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var tenant = await DeclareAllAsync(server);
        DeclaredIndex[] expected =
        [
            new() { SelectorName = "buyers", State = IndexState.NotNeeded },
            new() { SelectorName = "all", State = IndexState.NotNeeded },
            new() { InactivityRule = tenant.InactivityRules[0], State = IndexState.NotNeeded },
            new() { InactivityRule = tenant.InactivityRules[1], State = IndexState.NotNeeded },
            new() { SegmentAttribute = "plan", State = IndexState.NotNeeded },
        ];
        Assert.Equal(expected.AsEnumerable(), (await server.DescribeAsync()).Indexes);
    }

    [Fact]
    public async Task No_answer_depends_on_what_is_declared()
    {
        await using var server = await RunningServer.InMemoryAsync();
        await server.Ingestion.IngestEventsAsync(
            new() { Events = { Sample.Activities(30), Sample.Profile("c1", "plan", "pro"), Sample.Profile("c2", "plan", "free") } },
            RunningServer.Call());
        var question = new ComputeChurnRequest
        {
            Basis = CustomerBasis.Activity,
            Inactivity = Duration.FromTimeSpan(TimeSpan.FromDays(1)),
            CustomerFilter = new() { Conditions = { new Condition { Key = "plan", Operator = MatchOperator.NotIn, Values = { "pro" } } } },
            Window = new() { Interval = new() { StartTime = At(-1), EndTime = At(12 * 60) } },
        };
        var before = await server.Metrics.ComputeChurnAsync(question, RunningServer.Call());
        await DeclareAllAsync(server);
        await server.Tenants.DeclareInactivityRulesAsync(new() { InactivityRules = { Rule(86_400, null) } }, RunningServer.Call());
        var after = await server.Metrics.ComputeChurnAsync(question, RunningServer.Call());
        Assert.True(before.Counts.EndCount > 0);
        Assert.Equal(before.Counts, after.Counts);
    }

    [Fact]
    public async Task An_acknowledged_declaration_survives_a_kill_and_a_snapshot()
    {
        Tenant before;
        using (var server = await ServerProcess.StartAsync(_folder, 0, "--snapshot-bytes", "4096"))
        {
            foreach (var number in Enumerable.Range(0, 60))
                await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(40, $"{number}-") } }, RunningServer.Call());
            before = await DeclareAllAsync(server.Tenants);
            server.Kill();
        }
        using (var again = await ServerProcess.StartAsync(_folder, 0, "--snapshot-bytes", "4096"))
        {
            Assert.Equal(before, (await again.Tenants.GetTenantAsync(new(), RunningServer.Call())).Tenant);
            foreach (var number in Enumerable.Range(60, 60))
                await again.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(40, $"{number}-") } }, RunningServer.Call());
            Assert.Equal(0, await again.StopAsync());
        }
        using var third = await ServerProcess.StartAsync(_folder);
        var held = await third.Tenants.DescribeTenantAsync(new(), RunningServer.Call());
        Assert.Equal((before, 5, 4_800), (held.Tenant, held.Indexes.Count, held.EventCount));
    }

    internal static DeclaredSelector Named(string name, ActivitySelector? selector) => new() { Name = name, Selector = selector };

    internal static InactivityRule Rule(long seconds, ActivitySelector? selector) =>
        new() { Selector = selector, Inactivity = new() { Seconds = seconds } };

    internal static DeclareSegmentsRequest Segment(string attribute, params string[] values) =>
        new() { Segments = { new DeclaredSegment { Attribute = attribute, Values = { values } } } };

    internal static KindSelection Kind(EventKind kind, params string[] actions) => new() { Kind = kind, Actions = { actions } };

    internal static IEnumerable<string> Fields(Google.Rpc.Status status) =>
        status.Details.Single(detail => detail.Is(BadRequest.Descriptor)).Unpack<BadRequest>().FieldViolations.Select(each => each.Field);

    private static Task<Tenant> DeclareAllAsync(RunningServer server) => DeclareAllAsync(server.Tenants);

    /// <summary>Two selectors, two rules, one segment.</summary>
    private static async Task<Tenant> DeclareAllAsync(TenantService.TenantServiceClient tenants)
    {
        var buyers = new ActivitySelector { Kinds = { Kind(EventKind.Purchase), Kind(EventKind.Coupon, "ISSUED", "EXPIRED") } };
        var selectors = new DeclareSelectorsRequest { Selectors = { Named("buyers", buyers), Named("all", new()) } };
        await tenants.DeclareSelectorsAsync(selectors, RunningServer.Call());
        var shortest = new InactivityRule { Inactivity = new() { Nanos = 1_000_000 } };
        var rules = new[] { Rule(86_400, new() { Kinds = { Kind(EventKind.Purchase) } }), shortest };
        await tenants.DeclareInactivityRulesAsync(new() { InactivityRules = { rules } }, RunningServer.Call());
        return (await tenants.DeclareSegmentsAsync(Segment("plan", "basic", "pro"), RunningServer.Call())).Tenant;
    }

    private static async Task<Tenant> DeclareAsync(RunningServer server, DeclareSelectorsRequest request) =>
        (await server.Tenants.DeclareSelectorsAsync(request, RunningServer.Call())).Tenant;

    private static async Task<Tenant> DeclareAsync(RunningServer server, DeclareSegmentsRequest request) =>
        (await server.Tenants.DeclareSegmentsAsync(request, RunningServer.Call())).Tenant;

    /// <summary>Where the log is, as an answer tells it.</summary>
    private static async Task<string> PositionAsync(RunningServer server)
    {
        var request = new ComputeRetentionRequest { Base = new(), Comparisons = { new ActivityWindow() } };
        return (await server.Metrics.ComputeRetentionAsync(request, RunningServer.Call())).Info.ReadPosition;
    }

    private static Timestamp At(double minute) => Timestamp.FromDateTime(Sample.Start.AddMinutes(minute));
}
