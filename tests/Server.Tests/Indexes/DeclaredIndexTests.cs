using RetentionGrpc.Server.Tests.ClientLibrary;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Indexes;

/// <summary>
/// What is declared is built in the background, answers when it is ready, and goes when it is taken back; no answer changes.
/// </summary>
public sealed class DeclaredIndexTests
{
    private static readonly ComputeChurnRequest OfVisits = Question.Churn(CustomerBasis.Activity, -20, 0, 30, selector: Question.Visits);
    private static readonly ComputeChurnRequest OverLongWindow = Question.Churn(CustomerBasis.Activity, -60, 0, 30);

    private static readonly ComputeChurnRequest InGermany =
        Question.Churn(CustomerBasis.Activity, -10, 0, 30, Question.InGermany);

    private static readonly ComputeChurnRequest InTheRest =
        Question.Churn(CustomerBasis.Subscription, -60, 0, filter: Question.OutOfGermanyAndUs);

    [Fact]
    public async Task It_is_building_then_ready_then_gone_and_every_answer_stays()
    {
        var clock = new ManualTime();
        await using var server = await IndexedShop.IndexingAsync(clock);
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events);
        await IndexedShop.BuildAsync(server, clock);
        var before = await AnswersAsync(server);
        await PathsAsync(server, "timelines", "matrices + bitmaps", "bitmaps", "timelines");

        await DeclareAllAsync(server);
        Assert.All((await server.DescribeAsync()).Indexes, each => Assert.Equal(IndexState.Building, each.State));
        Assert.Equal(before, await AnswersAsync(server));
        await PathsAsync(server, "timelines", "matrices + bitmaps", "bitmaps", "timelines");
        Assert.Equal(4, (await server.DescribeAsync()).Indexes.Count(each => each.State == IndexState.Building));

        await IndexedShop.BuildAsync(server, clock);
        Assert.Equal(4, (await server.DescribeAsync()).Indexes.Count(each => each.State == IndexState.Ready));
        Assert.Equal(before, await AnswersAsync(server));
        await PathsAsync(server, "matrices", "matrices", "matrices", "matrices");

        await TakeBackAsync(server);
        Assert.Empty((await server.DescribeAsync()).Indexes);
        Assert.Equal(before, await AnswersAsync(server));
        await IndexedShop.BuildAsync(server, clock, async () => await PathAsync(server, OfVisits) == "timelines");
        Assert.Equal(before, await AnswersAsync(server));
        await PathsAsync(server, "timelines", "matrices + bitmaps", "bitmaps", "timelines");
    }

    [Fact]
    public async Task What_is_ready_stays_ready_while_something_else_is_built()
    {
        var clock = new ManualTime();
        await using var server = await IndexedShop.IndexingAsync(clock);
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events);
        await server.Tenants.DeclareSelectorsAsync(Visits(), RunningServer.Call());
        await IndexedShop.BuildAsync(server, clock);

        await server.Tenants.DeclareSegmentsAsync(DeclarationTests.Segment("country", "DE", "US"), RunningServer.Call());

        Assert.Equal([IndexState.Ready, IndexState.Building], (await server.DescribeAsync()).Indexes.Select(each => each.State));
        Assert.Equal("matrices", await PathAsync(server, OfVisits));
    }

    [Fact]
    public async Task Events_that_come_while_it_is_built_count()
    {
        var clock = new ManualTime();
        await using var server = await IndexedShop.IndexingAsync(clock);
        await using var plain = await IndexedShop.PlainAsync();
        await IndexedShop.IngestAsync(plain.Ingestion, IndexedShop.Events);
        var half = IndexedShop.Events.Count / 2;
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events.Take(half));
        await IndexedShop.BuildAsync(server, clock);

        await DeclareAllAsync(server);
        var building = 0;
        foreach (var events in IndexedShop.Events.Skip(half).Chunk(500))
        {
            await IndexedShop.IngestAsync(server.Ingestion, events);
            building += (await server.DescribeAsync()).Indexes.Any(each => each.State == IndexState.Building) ? 1 : 0;
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(building > 1, "nothing came in while something was built");
        await IndexedShop.BuildAsync(server, clock);
        await PathsAsync(server, "matrices", "matrices", "matrices", "matrices");
        Assert.Equal(await AnswersAsync(plain), await AnswersAsync(server));
    }

    [Fact]
    public async Task Each_tenant_is_indexed_by_itself()
    {
        await using var server = await IndexedShop.IndexingAsync();
        await server.Tenants.CreateTenantAsync(new() { Tenant = new() { TenantId = "other" } }, RunningServer.Call());
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events);
        await IndexedShop.IngestAsync(server.Ingestion, IndexedShop.Events.Where(each => each.CustomerId.EndsWith('7')), "other");
        await server.Tenants.DeclareSelectorsAsync(Visits("other"), RunningServer.Call());

        await IndexedShop.ReadyAsync(server);
        await IndexedShop.ReadyAsync(server, "other");

        Assert.Equal("timelines", await PathAsync(server, OfVisits));
        Assert.Equal("matrices", await PathAsync(server, OfVisits, "other"));
        Assert.Empty((await server.DescribeAsync()).Indexes);
    }

    private static async Task DeclareAllAsync(RunningServer server)
    {
        await server.Tenants.DeclareSelectorsAsync(Visits(), RunningServer.Call());
        var rules = new[] { DeclarationTests.Rule(30 * 86_400, null), DeclarationTests.Rule(30 * 86_400, Question.Visits) };
        await server.Tenants.DeclareInactivityRulesAsync(new() { InactivityRules = { rules } }, RunningServer.Call());
        await server.Tenants.DeclareSegmentsAsync(DeclarationTests.Segment("country", "DE", "US"), RunningServer.Call());
    }

    private static async Task TakeBackAsync(RunningServer server)
    {
        var held = (await server.DescribeAsync()).Tenant;
        await server.Tenants.DeclareSelectorsAsync(new() { RemoveNames = { "visits" } }, RunningServer.Call());
        await server.Tenants.DeclareInactivityRulesAsync(
            new() { RemoveInactivityRules = { held.InactivityRules } }, RunningServer.Call());
        await server.Tenants.DeclareSegmentsAsync(new() { RemoveAttributes = { "country" } }, RunningServer.Call());
    }

    private static DeclareSelectorsRequest Visits(string tenant = "default") =>
        new() { TenantId = tenant, Selectors = { DeclarationTests.Named("visits", Question.Visits) } };

    private static async Task PathsAsync(RunningServer server, params string[] paths)
    {
        ComputeChurnRequest[] requests = [OfVisits, OverLongWindow, InGermany, InTheRest];
        for (var i = 0; i < requests.Length; i++)
            Assert.Equal((i, paths[i]), (i, await PathAsync(server, requests[i])));
    }

    private static async Task<string> PathAsync(RunningServer server, ComputeChurnRequest request, string? tenant = null) =>
        (await server.Metrics.ComputeChurnAsync(request, RunningServer.Call(tenant))).Info.Explanation.Path;

    private static async Task<string[]> AnswersAsync(RunningServer server)
    {
        List<string> answers = [.. await Question.AnswersAsync(server.Metrics)];
        foreach (var request in new[] { OfVisits, OverLongWindow, InGermany, InTheRest })
            answers.Add(Question.Bare(await Question.AskAsync(server.Metrics, request)));
        return [.. answers];
    }
}
