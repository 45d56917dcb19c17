using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.DeclarationTests;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>Declarations that cannot be: each is refused by the path of what is wrong, and nothing is declared.</summary>
public sealed class DeclarationNonsenseTests
{
    private static readonly string LongId = new('ö', 65);

    public static TheoryData<string, DeclaredSelector> Selectors => new()
    {
        { "selectors[1].name", Named("", null) },
        { "selectors[1].name", Named(LongId, null) },
        { "selectors[1].selector.kinds[0].kind", Named("a", new() { Kinds = { Kind(EventKind.Spend) } }) },
        { "selectors[1].selector.kinds[0].kind", Named("a", new() { Kinds = { Kind((EventKind)99) } }) },
        { "selectors[1].selector.kinds[0].actions", Named("a", new() { Kinds = { Kind(EventKind.Subscription, "BEGUN") } }) },
        { "selectors[1].selector.kinds[0].actions", Named("a", new() { Kinds = { Kind(EventKind.Purchase, "STARTED") } }) },
        { "selectors[1].selector.event_filter.conditions[0].key", Named("a", Where("", MatchOperator.In, "x")) },
        { "selectors[1].selector.event_filter.conditions[0].values", Named("a", Where("screen", MatchOperator.In)) },
        { "selectors[1].selector.event_filter.conditions[0].operator", Named("a", Where("screen", (MatchOperator)9, "x")) },
        { "selectors[1].selector", Named("a", Contradiction()) },
        { "selectors[1].selector", Named("a", Where("screen", MatchOperator.In, new string('x', 16_384))) },
        { "selectors[1].selector", Named("a", new() { ActivityNames = { Enumerable.Range(0, 257).Select(number => $"{number}") } }) },
    };

    public static TheoryData<string, InactivityRule> Rules => new()
    {
        { "inactivity", new() },
        { "inactivity", Rule(0, null) },
        { "inactivity", Rule(-1, null) },
        { "inactivity", Rule(36_600L * 86_400 + 1, null) },
        { "inactivity", new() { Inactivity = new() { Nanos = 1 } } },
        { "inactivity", new() { Inactivity = new Duration { Seconds = 5, Nanos = -1_000_000 } } },
        { "selector.kinds[0].kind", Rule(1, new() { Kinds = { Kind(EventKind.Unspecified) } }) },
        { "selector", Rule(1, Contradiction()) },
    };

    public static TheoryData<string, DeclareSegmentsRequest> Segments => new()
    {
        { "segments[0].attribute", Segment("", "x") },
        { "segments[0].attribute", Segment(LongId, "x") },
        { "segments[0].values", Segment("tier") },
        { "segments[0].values", Segment("tier", [.. Enumerable.Range(0, 17).Select(number => $"{number}")]) },
        { "segments[0].values[1]", Segment("tier", "x", "") },
        { "segments[0].values[1]", Segment("tier", "x", new string('y', 257)) },
        { "segments[0].values[2]", Segment("tier", "x", "y", "x") },
    };

    [Theory]
    [MemberData(nameof(Selectors))]
    public Task A_selector_that_cannot_be_is_refused_by_its_field(string field, DeclaredSelector selector) => RefusesAsync(
        field,
        (tenants, call) => tenants.DeclareSelectorsAsync(new() { Selectors = { Named("good", null), selector } }, call).ResponseAsync);

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task An_inactivity_rule_that_cannot_be_is_refused_by_its_field(string field, InactivityRule rule)
    {
        await RefusesAsync(
            $"inactivity_rules[1].{field}",
            (tenants, call) =>
                tenants.DeclareInactivityRulesAsync(new() { InactivityRules = { Rule(1, null), rule } }, call).ResponseAsync);
        await RefusesAsync(
            $"remove_inactivity_rules[0].{field}",
            (tenants, call) => tenants.DeclareInactivityRulesAsync(new() { RemoveInactivityRules = { rule } }, call).ResponseAsync);
    }

    [Theory]
    [MemberData(nameof(Segments))]
    public Task A_segment_that_cannot_be_is_refused_by_its_field(string field, DeclareSegmentsRequest request) =>
        RefusesAsync(field, (tenants, call) => tenants.DeclareSegmentsAsync(request, call).ResponseAsync);

