using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

public sealed class QueryCommandTests : IDisposable
{
    private const string Churn = """
        {"basis":"CUSTOMER_BASIS_ACTIVITY","inactivity":"86400s","options":{"asOfTime":"2026-01-03T00:00:00Z"},
         "window":{"interval":{"startTime":"2026-01-02T00:00:00Z","endTime":"2026-01-03T00:00:00Z"}},"seriesBucket":"BUCKET_UNIT_HOUR"}
        """;

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_output_reads_back_as_the_reply()
    {
        await using var server = await FilledAsync();
        var direct = await server.Metrics.ComputeChurnAsync(ComputeChurnRequest.Parser.ParseJson(Churn), RunningServer.Call());

        var fromText = await QueryAsync(server, "ComputeChurn", Churn);
        var fromFile = await QueryAsync(server, "computechurn", "@" + _folder.Write("request.json", Churn));

        fromText.Succeeds();
        Assert.Equal(direct, ComputeChurnResponse.Parser.ParseJson(fromText.Output));
        Assert.Equal(fromText.Output, fromFile.Output);
        Assert.Contains("\"newCount\": \"0\"", fromText.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_rpc_that_reads_can_be_asked()
    {
        await using var server = await FilledAsync();
        var requests = new Dictionary<string, string>
        {
            ["ComputeChurn"] = "{}",
            ["ComputeRetention"] = "{\"base\":{},\"comparisons\":[{}]}",
            ["ComputeCohortRetention"] = "{}",
            ["ComputeActivity"] = "{}",
            ["BatchCompute"] = "{\"requests\":[{\"churn\":{}},{\"activity\":{}}]}",
            ["ComputeLifetime"] = "{\"basis\":\"CUSTOMER_BASIS_SUBSCRIPTION\"}",
            ["ComputeLifetimeValue"] = "{\"readings\":[2,3]}",
            ["ComputeAcquisitionCost"] = "{}",
            ["ComputeLifecycle"] = "{}",
            ["ComputeRepeatPurchase"] = "{\"details\":[1,2,3],\"seriesBucket\":\"BUCKET_UNIT_DAY\"}",
            ["ComputeSurveyScore"] = "{\"type\":\"SURVEY_TYPE_NPS\"}",
            ["ComputeFunnel"] = "{\"steps\":[{},{}],\"seriesBucket\":\"BUCKET_UNIT_DAY\"}",
            ["ListChurnReasons"] = "{\"seriesBucket\":\"BUCKET_UNIT_DAY\"}",
            ["ComputeWinBack"] = "{\"seriesBucket\":\"BUCKET_UNIT_DAY\"}",
            ["ComputeRecurringRevenue"] = "{\"seriesBucket\":\"BUCKET_UNIT_DAY\"}",
            ["ComputeCouponRedemption"] = "{}",
            ["ComputeCampaignPerformance"] = "{}",
            ["ComputeLoyalty"] = "{}",
            ["ComputeSupport"] = "{}",
            ["ComputeReferral"] = "{}",
            ["ListMetricMembers"] = "{\"activity\":{\"request\":{}}}",
            ["GetTenant"] = "{}",
            ["ListTenants"] = "{}",
            ["DescribeTenant"] = "{}",
            ["GetCustomer"] = $"{{\"customerId\":\"{Sample.Activities(1).First().CustomerId}\"}}",
            ["ListCustomerEvents"] = $"{{\"customerId\":\"{Sample.Activities(1).First().CustomerId}\"}}",
            ["ListSegment"] = "{\"rfm\":{\"segment\":1}}",
            ["ListCustomersAtRisk"] = "{\"silence\":\"86400s\"}",
        };
        Assert.Equal(
            MetricsService.Descriptor.Methods.Where(x => !x.IsServerStreaming).Select(x => x.Name).Order(),
            requests.Keys.Where(x => MetricsService.Descriptor.FindMethodByName(x) is not null).Order());
        foreach (var (rpc, request) in requests)
        {
            (await QueryAsync(server, rpc, request)).Succeeds();
            (await QueryAsync(server, rpc, request, "--table")).Succeeds();
        }
    }

    [Fact]
    public async Task A_stream_is_told_reply_after_reply_and_as_one_table()
    {
        await using var server = await FilledAsync();
        const string AtRisk = "{\"silence\":\"86400s\",\"options\":{\"asOfTime\":\"2027-01-03T00:00:00Z\"}}";
        using var call = server.Customers.ListCustomersAtRisk(ListCustomersAtRiskRequest.Parser.ParseJson(AtRisk), RunningServer.Call());
        var (direct, stream) = (new List<ListCustomersAtRiskResponse>(), call.ResponseStream);
        while (await stream.MoveNext(CancellationToken.None))
            direct.Add(stream.Current);

        var told = await QueryAsync(server, "ListCustomersAtRisk", AtRisk);
        told.Succeeds();
        var replies = told.Output.Split("\n{").Select((text, i) => i == 0 ? text : "{" + text)
            .Select(ListCustomersAtRiskResponse.Parser.ParseJson);
        Assert.Equal(direct, replies);
        Assert.True(direct.Count > 1);
        var table = await QueryAsync(server, "ListCustomersAtRisk", AtRisk, "--table");
        table.Succeeds();
        Assert.Matches("definition +silent for a fixed time *\n", table.Output);
        Assert.Equal(1, table.Output.Split('\n').Count(line => line.Contains("customer_id", StringComparison.Ordinal)));
        Assert.All(direct, reply => Assert.Contains(reply.CustomerId, table.Output, StringComparison.Ordinal));
        Assert.Equal(2, (await QueryAsync(server, "WatchMetric", "{}")).ExitCode);
    }

    [Fact]
    public async Task A_table_names_every_count_and_folds_no_row()
    {
        await using var server = await FilledAsync();

        var result = await QueryAsync(server, "ComputeChurn", Churn, "--table");

        result.Succeeds();
        Assert.Matches("counts.start_count +2 *\n", result.Output);
        Assert.Matches(@"rates.lost_starters_over_start +100\.00% \(2/2\) *" + "\n", result.Output);
        Assert.Equal(24, result.Output.Split('\n').Count(x => x.Contains("VALUE", StringComparison.Ordinal)));
        Assert.DoesNotContain('\x1b', result.Output);
    }

    [Fact]
    public async Task A_table_of_repeat_purchase_has_rates_rows_and_the_share()
    {
        await using var server = await BerlinShop.OpenAsync();
        var request = $"{{\"window\":{BerlinShop.June},\"details\":[1,2,3],\"seriesBucket\":\"BUCKET_UNIT_MONTH\"}}";

        var result = await QueryAsync(server, "ComputeRepeatPurchase", request, "--table", "--tenant", BerlinShop.Id);

        result.Succeeds();
        Assert.Matches(@"counts.repeat_by_day +33\.33% \(2/6\) *" + "\n", result.Output);
        Assert.Matches(@"time_between_orders.median_seconds +15600 *" + "\n", result.Output);
        Assert.Matches(@"revenue_share.acquired_before_window +24\.52% \(190/775\) *" + "\n", result.Output);
        Assert.Matches(@"\n[^0-9\n]*1[^0-9\n]+3[^0-9\n]+5[^0-9\n]*\n", result.Output);
        Assert.Contains("series\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_indexed_can_be_declared_and_seen()
    {
        await using var server = await FilledAsync();
        (await QueryAsync(server, "DeclareSelectors", """
            {"selectors":[
             {"name":"buyers","selector":{"kinds":[{"kind":"EVENT_KIND_PURCHASE"},{"kind":"EVENT_KIND_COUPON","actions":["REDEEMED"]}]}},
             {"name":"players","selector":{"activityNames":["play"]}}]}
            """)).Succeeds();
        (await QueryAsync(server, "DeclareInactivityRules", "{\"inactivityRules\":[{\"inactivity\":\"2592000s\"}]}")).Succeeds();
        const string Plans = "{\"segments\":[{\"attribute\":\"plan\",\"values\":[\"basic\",\"pro\"]}]}";
        var changed = await QueryAsync(server, "DeclareSegments", Plans);

        changed.Succeeds();
        var tenant = DeclareSegmentsResponse.Parser.ParseJson(changed.Output).Tenant;
        Assert.Equal((2, 1, 1), (tenant.Selectors.Count, tenant.InactivityRules.Count, tenant.Segments.Count));
        var table = (await QueryAsync(server, "DescribeTenant", "{}", "--table")).Output;
        Assert.Matches(@"buyers +PURCHASE +COUPON REDEEMED", table);
        Assert.Matches(@"players +play", table);
        Assert.Matches(@"plan +basic pro", table);
        Assert.Matches(@"buyers +NOT_NEEDED", table);
        Assert.Matches(@"NOT_NEEDED +30\.00:00:00", table);
        var list = (await QueryAsync(server, "ListTenants", "{}", "--table")).Output;
        Assert.Matches(@"selectors\.1 +selectors\.2 +inactivity_rules\.1 +segments\.1", list);
    }

    [Fact]
    public async Task A_refusal_is_told_with_reason_and_field()
    {
        await using var server = await FilledAsync();

        var result = await QueryAsync(server, "ComputeChurn", "{\"basis\":\"CUSTOMER_BASIS_ACTIVITY\"}");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error: INVALID_FIELD: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("\n  inactivity: ", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ComputeNothing", "{}", "there is no rpc 'ComputeNothing'")]
    [InlineData("IngestEvents", "{}", "there is no rpc 'IngestEvents'")]
    [InlineData("ComputeChurn", "{\"bases\":1}", "bases")]
    [InlineData("ComputeChurn", "{", "ComputeChurnRequest")]
    [InlineData("ComputeChurn", "@/nowhere/request.json", "request.json")]
    public async Task A_call_that_cannot_be_meant_exits_with_2(string rpc, string request, string expected)
    {
        await using var server = await FilledAsync();

        var result = await QueryAsync(server, rpc, request);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
    }

    private static async Task<RunningServer> FilledAsync()
    {
        var server = await RunningServer.InMemoryAsync();
        await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(2) } }, RunningServer.Call());
        return server;
    }

    private static Task<CommandResult> QueryAsync(RunningServer server, params string[] arguments) =>
        CommandLine.RunAsync(["query", .. arguments, "--server", $"http://{server.Channel.Target}"]);
}
