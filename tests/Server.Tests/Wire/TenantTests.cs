using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.V1;
using Xunit;
using DayOfWeek = RetentionGrpc.V1.DayOfWeek;

namespace RetentionGrpc.Server.Tests.Wire;

public sealed class TenantTests
{
    [Fact]
    public async Task The_default_tenant_exists_with_the_settings_of_the_first_start()
    {
        await using var server = await RunningServer.InMemoryAsync(
            options => options with { DefaultZone = "Europe/Stockholm", DefaultCurrency = "SEK" });
        var tenant = (await server.Tenants.GetTenantAsync(new(), RunningServer.Call())).Tenant;

        Assert.Equal(("default", "Europe/Stockholm", "SEK"), (tenant.TenantId, tenant.TimeZone, tenant.CurrencyCode));
        Assert.Equal((DayOfWeek.Monday, PausePolicy.NotACustomer, CancellationPolicy.AtCancel),
            (tenant.WeekStart, tenant.PausePolicy, tenant.CancellationPolicy));
        Assert.Equal(new Timestamp(), tenant.EarliestEventTime);
        Assert.NotNull(tenant.CreateTime);
    }

    [Fact]
    public async Task Creating_again_with_the_same_settings_changes_nothing_and_with_others_is_refused()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var asked = new Tenant
        {
            TenantId = "shop",
            TimeZone = "America/New_York",
            WeekStart = DayOfWeek.Sunday,
            CurrencyCode = "EUR",
            PausePolicy = PausePolicy.StillACustomer,
            CancellationPolicy = CancellationPolicy.AtPaidPeriodEnd,
            EarliestEventTime = Timestamp.FromDateTime(Sample.Start),
            EventProperties = { "screen", "screen", "plan" },
        };
        var created = (await server.Tenants.CreateTenantAsync(new() { Tenant = asked }, RunningServer.Call())).Tenant;
        var again = (await server.Tenants.CreateTenantAsync(new() { Tenant = asked }, RunningServer.Call())).Tenant;