    [Fact]
    public async Task A_call_that_declares_nothing_is_refused()
    {
        await RefusesAsync("selectors", (tenants, call) => tenants.DeclareSelectorsAsync(new(), call).ResponseAsync);
        await RefusesAsync("inactivity_rules", (tenants, call) => tenants.DeclareInactivityRulesAsync(new(), call).ResponseAsync);
        await RefusesAsync("segments", (tenants, call) => tenants.DeclareSegmentsAsync(new(), call).ResponseAsync);
    }

    [Fact]
    public async Task A_new_tenant_declares_nothing_yet()
    {
        var tenant = new Tenant { TenantId = "b", Selectors = { Named("all", null) } };
        await RefusesAsync("tenant.selectors", (tenants, call) => tenants.CreateTenantAsync(new() { Tenant = tenant }, call).ResponseAsync);
        tenant = new() { TenantId = "b", InactivityRules = { Rule(1, null) } };
        await RefusesAsync(
            "tenant.inactivity_rules", (tenants, call) => tenants.CreateTenantAsync(new() { Tenant = tenant }, call).ResponseAsync);
        tenant = new() { TenantId = "b", Segments = { Segment("tier", "x").Segments } };
        await RefusesAsync("tenant.segments", (tenants, call) => tenants.CreateTenantAsync(new() { Tenant = tenant }, call).ResponseAsync);
    }

    [Fact]
    public async Task Undeclared_properties_and_unknown_tenants_are_told_as_everywhere()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var selector = new DeclareSelectorsRequest { Selectors = { Named("home", Where("screen", MatchOperator.In, "home")) } };
        var metadata = await RunningServer.FailsAsync(StatusCode.InvalidArgument, "UNDECLARED_PROPERTY",
            () => server.Tenants.DeclareSelectorsAsync(selector, RunningServer.Call()).ResponseAsync);
        Assert.Equal("screen", metadata["property"]);
        await server.Tenants.DeclareEventPropertiesAsync(new() { EventProperties = { "screen" } }, RunningServer.Call());
        var declared = (await server.Tenants.DeclareSelectorsAsync(selector, RunningServer.Call())).Tenant;
        Assert.Equal(selector.Selectors, declared.Selectors);

        selector.TenantId = "nobody";
        await RunningServer.FailsAsync(StatusCode.NotFound, "TENANT_NOT_FOUND",
            () => server.Tenants.DeclareSelectorsAsync(selector, RunningServer.Call()).ResponseAsync);
        await RunningServer.FailsAsync(StatusCode.NotFound, "TENANT_NOT_FOUND",
            () => server.Tenants.DeclareInactivityRulesAsync(new() { TenantId = "nobody" }, RunningServer.Call()).ResponseAsync);
        await RunningServer.FailsAsync(StatusCode.NotFound, "TENANT_NOT_FOUND",
            () => server.Tenants.DeclareSegmentsAsync(new() { TenantId = "nobody" }, RunningServer.Call()).ResponseAsync);
    }

    private static ActivitySelector Where(string key, MatchOperator op, params string[] values) =>
        new() { EventFilter = new() { Conditions = { new Condition { Key = key, Operator = op, Values = { values } } } } };

    private static ActivitySelector Contradiction() => new()
    {
        EventFilter = new()
        {
            Conditions =
            {
                Where("screen", MatchOperator.In, "x").EventFilter.Conditions,
                Where("screen", MatchOperator.In, "y").EventFilter.Conditions,
            },
        },
    };

    private static async Task RefusesAsync(string field, Func<TenantService.TenantServiceClient, CallOptions, Task> call)
    {
        await using var server = await RunningServer.InMemoryAsync();
        await server.Tenants.DeclareEventPropertiesAsync(new() { EventProperties = { "screen" } }, RunningServer.Call());
        var before = await server.Tenants.ListTenantsAsync(new(), RunningServer.Call());
        var failure = await Assert.ThrowsAsync<RpcException>(() => call(server.Tenants, RunningServer.Call()));
        var (status, info) = RunningServer.DetailsOf(failure);
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (failure.StatusCode, info.Type));
        Assert.Equal([field], Fields(status));
        Assert.Equal(before, await server.Tenants.ListTenantsAsync(new(), RunningServer.Call()));
    }
}
