using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using RetentionGrpc.SampleShop;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.SampleShop;

public sealed class ShopTests
{
    private const int Customers = 2_000;
    private static readonly ShopOptions Options = new(Customers, 540, 42, new DateOnly(2026, 7, 1));
    private static readonly DateTime End = new(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly List<Event> Events = [.. new Shop(Options).Events()];

    [Fact]
    public void Events_SameOptions_AreTheSameBytesOnEveryMachine()
    {
        ShopOptions small = new(200, 365, 7, new DateOnly(2026, 1, 1));
        Shop shop = new(small);
        Assert.Equal(Hash(shop.Events()), Hash(shop.Events()));
        Assert.Equal(Hash(shop.Events()), Hash(new Shop(small).Events()));
        string hash = Hash(shop.Events());
        Assert.True(hash == "DEDAE47DD5147182491047DA29007C205DE8F555E0290FDC8091DEB7AE1896AB", hash);
    }

    [Fact]
    public void Events_AnyOtherOption_AreOthersWithOtherIds()
    {
        ShopOptions small = new(50, 365, 7, new DateOnly(2026, 1, 1));
        ShopOptions[] others =
        [
            small, small with { Seed = 8 }, small with { Days = 366 }, small with { Customers = 51 },
            small with { Until = new DateOnly(2026, 1, 2) },
        ];
        Assert.Equal(others.Length, others.Select(options => Hash(new Shop(options).Events())).Distinct().Count());
        List<string> ids = [.. others.SelectMany(options => new Shop(options).Events()).Select(each => each.EventId)];
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Events_AreInOrderOfTimeInsideTheDays()
    {
        DateTime last = End.AddDays(-Options.Days);
        foreach (DateTime time in Events.Select(each => each.OccurredTime.ToDateTime()))
        {
            Assert.True(time >= last, $"{time:O} after {last:O}");
            last = time;
        }

        Assert.True(last < End, $"{last:O}");
        Assert.True(last > End.AddDays(-1), $"{last:O}");
    }

    [Fact]
    public void Events_EveryCustomer_JoinsOnceBeforeAllElse()
    {
        Dictionary<string, Event> first = [];
        foreach (Event each in Events)
        {
            first.TryAdd(each.CustomerId, each);
        }

        Assert.Equal(Customers, first.Count);
        Assert.All(first.Values, each => Assert.Equal(Event.KindOneofCase.Profile, each.KindCase));
        Assert.Equal(Customers, Events.Count(each => each.KindCase == Event.KindOneofCase.Profile));
        int[] joined = [.. Enumerable.Range(0, 3).Select(third => first.Values.Count(each =>
            (int)((each.OccurredTime.ToDateTime() - End.AddDays(-Options.Days)).TotalDays / (Options.Days / 3.0)) == third))];
        Assert.True(joined[0] > 400 && joined[0] < joined[1] && joined[1] < joined[2], string.Join(' ', joined));
    }

    [Fact]
    public void Events_Each_IsValidAndUnique()
    {
        Assert.Equal(Events.Count, Events.Select(each => each.EventId).Distinct().Count());
        foreach (Event each in Events)
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(each.EventId), 1, 128);
            Assert.InRange(Encoding.UTF8.GetByteCount(each.CustomerId), 1, 128);
            Assert.InRange(each.CalculateSize(), 1, 16 * 1024);
            Assert.Equal(0, each.OccurredTime.Nanos % 1_000_000);
            AssertValid(each);
        }
    }

    [Fact]
    public void Events_Subscriptions_TakeOnlyLegalSteps()
    {
        Dictionary<string, SubscriptionAction> last = [];
        foreach (Subscription step in Events.Where(each => each.Subscription != null).Select(each => each.Subscription))
        {
            SubscriptionAction[] before = step.Action switch
            {
                SubscriptionAction.Started => [SubscriptionAction.Unspecified, SubscriptionAction.Cancelled],
                SubscriptionAction.Resumed => [SubscriptionAction.Paused],
                SubscriptionAction.Cancelled =>
                    [SubscriptionAction.Started, SubscriptionAction.Changed, SubscriptionAction.Resumed, SubscriptionAction.Paused],
                _ => [SubscriptionAction.Started, SubscriptionAction.Changed, SubscriptionAction.Resumed],
            };
            Assert.Contains(last.GetValueOrDefault(step.SubscriptionId), before);
            last[step.SubscriptionId] = step.Action;
        }

        foreach (SubscriptionAction action in Enum.GetValues<SubscriptionAction>().Where(a => a != SubscriptionAction.Unspecified))
        {
            Assert.Contains(Events, each => each.Subscription?.Action == action);
        }
    }