        Assert.Equal(created, again);
        Assert.Equal(["screen", "plan"], created.EventProperties);
        Assert.Equal((asked.WeekStart, asked.CurrencyCode, asked.PausePolicy, asked.CancellationPolicy, asked.EarliestEventTime),
            (created.WeekStart, created.CurrencyCode, created.PausePolicy, created.CancellationPolicy, created.EarliestEventTime));
        asked.CurrencyCode = "USD";
        var metadata = await RunningServer.FailsAsync(StatusCode.AlreadyExists, "TENANT_EXISTS",
            async () => await server.Tenants.CreateTenantAsync(new() { Tenant = asked }, RunningServer.Call()));
        Assert.Equal("shop", metadata["tenant"]);
    }

    [Theory]
    [InlineData("tenant.tenant_id", "", "", "", 0)]
    [InlineData("tenant.tenant_id", "-a", "", "", 0)]
    [InlineData("tenant.tenant_id", "A", "", "", 0)]
    [InlineData("tenant.tenant_id", "a23456789012345678901234567890123456789012345678901234567890123456", "", "", 0)]
    [InlineData("tenant.time_zone", "a", "Mars/Olympus", "", 0)]
    [InlineData("tenant.currency_code", "a", "", "eur", 0)]
    [InlineData("tenant.currency_code", "a", "", "EURO", 0)]
    [InlineData("tenant.week_start", "a", "", "", 8)]
    [InlineData("tenant.week_start", "a", "", "", 257)]
    public async Task A_faulty_setting_is_named(string field, string id, string zone, string currency, int weekStart)
    {
        await using var server = await RunningServer.InMemoryAsync();
        var tenant = new Tenant { TenantId = id, TimeZone = zone, CurrencyCode = currency, WeekStart = (DayOfWeek)weekStart };

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Tenants.CreateTenantAsync(new() { Tenant = tenant }, RunningServer.Call()));

        var (status, _) = RunningServer.DetailsOf(failure);
        var request = status.Details.Single(detail => detail.Is(Google.Rpc.BadRequest.Descriptor)).Unpack<Google.Rpc.BadRequest>();
        Assert.Equal([field], request.FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Tenants_are_listed_page_by_page()
    {
        await using var server = await RunningServer.InMemoryAsync();
        foreach (var id in new[] { "b", "a-1", "z", "a_1", "0" })
            await server.Tenants.CreateTenantAsync(new() { Tenant = new Tenant { TenantId = id } }, RunningServer.Call());
        var pages = new List<string[]>();
        var token = "";
        do
        {
            var page = await server.Tenants.ListTenantsAsync(new() { PageSize = 4, PageToken = token }, RunningServer.Call());
            pages.Add([.. page.Tenants.Select(tenant => tenant.TenantId)]);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal([["0", "a-1", "a_1", "b"], ["default", "z"]], pages);
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "INVALID_FIELD",
            async () => await server.Tenants.ListTenantsAsync(new() { PageSize = 1_001 }, RunningServer.Call()));
    }

    [Fact]
    public async Task Properties_are_declared_in_order_once_and_up_to_the_limit()
    {
        await using var server = await RunningServer.InMemoryAsync();
        Task<DeclareEventPropertiesResponse> DeclareAsync(params IEnumerable<string> names) => server.Tenants.DeclareEventPropertiesAsync(
            new() { EventProperties = { names } }, RunningServer.Call()).ResponseAsync;

        await DeclareAsync("b", "a");
        Assert.Equal(["b", "a", "c"], (await DeclareAsync("a", "c")).Tenant.EventProperties);
        var full = await DeclareAsync(Enumerable.Range(0, 29).Select(number => $"p{number}"));
        Assert.Equal(32, full.Tenant.EventProperties.Count);
        await DeclareAsync("a");
        await RunningServer.FailsAsync(StatusCode.ResourceExhausted, "PROPERTY_LIMIT", () => DeclareAsync("one more"));
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "INVALID_FIELD", () => DeclareAsync());
        await RunningServer.FailsAsync(StatusCode.InvalidArgument, "INVALID_FIELD", () => DeclareAsync(""));
    }

    [Fact]
    public async Task Describe_tells_what_a_tenant_holds()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var played = Sample.Activity("a", minute: 3, name: "play");
        played.Properties["screen"] = "home";
        var retraction = new Event
        {
            CustomerId = "z",
            OccurredTime = Timestamp.FromDateTime(Sample.Start.AddMinutes(-9)),
            Retraction = new() { Kind = EventKind.Activity },
        };
        var events = new[]
        {
            Sample.Activity("a"), played, Sample.Activity("b", minute: 7), Sample.Activity("z", minute: -9), retraction,
            Sample.Profile("a", "country", "SE"), Sample.Profile("b", "country", "NO"), Sample.Profile("b", "tier", ""),
            Sample.Spend("ads", 100), new Event(),
        };
        await server.Ingestion.IngestEventsAsync(new() { Events = { events } }, RunningServer.Call());

        var held = await server.DescribeAsync();
        Assert.Equal((3, 9), (held.CustomerCount, held.EventCount));
        Assert.Equal(Timestamp.FromDateTime(Sample.Start), held.FirstEventTime);
        Assert.Equal(Timestamp.FromDateTime(Sample.Start.AddMinutes(7)), held.LastEventTime);
        Assert.Equal([(EventKind.Activity, 4), (EventKind.Profile, 3), (EventKind.Retraction, 1), (EventKind.Spend, 1)],
            held.Kinds.Select(kind => (kind.Kind, (int)kind.EventCount)));
        Assert.Equal([("activity", 3), ("play", 1)], held.ActivityNames.Select(name => (name.Name, (int)name.Count)));
        Assert.Equal([("screen", 1)], held.EventProperties.Select(name => (name.Name, (int)name.Count)));
        Assert.Equal([("country", 2)], held.Attributes.Select(name => (name.Name, (int)name.Count)));
        Assert.Equal(1, held.Rejections.Sum(reason => reason.EventCount));
    }

    [Fact]
    public async Task An_empty_tenant_has_no_times()
    {
        await using var server = await RunningServer.InMemoryAsync();
        var held = await server.DescribeAsync();
        Assert.Equal((0, 0, null, null), (held.CustomerCount, held.EventCount, held.FirstEventTime, held.LastEventTime));
    }

    [Fact]
    public async Task Options_out_of_range_are_refused_with_all_that_is_wrong()
    {
        var faulty = new ServeOptions { Port = 70_000, DefaultZone = "Nowhere", PartitionCount = 0, OpenTimeout = TimeSpan.Zero };
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => RetentionServer.StartAsync(faulty));
        Assert.All(["70000", "time_zone", "partitions", "Open"], word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
        Assert.Empty(new ServeOptions().Validate());
    }
}
