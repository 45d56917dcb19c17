using RetentionGrpc.V1;
using Xunit;
using static RetentionGrpc.Server.Tests.Wire.MarketingShop;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeReferral over the wire: an example, members, and what a wrong question is told.</summary>
public class ReferralTests
{
    private static readonly Event[] Example =
    [
        Refer("ann", "2026-06-01T09:00", "dan"), Refer("ann", "2026-06-02T09:00", "eve"), Refer("bob", "2026-06-03T09:00", "dan"),
        Refer("bob", "2026-06-03T09:00", "nobody"), Refer("cid", "2026-05-03T09:00", "fay"),
        BerlinShop.Buy("dan", "2026-06-01T09:00", 100), BerlinShop.Buy("eve", "2026-06-01T09:00", 100),
        Subscribe("fay", "2026-06-20T09:00", SubscriptionAction.Started),
    ];

    [Fact]
    public async Task Example_HoldsExactly()
    {
        await using var server = await OpenAsync(Example);
        var counts = (await AskAsync(server, Request())).Counts;
        Assert.Equal((4, 2), (counts.ReferralCount, counts.ReferrerCount));
        Assert.Equal(new Ratio { Numerator = 1, Denominator = 3, Value = 1 / 3.0 }, counts.ConvertedOverReferred);
        var request = Request();
        (request.Window, request.SeriesBucket) = (BerlinShop.Between("2026-05-10T00:00", "2026-06-10T00:00"), BucketUnit.Month);
        Assert.Equal(["1/1", "1/3"], (await AskAsync(server, request)).Series.Select(bucket =>
            $"{bucket.Counts.ConvertedOverReferred.Numerator}/{bucket.Counts.ConvertedOverReferred.Denominator}"));
        request.Options.AsOfTime = BerlinShop.At("2026-06-20T09:00");
        Assert.Equal(0, (await AskAsync(server, request)).Series[0].Counts.ConvertedOverReferred.Numerator);
    }

    [Fact]
    public async Task Groups_AreByTheReferrer_AndTheWholeCountsEachReferredOnce()
    {
        await using var server = await OpenAsync(
        [
            .. Example, At("ann", "2026-06-01T08:00", made => made.Profile = new() { Attributes = { ["tier"] = "gold" } }),
        ]);
        var request = Request();
        (request.GroupBy, request.SeriesBucket) = (new GroupBy { Attribute = "tier" }, BucketUnit.Month);
        var reply = await AskAsync(server, request);
        string Line(ReferralCounts counts) => $"{counts.ReferralCount} by {counts.ReferrerCount}, "
            + $"{counts.ConvertedOverReferred.Numerator}/{counts.ConvertedOverReferred.Denominator}";
        Assert.Equal("4 by 2, 1/3", Line(reply.Counts));
        // dan bought before bob referred him, and when ann did.
        Assert.Equal(["Value gold 2 by 1, 1/2", "None  2 by 1, 0/2"],
            reply.Groups.Select(group => $"{group.Group.Kind} {group.Group.Value} {Line(group.Counts)}"));
        Assert.Equal(["2 by 1, 1/2", "2 by 1, 0/2"], reply.Groups.Select(group => Line(Assert.Single(group.Series).Counts)));
        request.SeriesBucket = BucketUnit.Unspecified;
        async Task<string> Of(ReferralGroup group, GroupKind kind, string value = "") => string.Join(" ", await MembersAsync(server, new()
        {
            Referral = new ReferralMembers { Request = request, Group = group },
            ReplyGroup = new() { Kind = kind, Value = value },
        }));
        Assert.Equal(
            ("ann", "dan eve", "dan", ""),
            (await Of(ReferralGroup.Referrers, GroupKind.Value, "gold"), await Of(ReferralGroup.Referred, GroupKind.Value, "gold"),
                await Of(ReferralGroup.Converted, GroupKind.Value, "gold"), await Of(ReferralGroup.Referred, GroupKind.Other)));
        Assert.Equal(
            ("bob", "dan nobody", ""),
            (await Of(ReferralGroup.Referrers, GroupKind.None), await Of(ReferralGroup.Referred, GroupKind.None),
                await Of(ReferralGroup.Converted, GroupKind.None)));
    }

    [Fact]
    public async Task NobodyReferred_HasNoRate()
    {
        await using var server = await OpenAsync();
        Assert.Equal(new Ratio(), (await AskAsync(server, Request())).Counts.ConvertedOverReferred);
    }

    [Theory]
    [InlineData(ReferralGroup.Referrers, "ann bob")]
    [InlineData(ReferralGroup.Referred, "dan eve nobody")]
    [InlineData(ReferralGroup.Converted, "dan")]
    public async Task Members_AreThoseBehindACount(ReferralGroup group, string ids)
    {
        await using var server = await OpenAsync(Example);
        var request = new ListMetricMembersRequest { Referral = new ReferralMembers { Request = Request(), Group = group }, PageSize = 2 };
        var listed = new List<string>();
        for (var more = true; more; more = request.PageToken.Length > 0)
        {
            var page = await server.Metrics.ListMetricMembersAsync(request, RunningServer.Call(BerlinShop.Id));
            Assert.Equal(ids.Split(' ').Length, page.TotalCount);
            listed.AddRange(page.Members.Select(one => one.CustomerId));
            request.PageToken = page.NextPageToken;
        }
        Assert.Equal(ids, string.Join(" ", listed));
    }

    [Fact]
    public async Task Nonsense_IsNamedFieldByField()
    {
        await using var server = await OpenAsync();
        var request = new ComputeReferralRequest
        {
            Window = BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"),
            CustomerFilter = WithoutValues(),
            ConversionSelector = new ActivitySelector { Kinds = { new KindSelection() } },
            SeriesBucket = (BucketUnit)9,
            GroupBy = new GroupBy { EventProperty = "device" },
        };
        await RefusedAsync(() => AskAsync(server, request), "window.interval.end_time", "series_bucket",
            "customer_filter.conditions[0].values", "conversion_selector.kinds[0].kind", "group_by.event_property");
        var members = new ListMetricMembersRequest { Referral = new ReferralMembers { Request = Request() } };
        await RefusedAsync(() => MembersAsync(server, members), "referral.group");
    }

    private static ComputeReferralRequest Request() => new() { Options = Options.Clone(), Window = BerlinShop.June };

    private static async Task<ComputeReferralResponse> AskAsync(RunningServer server, ComputeReferralRequest request) =>
        await server.Metrics.ComputeReferralAsync(request, RunningServer.Call(BerlinShop.Id));
}