    [Fact]
    public void Events_Refunds_FollowTheirOrderAndAreNotMore()
    {
        Dictionary<string, long> paid = [];
        int refunds = 0;
        foreach (Event each in Events)
        {
            if (each.Purchase is { } purchase)
            {
                Assert.True(paid.TryAdd(purchase.OrderId, purchase.Amount.MinorUnits));
            }
            else if (each.Refund is { } refund)
            {
                Assert.InRange(refund.Amount.MinorUnits, 1, paid[refund.OrderId]);
                refunds++;
            }
        }

        Assert.InRange(refunds, paid.Count * 0.02, paid.Count * 0.06);
    }

    [Fact]
    public void Events_Shares_ArePlausible()
    {
        int[] orders = [.. Events.Where(each => each.Purchase != null).GroupBy(each => each.CustomerId).Select(g => g.Count())];
        Assert.InRange(orders.Length, Customers * 0.85, Customers * 0.93);
        Assert.InRange(orders.Count(count => count == 1), orders.Length * 0.25, orders.Length * 0.5);
        Assert.InRange(orders.Average(), 2.5, 5);
        Assert.True(orders.Max() > 20);
        string[] subscribers = [.. Events.Where(each => each.Subscription != null).Select(each => each.CustomerId).Distinct()];
        Assert.InRange(subscribers.Length, Customers * 0.21, Customers * 0.28);
        Assert.Equal(["free", "growth", "scale", "starter"],
            Events.Select(each => each.Subscription?.Plan ?? "").Where(plan => plan != "").Distinct().Order());
        int[] countries = [.. Events.Where(each => each.Profile != null).GroupBy(each => each.Profile.Attributes["country"])
            .Select(g => g.Count()).OrderDescending()];
        Assert.Equal(20, countries.Length);
        Assert.True(countries[0] > 8 * countries[^1] && countries[0] > Customers / 5);
        int[] scores = [.. Events.Where(each => each.SurveyResponse?.Type == SurveyType.Nps).Select(each => each.SurveyResponse.Score)];
        Assert.InRange(scores.Length, Customers / 5, Customers);
        Assert.Contains(scores, score => score >= 9);
        Assert.Contains(scores, score => score <= 6);
        Assert.InRange((double)Events.Count / Customers, 12, 35);
        Assert.Contains(Events, each => each.Activity?.SessionDuration?.Seconds > 0);
        Assert.Contains(Events, each => each.Purchase?.CouponCode.Length > 0);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 0)]
    [InlineData(1, 3_661)]
    [InlineData(1, 366)]
    public void Shop_OptionOutOfRange_Throws(int customers, int days) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shop(new ShopOptions(customers, days, 0, new DateOnly(1971, 1, 1))));

    [Fact]
    public void Shop_OneCustomerOneDay_StillJoins()
    {
        List<Event> events = [.. new Shop(new ShopOptions(1, 1, ulong.MaxValue, new DateOnly(1970, 1, 2))).Events()];
        Assert.True(events.Count >= 2);
        Assert.All(events, each => Assert.InRange(each.OccurredTime.Seconds, 0, 86_399));
    }

    private static void AssertValid(Event each)
    {
        switch (each.KindCase)
        {
            case Event.KindOneofCase.Profile:
                Assert.All(each.Profile.Attributes, pair => Assert.InRange(pair.Value.Length, 1, 256));
                break;
            case Event.KindOneofCase.Activity:
                Assert.NotEmpty(each.Activity.Name);
                break;
            case Event.KindOneofCase.Purchase:
                Assert.InRange(each.Purchase.Amount.MinorUnits, 90, 500_000);
                break;
            case Event.KindOneofCase.Refund:
                Assert.NotEmpty(each.Refund.OrderId);
                break;
            case Event.KindOneofCase.Coupon:
                Assert.NotEmpty(each.Coupon.CouponId);
                Assert.NotEqual(CouponAction.Unspecified, each.Coupon.Action);
                break;
            case Event.KindOneofCase.Subscription:
                Assert.NotEmpty(each.Subscription.SubscriptionId);
                Assert.NotEqual(SubscriptionAction.Unspecified, each.Subscription.Action);
                Assert.InRange(each.Subscription.BillingMonths, 0, 12);
                break;
            case Event.KindOneofCase.SurveyResponse:
                bool isNps = each.SurveyResponse.Type == SurveyType.Nps;
                Assert.InRange(each.SurveyResponse.Score, isNps ? 0 : 1, isNps ? 10 : 5);
                break;
            default:
                Assert.Fail($"unexpected {each.KindCase}");
                break;
        }
    }

    private static string Hash(IEnumerable<Event> events)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Event each in events)
        {
            hash.AppendData(each.ToByteArray());
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
