using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.V1;
using Xunit;
using Reason = RetentionGrpc.Engine.Events.RejectionReason;
using SubscriptionAction = RetentionGrpc.V1.SubscriptionAction;

namespace RetentionGrpc.Engine.Tests.Events;

/// <summary>Every fault of an event's own bytes, with the field that is named.</summary>
public sealed class RejectionTests
{
    private static readonly string Long = new('x', 129);
    private static readonly string LongValue = new('x', 257);

    public static TheoryData<Reason, string, byte[]> Faults()
    {
        var faults = new TheoryData<Reason, string, byte[]>();
        foreach (var (reason, field, message) in MessageFaults().Concat(KindFaults()))
            faults.Add(reason, field, message.ToByteArray());
        byte[] valid = Of(message => message.Referral = new() { ReferredCustomerId = "r" }).ToByteArray();
        faults.Add(Reason.BadEncoding, "", valid[..^1]);
        faults.Add(Reason.BadEncoding, "", [.. valid, 0x0F]);
        faults.Add(Reason.BadEncoding, "", [.. valid, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
        faults.Add(Reason.BadEncoding, "event_id", [0x0A, 1, 0xFF, .. valid]);
        faults.Add(Reason.BadEncoding, "customer_id", [.. valid, 0x12, 1, 0xC0]);
        faults.Add(Reason.BadEncoding, "occurred_time", [.. valid, 0x1A, 1, 0x08]);
        faults.Add(Reason.BadEncoding, "properties", [.. valid, 0x22, 3, 0x0A, 1, 0xFF]);
        faults.Add(Reason.BadEncoding, "activity", [.. valid, 0x52, 3, 0x0A, 1, 0xFF]);
        faults.Add(Reason.BadEncoding, "activity.session_duration", [.. valid, 0x52, 3, 0x12, 1, 0x08]);
        faults.Add(Reason.BadEncoding, "purchase.amount", [.. valid, 0x5A, 3, 0x12, 1, 0x08]);
        faults.Add(Reason.BadEncoding, "profile.attributes", [.. valid, 0xA2, 0x01, 3, 0x0A, 1, 0x0A]);
        faults.Add(Reason.BadEncoding, "loyalty", [.. valid, 0x9A, 0x01, 1, 0x08]);
        faults.Add(Reason.UnknownKind, "kind", [.. Of(_ => { }).ToByteArray(), 0xF2, 0x01, 0]);
        return faults;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_Fault_IsRejectedWithItsReasonAndField(Reason reason, string field, byte[] bytes)
    {
        var verdict = EventReader.Read(bytes, out _);
        Assert.Equal((reason, field), (verdict.Reason, verdict.Field));
        Assert.False(verdict.IsAccepted);
        Assert.NotEmpty(verdict.Message);
    }

    [Fact]
    public void Faults_AndThoseOfTheTenant_CoverEveryReason()
    {
        var ofTheTenant = new[] { Reason.Future, Reason.TooOld, Reason.CurrencyMismatch, Reason.LimitReached };
        var provoked = Faults().Select(row => (Reason)((object[])row)[0]).Concat(ofTheTenant).Distinct().Order();
        Assert.Equal(System.Enum.GetValues<Reason>().Where(reason => reason != Reason.None).Order(), provoked);
    }

    private static IEnumerable<(Reason, string, Event)> MessageFaults()
    {
        yield return (Reason.MissingCustomer, "customer_id", Act(message => message.CustomerId = ""));
        yield return (Reason.MissingCustomer, "customer_id", Of(message => message.Spend = Spend()));
        yield return (Reason.MissingCustomer, "customer_id",
            Retract(new() { Kind = V1.EventKind.Spend, SpendPurpose = SpendPurpose.Retention }));
        yield return (Reason.BadId, "event_id", Act(message => message.EventId = Long));
        yield return (Reason.BadId, "customer_id", Act(message => message.CustomerId = Long));
        yield return (Reason.BadTime, "occurred_time", Act(message => message.OccurredTime = null));
        yield return (Reason.BadTime, "occurred_time", Act(message => message.OccurredTime = new() { Nanos = -1 }));
        yield return (Reason.BadTime, "occurred_time", Act(message => message.OccurredTime = new() { Nanos = 1_000_000_000 }));
        yield return (Reason.BadTime, "occurred_time", Act(message => message.OccurredTime = new() { Seconds = -62_135_596_801 }));
        yield return (Reason.BadTime, "occurred_time", Act(message => message.OccurredTime = new() { Seconds = 253_402_300_800 }));
        yield return (Reason.BadTime, "occurred_time", Act(message => message.OccurredTime = new() { Seconds = long.MaxValue }));
        yield return (Reason.TooLarge, "properties", Act(message => Fill(message.Properties, 33)));
        yield return (Reason.TooLarge, "properties", Act(message => message.Properties["p"] = LongValue));
        yield return (Reason.BadValue, "properties", Act(message => message.Properties[""] = "v"));
        yield return (Reason.BadValue, "properties", Act(message => message.Properties[Long] = "v"));
        yield return (Reason.TooLarge, "", Act(message => Fill(message.Properties, 64, new('v', 256))));
        yield return (Reason.TooLarge, "profile.attributes", Of(message => Fill((message.Profile = new()).Attributes, 33)));
        yield return (Reason.TooLarge, "profile.attributes", Of(message => (message.Profile = new()).Attributes["a"] = LongValue));
        yield return (Reason.BadValue, "profile.attributes", Of(message => (message.Profile = new()).Attributes[""] = "v"));
        yield return (Reason.BadValue, "profile.attributes", Of(message => message.Profile = new()));
        yield return (Reason.UnknownKind, "kind", Of(_ => { }));
    }

    private static IEnumerable<(Reason, string, Event)> KindFaults()
    {
        foreach (var (reason, field, change) in SubscriptionFaults())
            yield return (reason, field, Of(message => change(message.Subscription = Started())));
        yield return (Reason.BadId, "activity.name", Of(message => message.Activity = new() { Name = Long }));
        foreach (var seconds in new[] { -1, (366L * 24 * 3600) + 1, long.MaxValue })
            yield return (Reason.BadValue, "activity.session_duration",
                Act(message => message.Activity.SessionDuration = new() { Seconds = seconds }));
        yield return (Reason.BadId, "purchase.order_id", Of(message => message.Purchase = new() { OrderId = Long, Amount = new() }));
        yield return (Reason.BadId, "purchase.coupon_code", Of(message => message.Purchase = new() { CouponCode = Long, Amount = new() }));
        yield return (Reason.BadValue, "purchase.amount", Of(message => message.Purchase = new()));
        yield return (Reason.BadValue, "purchase.amount", Of(message => message.Purchase = new() { Amount = new() { MinorUnits = -1 } }));
        yield return (Reason.BadValue, "refund.amount", Of(message => message.Refund = new() { Amount = new() { MinorUnits = TooMuch } }));
        yield return (Reason.BadId, "survey_response.survey_id", Survey("", SurveyType.Nps, 1));
        yield return (Reason.BadValue, "survey_response.type", Survey("s", SurveyType.Unspecified, 1));
        (SurveyType, int)[] scores =
            [(SurveyType.Nps, -1), (SurveyType.Nps, 11), (SurveyType.Csat, 0), (SurveyType.Csat, 6), (SurveyType.Ces, 8)];
        foreach (var (type, score) in scores)
            yield return (Reason.BadValue, "survey_response.score", Survey("s", type, score));
        yield return (Reason.BadId, "coupon.coupon_id", Of(message => message.Coupon = new() { Action = CouponAction.Issued }));
        yield return (Reason.BadValue, "coupon.action", Of(message => message.Coupon = new() { CouponId = "k" }));
        yield return (Reason.BadId, "coupon.campaign_id", Of(message => message.Coupon = new() { CouponId = "k", CampaignId = Long }));
        yield return (Reason.BadId, "campaign_touch.campaign_id", Of(message => message.CampaignTouch = new()));
        yield return (Reason.BadValue, "campaign_touch.stage", Of(message => message.CampaignTouch = new() { CampaignId = "c" }));
        yield return (Reason.BadValue, "campaign_touch.channel",
            Of(message => message.CampaignTouch = new() { CampaignId = "c", Stage = CampaignStage.Sent }));
        yield return (Reason.BadId, "referral.referred_customer_id", Of(message => message.Referral = new()));
        yield return (Reason.BadId, "support_case.case_id", Of(message => message.SupportCase = new()));
        yield return (Reason.BadValue, "support_case.action", Of(message => message.SupportCase = new() { CaseId = "c" }));
        yield return (Reason.BadValue, "support_case.type",
            Of(message => message.SupportCase = new() { CaseId = "c", Action = SupportAction.Opened }));
        yield return (Reason.BadValue, "loyalty.action", Of(message => message.Loyalty = new() { Points = 1 }));
        yield return (Reason.BadValue, "loyalty.points", Of(message => message.Loyalty = new() { Action = LoyaltyAction.Earned }));
        yield return (Reason.BadValue, "loyalty.points",
            Of(message => message.Loyalty = new() { Action = LoyaltyAction.Earned, Points = TooMuch }));
        yield return (Reason.BadValue, "spend.purpose", Spent(new() { Amount = new() }));
        yield return (Reason.BadValue, "spend.amount", Spent(new() { Purpose = SpendPurpose.Retention }));
        yield return (Reason.BadId, "spend.channel", Spent(new() { Purpose = SpendPurpose.Retention, Amount = new(), Channel = Long }));
        yield return (Reason.BadValue, "retraction.kind", Retract(new()));
        yield return (Reason.BadValue, "retraction.kind", Retract(new() { Kind = V1.EventKind.Retraction }));
        yield return (Reason.BadValue, "retraction", Retract(new() { Kind = V1.EventKind.Purchase, Name = "login" }));
        yield return (Reason.BadValue, "retraction", Retract(new() { Kind = V1.EventKind.Loyalty }));
        yield return (Reason.BadId, "retraction", Retract(new() { Kind = V1.EventKind.SupportCase, SupportAction = SupportAction.Opened }));
    }

    private const long TooMuch = 1_000_000_000_000_001;

    private static IEnumerable<(Reason, string, Action<Subscription>)> SubscriptionFaults() =>
    [
        (Reason.BadId, "subscription.subscription_id", step => step.SubscriptionId = ""),
        (Reason.BadId, "subscription.plan", step => step.Plan = Long),
        (Reason.BadId, "subscription.cancel_reason_text", step =>
            (step.Action, step.CancelReasonText) = (SubscriptionAction.Cancelled, LongValue)),
        (Reason.BadValue, "subscription.action", step => step.Action = SubscriptionAction.Unspecified),
        (Reason.BadValue, "subscription.action", step => step.Action = (SubscriptionAction)257),
        (Reason.BadValue, "subscription.billing_amount", step => step.BillingAmount = new() { MinorUnits = -1 }),
        (Reason.BadValue, "subscription.billing_months", step => step.BillingMonths = -1),
        (Reason.BadValue, "subscription.billing_months", step => step.BillingMonths = 121),
        (Reason.BadValue, "subscription.paid_through_time", step => step.PaidThroughTime = new() { Nanos = -1 }),
        (Reason.BadValue, "subscription.cancel_reason", step =>
            (step.Action, step.CancelReason) = (SubscriptionAction.Cancelled, (CancelReason)3)),
    ];

    private static void Fill(Google.Protobuf.Collections.MapField<string, string> map, int count, string value = "v")
    {
        for (var i = 0; i < count; i++)
            map[$"k{i}"] = value;
    }

    private static Subscription Started() => new() { SubscriptionId = "s", Action = SubscriptionAction.Started };

    private static Spend Spend() => new() { Purpose = SpendPurpose.Retention, Amount = new() };

    private static Event Spent(Spend spend) => Of(message => (message.CustomerId, message.Spend) = ("", spend));

    private static Event Survey(string id, SurveyType type, int score) =>
        Of(message => message.SurveyResponse = new() { SurveyId = id, Type = type, Score = score });

    private static Event Retract(Retraction taken) => Of(message => message.Retraction = taken);

    private static Event Act(Action<Event> change) => Of(message =>
    {
        message.Activity = new();
        change(message);
    });

    private static Event Of(Action<Event> change)
    {
        var message = new Event { CustomerId = "c", OccurredTime = new Timestamp { Seconds = 1_700_000_000 } };
        change(message);
        return message;
    }
}
