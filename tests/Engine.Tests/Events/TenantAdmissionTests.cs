using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.V1;
using Xunit;
using Reason = RetentionGrpc.Engine.Events.RejectionReason;
using SubscriptionAction = RetentionGrpc.V1.SubscriptionAction;

namespace RetentionGrpc.Engine.Tests.Events;

public sealed class TenantAdmissionTests
{
    private const long NowMs = 1_774_000_000_000;
    private static readonly TenantSettings Settings = new() { TenantId = "shop", Currency = "EUR", EarliestEventMs = 1_000 };

    [Theory]
    [InlineData(NowMs + 300_000, Reason.None)]
    [InlineData(NowMs + 300_001, Reason.Future)]
    [InlineData(1_000, Reason.None)]
    [InlineData(999, Reason.TooOld)]
    public void Judge_Time_IsHeldAgainstClockAndEarliest(long occurredMs, Reason expected)
    {
        var verdict = Judge(new TenantAdmission(Settings), Of(occurredMs, message => message.Activity = new()));
        Assert.Equal((expected, expected == Reason.None ? null : "occurred_time"), (verdict.Reason, verdict.Field));
    }

    [Fact]
    public void Judge_Currency_MustBeTheTenantsOrUnset()
    {
        var admission = new TenantAdmission(Settings);
        Money usd = new() { MinorUnits = 1, CurrencyCode = "USD" }, eur = new() { CurrencyCode = "EUR" };
        Assert.True(Judge(admission, Of(message => message.Purchase = new() { Amount = eur })).IsAccepted);
        Assert.True(Judge(admission, Of(message => message.Purchase = new() { Amount = new() })).IsAccepted);
        AssertRejected("purchase.amount.currency_code", message => message.Purchase = new() { Amount = usd });
        AssertRejected("refund.amount.currency_code", message => message.Refund = new() { Amount = usd });
        AssertRejected("subscription.billing_amount.currency_code", message => message.Subscription = Step(SubscriptionAction.Started));
        AssertRejected("spend.amount.currency_code", message =>
            (message.CustomerId, message.Spend) = ("", new() { Purpose = SpendPurpose.Retention, Amount = usd }));
        // A price is not read on PAUSED and CANCELLED.
        Assert.True(Judge(admission, Of(message => message.Subscription = Step(SubscriptionAction.Paused))).IsAccepted);
        Assert.True(Judge(admission, Of(message => message.Subscription = Step(SubscriptionAction.Cancelled))).IsAccepted);

        void AssertRejected(string field, Action<Event> change)
        {
            var verdict = Judge(admission, Of(change));
            Assert.Equal((Reason.CurrencyMismatch, field), (verdict.Reason, verdict.Field));
        }

        Subscription Step(SubscriptionAction action) => new() { SubscriptionId = "s", Action = action, BillingAmount = usd };
    }

    [Fact]
    public void Judge_ActivityNames_256AndNoMore()
    {
        var admission = new TenantAdmission(Settings);
        for (var i = 0; i < EventLimits.ActivityNames; i++)
            Assert.True(Judge(admission, Named($"n{i}")).IsAccepted);
        var verdict = Judge(admission, Named("one too many"));
        Assert.Equal((Reason.LimitReached, "activity.name"), (verdict.Reason, verdict.Field));
        Assert.True(Judge(admission, Named("n0")).IsAccepted);
        Assert.True(Judge(admission, Of(message => message.Referral = new() { ReferredCustomerId = "one too many" })).IsAccepted);
    }

    [Fact]
    public void Judge_Attributes_32AndNoMore_ARejectedProfileCountsNothing()
    {
        var admission = new TenantAdmission(Settings);
        for (var i = 0; i < EventLimits.Attributes - 1; i++)
            Assert.True(Judge(admission, Profile(($"a{i}", "v"))).IsAccepted);
        var verdict = Judge(admission, Profile(("x", "v"), ("y", "v")));
        Assert.Equal((Reason.LimitReached, "profile.attributes"), (verdict.Reason, verdict.Field));
        Assert.True(Judge(admission, Profile(("y", "v"), ("a0", "w"))).IsAccepted);
        Assert.Equal(Reason.LimitReached, Judge(admission, Profile(("x", "v"))).Reason);
    }

    [Fact]
    public void Judge_ValuesOfAnAttribute_10000AndNoMore()
    {
        var admission = new TenantAdmission(Settings);
        for (var i = 0; i < EventLimits.AttributeValues; i++)
            Assert.True(Judge(admission, Profile(("id", $"{i}"))).IsAccepted);
        Assert.Equal(Reason.LimitReached, Judge(admission, Profile(("id", "new"))).Reason);
        Assert.True(Judge(admission, Profile(("id", "17"))).IsAccepted);
        Assert.True(Judge(admission, Profile(("other", "new"))).IsAccepted);
    }

    [Fact]
    public void Learn_NamesOfAPartition_CountFromThenOn()
    {
        var (partition, writer) = (new Partition(new PartitionSettings(1)), new EntryWriter());
        writer.WriteTenant(0, Settings);
        partition.Apply(1, writer.Written.Span);
        List<Event> events =
            [.. Enumerable.Range(0, 256).Select(i => Named($"n{i}")), .. Enumerable.Range(0, 32).Select(i => Profile(($"a{i}", "v")))];
        writer.BeginBatches(0, 1);
        writer.BeginSubBatch(new("shop", "", 0, 0, 0), events.Count);
        for (var i = 0; i < events.Count; i++)
            writer.WriteEvent(i, Reason.None, events[i].ToByteArray());
        partition.Apply(2, writer.Written.Span);
        var admission = new TenantAdmission(Settings);
        admission.Learn(partition.Find("shop")!);
        Assert.Equal(Reason.LimitReached, Judge(admission, Named("n256")).Reason);
        Assert.Equal(Reason.LimitReached, Judge(admission, Profile(("a32", "v"))).Reason);
        Assert.True(Judge(admission, Named("n255")).IsAccepted);
        Assert.True(Judge(admission, Profile(("a31", "w"))).IsAccepted);
    }

    private static Verdict Judge(TenantAdmission admission, Event message)
    {
        var verdict = EventReader.Read(message.ToByteArray(), out var view);
        Assert.True(verdict.IsAccepted, $"{verdict}");
        return admission.Judge(view, NowMs);
    }

    private static Event Named(string name) => Of(message => message.Activity = new() { Name = name });

    private static Event Profile(params (string Key, string Value)[] attributes) => Of(message =>
    {
        message.Profile = new();
        foreach (var (key, value) in attributes)
            message.Profile.Attributes[key] = value;
    });

    private static Event Of(Action<Event> change) => Of(NowMs, change);

    private static Event Of(long occurredMs, Action<Event> change)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(occurredMs);
        var message = new Event { CustomerId = "c", OccurredTime = Timestamp.FromDateTimeOffset(time) };
        change(message);
        return message;
    }
}
