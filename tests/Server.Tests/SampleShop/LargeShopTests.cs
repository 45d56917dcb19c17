using System.Security.Cryptography;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.SampleShop;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.SampleShop;

public sealed class LargeShopTests
{
    private const long DayMs = 24L * 3600 * 1000;
    private static readonly LargeShopOptions Options = new(1_000, 200);

    [Fact]
    public void Blocks_OneAfterTheOther_HoldEveryEventInOrderOfTime()
    {
        var shop = new LargeShop(Options);
        var (last, count, purchases) = (shop.EndMs - (Options.Days * DayMs), 0, 0);
        HashSet<int> customers = [];
        HashSet<string> orders = [];
        foreach (var block in shop.Blocks())
        {
            for (var i = 0; i < block.Count; i++)
            {
                var read = Event.Parser.ParseFrom(block[i]);
                Assert.Equal($"c-{block.CustomerOf(i) + 1:D7}", read.CustomerId);
                Assert.Equal(block.TimeOf(i), read.OccurredTime.ToDateTimeOffset().ToUnixTimeMilliseconds());
                Assert.InRange(block.TimeOf(i), last, shop.EndMs - 1);
                Assert.True(EventReader.Read(block[i], out _).IsAccepted, read.ToString());
                last = block.TimeOf(i);
                customers.Add(block.CustomerOf(i));
                count++;
                if (read.KindCase != Event.KindOneofCase.Purchase)
                    continue;
                purchases++;
                Assert.InRange(read.Purchase.Amount.MinorUnits, 100, 20_100);
                Assert.True(orders.Add(read.Purchase.OrderId), read.Purchase.OrderId);
            }
        }
        Assert.Equal(Options.Customers * Options.EventsPerCustomer, count);
        Assert.Equal(Options.Customers, customers.Count);
        Assert.InRange((double)purchases / count, 0.08, 0.12);
    }

    [Fact]
    public void Blocks_AreTheSameBytesOnEveryMachine()
    {
        Assert.Equal(Hash(Options), Hash(Options));
        var hash = Hash(Options with { HasProfiles = true, LateShare = 0.05, ShuffledDays = 7 });
        Assert.True(hash == "F6E95C91F058835D8C947CAE48730964C2C4F82F303E881953F464DA5051D084", hash);
    }

    [Fact]
    public void Blocks_AnyOtherOption_AreOthers()
    {
        LargeShopOptions[] others =
        [
            Options, Options with { Seed = 2 }, Options with { Customers = 1_001 }, Options with { Days = 201 },
            Options with { Until = new DateOnly(2025, 10, 2) }, Options with { EventsPerCustomer = 31 }, Options with { LateShare = 0.1 },
            Options with { ShuffledDays = 3 }, Options with { HasProfiles = true }, Options with { Accounts = 10 },
        ];
        Assert.Equal(others.Length, others.Select(Hash).Distinct().Count());
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.5)]
    public void Blocks_WithLateEvents_HaveThatShareBehindTheirDay(double share)
    {
        var shop = new LargeShop(Options with { LateShare = share });
        var (late, count, day) = (0, 0, shop.EndMs - (Options.Days * DayMs));
        foreach (var block in shop.Blocks())
        {
            for (var i = 0; i < block.Count; i++)
                late += block.TimeOf(i) < day ? 1 : 0;
            count += block.Count;
            day += DayMs;
        }
        Assert.InRange((double)late / count, share * 0.85, share * 1.1);
    }

    [Fact]
    public void Blocks_Shuffled_HoldTheSameEventsInAnotherOrder()
    {
        var inOrder = Texts(Options);
        var shuffled = Texts(Options with { ShuffledDays = 30 });
        Assert.NotEqual(inOrder, shuffled);
        Assert.Equal(inOrder.Count, shuffled.Count);
        // The order of drawing differs from the first shuffled block on, so only its own events can be compared.
        var first = new LargeShop(Options with { ShuffledDays = 30 }).Blocks().First();
        var firstDays = new LargeShop(Options).Blocks().Take(30).SelectMany(TextsOf).ToList();
        Assert.NotEqual(firstDays, TextsOf(first));
        Assert.Equal(firstDays.Order(), TextsOf(first).Order());
    }

    [Fact]
    public void Blocks_WithProfiles_HaveOneForEachCustomerAndSubscriptionsThatEnd()
    {
        var events = new LargeShop(Options with { HasProfiles = true }).Blocks()
            .SelectMany(block => Enumerable.Range(0, block.Count).Select(i => Event.Parser.ParseFrom(block[i])).ToList()).ToList();
        var profiles = events.Where(read => read.KindCase == Event.KindOneofCase.Profile).ToList();
        Assert.Equal(Options.Customers, profiles.Select(read => read.CustomerId).Distinct().Count());
        Assert.Equal(Options.Customers, profiles.Count);
        Assert.All(profiles, read => Assert.NotEmpty(read.Profile.Attributes["country"]));
        var started = events.Where(read => read.Subscription?.Action == V1.SubscriptionAction.Started).ToList();
        var cancelled = events.Where(read => read.Subscription?.Action == V1.SubscriptionAction.Cancelled).ToList();
        Assert.InRange(started.Count, Options.Customers * 0.15, Options.Customers * 0.25);
        Assert.InRange(cancelled.Count, started.Count * 0.1, started.Count * 0.7);
        Assert.Empty(cancelled.Select(read => read.CustomerId).Except(started.Select(read => read.CustomerId)));
        Assert.Equal(cancelled.Count, cancelled.Select(read => read.CustomerId).Distinct().Count());
    }

    [Fact]
    public void Blocks_WithAccounts_NameTheCustomersOneInEveryVisit()
    {
        var visits = new LargeShop(Options with { Accounts = 10 }).Blocks()
            .SelectMany(block => Enumerable.Range(0, block.Count).Select(i => Event.Parser.ParseFrom(block[i])).ToList())
            .Where(read => read.Properties.Count > 0)
            .Select(read => (Customer: read.CustomerId, Account: read.Properties["account"])).ToList();
        Assert.Equal(Options.Customers * (Options.EventsPerCustomer - 1), visits.Count);
        Assert.Equal(10, visits.Select(visit => visit.Account).Distinct().Count());
        Assert.All(visits.Distinct().GroupBy(visit => visit.Customer), own => Assert.Single(own));
    }

    [Fact]
    public void LargeShop_OptionOutOfRange_IsRefused()
    {
        foreach (var options in (LargeShopOptions[])[
            new(0), new(10_000_001), new(1, 0), new(1, 3_661), new(1) { EventsPerCustomer = 0 }, new(1) { LateShare = 1.1 },
            new(1) { LateShare = double.NaN }, new(1) { ShuffledDays = -1 }, new(1) { Accounts = -1 },
            new(1) { Until = new DateOnly(1971, 1, 1) }])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new LargeShop(options));
        }
    }

    private static List<string> Texts(LargeShopOptions options) => [.. new LargeShop(options).Blocks().SelectMany(TextsOf)];

    private static List<string> TextsOf(EventBlock block) =>
        [.. Enumerable.Range(0, block.Count).Select(i => Convert.ToHexString(block[i]))];

    private static string Hash(LargeShopOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var block in new LargeShop(options).Blocks())
        {
            for (var i = 0; i < block.Count; i++)
                hash.AppendData(block[i]);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
