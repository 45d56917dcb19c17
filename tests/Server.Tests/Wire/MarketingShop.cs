using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// June of the shop in Berlin with events of all that marketing asks about; its customers of repeat purchase are left alone.
/// </summary>
internal static class MarketingShop
{
    public static readonly QueryOptions Options = new() { AsOfTime = QueryTests.Utc("2026-11-01T00:00:00Z") };

    public static async Task<RunningServer> OpenAsync(params Event[] events)
    {
        var server = await RunningServer.InMemoryAsync(options => options with { AnswerRows = 200 });
        var tenant = new Tenant { TenantId = BerlinShop.Id, TimeZone = "Europe/Berlin", CurrencyCode = "EUR" };
        await server.Tenants.CreateTenantAsync(new CreateTenantRequest { Tenant = tenant }, RunningServer.Call());
        if (events.Length > 0)
            await QueryTests.IngestAsync(server, events, BerlinShop.Id);
        return server;
    }

    public static Event At(string customer, string local, Action<Event> fill)
    {
        var made = new Event { CustomerId = customer, OccurredTime = BerlinShop.At(local) };
        fill(made);
        return made;
    }

    public static Event Loyalty(string customer, string local, LoyaltyAction action, long points) =>
        At(customer, local, made => made.Loyalty = new Loyalty { Action = action, Points = points });

    public static Event Case(string customer, string local, string id, SupportAction action, SupportType type = SupportType.Question) =>
        At(customer, local, made => made.SupportCase = new SupportCase { CaseId = id, Action = action, Type = type });

    public static Event Coupon(string customer, string local, CouponAction action, string id = "k", string campaign = "") =>
        At(customer, local, made => made.Coupon = new Coupon { CouponId = id, Action = action, CampaignId = campaign });

    public static Event Touch(
        string customer, string local, CampaignStage stage, string campaign = "spring", string variant = "",
        CampaignChannel channel = CampaignChannel.Email) => At(customer, local, made => made.CampaignTouch = new CampaignTouch
        {
            CampaignId = campaign,
            Stage = stage,
            Variant = variant,
            Channel = channel,
        });

    public static Event Refer(string customer, string local, string referred) =>
        At(customer, local, made => made.Referral = new Referral { ReferredCustomerId = referred });

    public static Event Subscribe(string customer, string local, SubscriptionAction action) =>
        At(customer, local, made => made.Subscription = new Subscription { SubscriptionId = "s", Action = action });

    public static async Task RefusedAsync(Func<Task> ask, params string[] fields)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(ask);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal(fields, QueryErrorTests.FieldsOf(failure));
    }

    public static async Task<IEnumerable<string>> MembersAsync(RunningServer server, ListMetricMembersRequest request) =>
        (await server.Metrics.ListMetricMembersAsync(request, RunningServer.Call(BerlinShop.Id))).Members.Select(one => one.CustomerId);

    public static Filter WithoutValues() => new() { Conditions = { new Condition { Key = "tier" } } };
}
