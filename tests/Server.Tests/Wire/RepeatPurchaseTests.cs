using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>ComputeRepeatPurchase over the wire: the worked example, what is absent, series, members.</summary>
public class RepeatPurchaseTests
{
    private static readonly RepeatPurchaseDetail[] AllDetails =
        [RepeatPurchaseDetail.OrderCounts, RepeatPurchaseDetail.TimeBetweenOrders, RepeatPurchaseDetail.RevenueShare];

    [Theory]
    [InlineData(RepeatPopulation.Unspecified, "2/6 2/6", "0: 1/6, 1: 3/5, 2: 2/2", 2, 15_600)]
    [InlineData(RepeatPopulation.ActiveInWindow, "2/6 2/6", "0: 1/6, 1: 3/5, 2: 2/2", 2, 15_600)]
    [InlineData(RepeatPopulation.AcquiredInWindow, "2/4 1/4", "1: 3/4, 2: 1/1", 1, 2_400)]
    [InlineData(RepeatPopulation.Ever, "4/7 2/7", "1: 5/7, 2: 1/2, 3: 1/1", 3, 28_800)]
    public async Task Example_HoldsExactly(RepeatPopulation population, string rates, string orderCounts, long gaps, double median)
    {
        await using var server = await BerlinShop.OpenAsync();
        var request = BerlinShop.Request(AllDetails);
        request.Population = population;

        var reply = await AskAsync(server, request);

        Assert.Equal(rates, RatesOf(reply.Counts));
        Assert.Equal(orderCounts,
            string.Join(", ", reply.OrderCounts.Select(row => $"{row.OrderCount}: {row.ExactCount}/{row.AtLeastCount}")));
        Assert.Equal((gaps, true, median),
            (reply.TimeBetweenOrders.GapCount, reply.TimeBetweenOrders.HasMedianSeconds, reply.TimeBetweenOrders.MedianSeconds));
        var share = new Ratio { Numerator = 190, Denominator = 775, Value = 190 / 775.0 };
        Assert.Equal(new RevenueShare { CurrencyCode = "EUR", AcquiredBeforeWindow = share }, reply.RevenueShare);
        Assert.Equal((BerlinShop.June.Interval, "Europe/Berlin"), (reply.Info.Window, reply.Info.TimeZone));
        Assert.Empty(reply.Series);
    }

    [Fact]
    public async Task Definitions_TellThePopulationsApart()
    {
        await using var server = await BerlinShop.OpenAsync();
        var definitions = new List<string>();
        foreach (var population in new[] { RepeatPopulation.ActiveInWindow, RepeatPopulation.AcquiredInWindow, RepeatPopulation.Ever })
        {
            var request = BerlinShop.Request();
            request.Population = population;
            definitions.Add((await AskAsync(server, request)).Info.Definition);
        }
        Assert.All(definitions, text => Assert.StartsWith("repeat purchase by day and by order, ", text, StringComparison.Ordinal));
        Assert.Equal(3, definitions.Distinct().Count());
    }

    [Fact]
    public async Task WithoutDetails_NothingElseIsSent()
    {
        await using var server = await BerlinShop.OpenAsync();
        var reply = await AskAsync(server, BerlinShop.Request());
        Assert.Equal("2/6 2/6", RatesOf(reply.Counts));
        Assert.Equal((0, null, null), (reply.OrderCounts.Count, reply.TimeBetweenOrders, reply.RevenueShare));
    }

    [Fact]
    public async Task NobodyBought_HasNoRateNoMedianNoShare()
    {
        await using var server = await BerlinShop.OpenAsync();
        var request = BerlinShop.Request(AllDetails);
        request.Window = BerlinShop.Between("2025-01-01T00:00", "2025-02-01T00:00");
        var reply = await AskAsync(server, request);
        Assert.Equal(new RepeatPurchaseCounts { RepeatByDay = new Ratio(), RepeatByOrder = new Ratio() }, reply.Counts);
        Assert.Empty(reply.OrderCounts);
        Assert.Equal(new TimeBetweenOrders(), reply.TimeBetweenOrders);
        Assert.Equal(new RevenueShare { CurrencyCode = "EUR", AcquiredBeforeWindow = new Ratio() }, reply.RevenueShare);
    }

