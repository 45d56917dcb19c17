using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PlainRecount;
using RetentionGrpc.V1;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>Plain events as the messages that a client would send.</summary>
internal static class WireEvents
{
    /// <param name="plain">The event.</param>
    /// <param name="random">Decides what is free: digits below a millisecond, defaults written out or left unset.</param>
    public static byte[] Bytes(PlainEvent plain, Random random) => Message(plain, random).ToByteArray();

    public static Event Message(PlainEvent plain, Random random)
    {
        var message = new Event { EventId = plain.EventId, CustomerId = plain.Customer, OccurredTime = Time(plain.Ms, random) };
        if (plain.Kind != PlainKind.Profile)
            message.Properties.Add(plain.Properties);
        SetKind(message, plain, random);
        return message;
    }

    public static Timestamp Time(long ms, Random random)
    {
        var time = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(ms));
        time.Nanos += random.Next(3) == 0 ? random.Next(1_000_000) : 0;
        return time;
    }

    private static void SetKind(Event message, PlainEvent plain, Random random)
    {
        switch (plain.Kind)
        {
            case PlainKind.Activity:
                message.Activity = new() { Name = NameOf(plain, random), SessionDuration = DurationOf(plain) };
                break;
            case PlainKind.Purchase:
                message.Purchase = new() { OrderId = plain.Name, Amount = MoneyOf(plain, random), CouponCode = plain.Label };
                break;
            case PlainKind.Refund:
                message.Refund = new() { OrderId = plain.Name, Amount = MoneyOf(plain, random) };
                break;
            case PlainKind.Subscription:
                message.Subscription = Subscription(plain, random);
                break;
            case PlainKind.SurveyResponse:
                message.SurveyResponse = new() { SurveyId = plain.Name, Type = (SurveyType)plain.Detail, Score = (int)plain.Number!.Value };
                break;
            case PlainKind.Coupon:
                message.Coupon = new() { CouponId = plain.Name, Action = (CouponAction)plain.Action, CampaignId = plain.Label };
                break;
            case PlainKind.CampaignTouch:
                message.CampaignTouch = CampaignTouch(plain);
                break;
            case PlainKind.Referral:
                message.Referral = new() { ReferredCustomerId = plain.Name };
                break;
            case PlainKind.SupportCase:
                message.SupportCase = SupportCase(plain);
                break;
            case PlainKind.Loyalty:
                message.Loyalty = new() { Action = (LoyaltyAction)plain.Action, Points = plain.Number!.Value };
                break;
            case PlainKind.Profile:
                message.Profile = new() { Attributes = { plain.Properties } };
                break;
            case PlainKind.Spend:
                message.Spend = new()
                {
                    Channel = plain.Name,
                    Purpose = (SpendPurpose)plain.Action,
                    CampaignId = plain.Label,
                    Amount = MoneyOf(plain, random),
                };
                break;
            default:
                message.Retraction = Retraction(plain, random);
                break;
        }
    }

    private static CampaignTouch CampaignTouch(PlainEvent plain) => new()
    {
        CampaignId = plain.Name,
        Stage = (CampaignStage)plain.Action,
        Variant = plain.Label,
        Channel = (CampaignChannel)plain.Detail,
    };

    private static SupportCase SupportCase(PlainEvent plain) => new()
    {
        CaseId = plain.Name,
        Action = (SupportAction)plain.Action,
        Channel = plain.Label,
        Type = (SupportType)plain.Detail,
    };

    private static Subscription Subscription(PlainEvent plain, Random random)
    {
        var step = new Subscription { SubscriptionId = plain.Name, Action = (SubscriptionAction)plain.Action };
        if (plain.PaidThroughMs is { } paidThroughMs)
            step.PaidThroughTime = Time(paidThroughMs, random);
        if (step.Action == SubscriptionAction.Cancelled)
        {
            step.CancelReason = (CancelReason)plain.Detail;
            step.CancelReasonText = plain.Label;
            return step;
        }
        step.Plan = plain.Label;
        if (plain.Number is not null)
            step.BillingAmount = MoneyOf(plain, random);
        step.BillingMonths = plain.Detail == 1 && random.Next(2) == 0 ? 0 : plain.Detail;
        return step;
    }

    private static Retraction Retraction(PlainEvent plain, Random random)
    {
        var taken = new Retraction { Kind = (EventKind)plain.Retracts };
        switch (plain.Retracts)
        {
            case PlainKind.Activity: taken.Name = NameOf(plain, random); break;
            case PlainKind.Purchase or PlainKind.Refund: taken.OrderId = plain.Name; break;
            case PlainKind.Subscription:
                (taken.SubscriptionId, taken.SubscriptionAction) = (plain.Name, (SubscriptionAction)plain.Action);
                break;
            case PlainKind.SurveyResponse: taken.SurveyId = plain.Name; break;
            case PlainKind.Coupon: (taken.CouponId, taken.CouponAction) = (plain.Name, (CouponAction)plain.Action); break;
            case PlainKind.CampaignTouch: (taken.CampaignId, taken.CampaignStage) = (plain.Name, (CampaignStage)plain.Action); break;
            case PlainKind.Referral: taken.ReferredCustomerId = plain.Name; break;
            case PlainKind.SupportCase: (taken.CaseId, taken.SupportAction) = (plain.Name, (SupportAction)plain.Action); break;
            case PlainKind.Loyalty: taken.LoyaltyAction = (LoyaltyAction)plain.Action; break;
            case PlainKind.Spend: (taken.SpendChannel, taken.SpendPurpose) = (plain.Name, (SpendPurpose)plain.Action); break;
            default: break;
        }
        return taken;
    }

    private static string NameOf(PlainEvent plain, Random random) => plain.Name == "activity" && random.Next(2) == 0 ? "" : plain.Name;

    private static Duration? DurationOf(PlainEvent plain) =>
        plain.Number is { } ms ? Duration.FromTimeSpan(TimeSpan.FromMilliseconds(ms)) : null;

    private static Money MoneyOf(PlainEvent plain, Random random) =>
        new() { MinorUnits = plain.Number ?? 0, CurrencyCode = random.Next(2) == 0 ? "USD" : "" };
}