    [Fact]
    public async Task Series_WidensToWholeMonths_AndMarksThoseNotOver()
    {
        await using var server = await BerlinShop.OpenAsync();
        var request = BerlinShop.Request(RepeatPurchaseDetail.RevenueShare);
        request.Options.AsOfTime = BerlinShop.At("2026-06-15T00:00");
        request.Window = BerlinShop.Between("2026-05-10T00:00", "2026-07-02T00:00");
        request.SeriesBucket = BucketUnit.Month;

        var reply = await AskAsync(server, request);

        Assert.Equal(BerlinShop.Between("2026-05-01T00:00", "2026-08-01T00:00").Interval, reply.Info.Window);
        Assert.Equal(("5/7 3/7", "0/1925"), (RatesOf(reply.Counts), SharesOf(reply.RevenueShare)));
        Assert.Equal([CellState.Value, CellState.Partial, CellState.NotYet], reply.Series.Select(bucket => bucket.State));
        Assert.Equal(("0/3 0/3", "0/250"), (RatesOf(reply.Series[0].Counts), SharesOf(reply.Series[0].RevenueShare)));
        Assert.Equal(("2/6 2/6", "190/775"), (RatesOf(reply.Series[1].Counts), SharesOf(reply.Series[1].RevenueShare)));
        Assert.Equal((null, null), (reply.Series[2].Counts, reply.Series[2].RevenueShare));
    }

    [Fact]
    public async Task CustomerFilter_KeepsThoseWhoPass()
    {
        await using var server = await BerlinShop.OpenAsync();
        await QueryTests.IngestAsync(server, [Sample.Profile("bob", "tier", "gold"), Sample.Profile("eve", "tier", "gold")], BerlinShop.Id);
        var request = BerlinShop.Request(RepeatPurchaseDetail.RevenueShare);
        request.CustomerFilter = new Filter { Conditions = { new Condition { Key = "tier", Values = { "gold" } } } };
        var reply = await AskAsync(server, request);
        Assert.Equal(("1/2 1/2", "0/500"), (RatesOf(reply.Counts), SharesOf(reply.RevenueShare)));
    }

    [Theory]
    [InlineData(RepeatPurchaseGroup.Purchasers, "ann,bob,cid,dan,eve,fay")]
    [InlineData(RepeatPurchaseGroup.RepeatByDay, "bob,dan")]
    [InlineData(RepeatPurchaseGroup.RepeatByOrder, "ann,bob")]
    public async Task Members_AreThoseBehindTheCount(RepeatPurchaseGroup group, string expected)
    {
        await using var server = await BerlinShop.OpenAsync();
        var members = new RepeatPurchaseMembers { Request = BerlinShop.Request(), Group = group };
        var request = new ListMetricMembersRequest { RepeatPurchase = members };
        var page = await server.Metrics.ListMetricMembersAsync(request, RunningServer.Call(BerlinShop.Id));
        Assert.Equal(expected, string.Join(',', page.Members.Select(member => member.CustomerId)));
        Assert.Equal((page.Members.Count, BerlinShop.June.Interval), (page.TotalCount, page.Info.Window));
        Assert.All(page.Members, member => Assert.NotNull(member.Time));
    }

    [Fact]
    public async Task Members_OfABucket_AreThoseOfItAlone()
    {
        await using var server = await BerlinShop.OpenAsync();
        var series = BerlinShop.Request();
        (series.SeriesBucket, series.Window) = (BucketUnit.Month, BerlinShop.Between("2026-05-01T00:00", "2026-07-01T00:00"));
        var members = new RepeatPurchaseMembers { Request = series, Group = RepeatPurchaseGroup.Purchasers, BucketIndex = 0 };
        var page = await server.Metrics.ListMetricMembersAsync(
            new ListMetricMembersRequest { RepeatPurchase = members }, RunningServer.Call(BerlinShop.Id));
        Assert.Equal("ann,cid,gus", string.Join(',', page.Members.Select(member => member.CustomerId)));
        Assert.Equal(BerlinShop.At("2026-05-10T12:00"), page.Members[0].Time);
    }

    private static async Task<ComputeRepeatPurchaseResponse> AskAsync(RunningServer server, ComputeRepeatPurchaseRequest request) =>
        await server.Metrics.ComputeRepeatPurchaseAsync(request, RunningServer.Call(BerlinShop.Id));

    /// <summary>By day, then by order; the denominators are the count of purchasers.</summary>
    private static string RatesOf(RepeatPurchaseCounts counts)
    {
        foreach (var rate in new[] { counts.RepeatByDay, counts.RepeatByOrder })
        {
            Assert.Equal(counts.PurchaserCount, rate.Denominator);
            Assert.Equal((double)rate.Numerator / rate.Denominator, rate.Value);
        }
        return $"{counts.RepeatByDay.Numerator}/{counts.PurchaserCount} {counts.RepeatByOrder.Numerator}/{counts.PurchaserCount}";
    }

    private static string SharesOf(RevenueShare share) =>
        $"{share.AcquiredBeforeWindow.Numerator}/{share.AcquiredBeforeWindow.Denominator}";
}
