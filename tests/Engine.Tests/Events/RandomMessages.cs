using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;

namespace RetentionGrpc.Engine.Tests.Events;

/// <summary>Valid events by chance, as the generated classes have them: every kind, every field, set or unset, at its limits.</summary>
internal sealed class RandomMessages(Random random)
{
    public static readonly Event.KindOneofCase[] Kinds = [.. Enumerable.Range(10, 13).Select(number => (Event.KindOneofCase)number)];

    public Event Next() => Next(Kinds[random.Next(Kinds.Length)]);

    public Event Next(Event.KindOneofCase kind)
    {
        var message = new Event { EventId = Maybe() ? Id() : "", CustomerId = Id(), OccurredTime = Time() };
        for (var count = random.Next(4) == 0 ? random.Next(33) : random.Next(3); count > 0; count--)
            message.Properties[Id(16)] = Text(40);
        SetKind(message, kind);
        if (message.Spend is not null || message.Retraction is { Kind: EventKind.Spend })
            message.CustomerId = "";
        return message;
    }

    private void SetKind(Event message, Event.KindOneofCase kind)
    {
        switch (kind)
        {
            case Event.KindOneofCase.Activity:
                message.Activity = new() { Name = Text(128), SessionDuration = Maybe() ? Session() : null };
                break;
            case Event.KindOneofCase.Purchase:
                message.Purchase = new() { OrderId = Text(128), Amount = Amount(), CouponCode = Text(128) };
                break;
            case Event.KindOneofCase.Refund:
                message.Refund = new() { OrderId = Text(128), Amount = Amount() };
                break;
            case Event.KindOneofCase.Subscription:
                message.Subscription = Subscription();
                break;
            case Event.KindOneofCase.SurveyResponse:
                var type = (SurveyType)random.Next(1, 4);
                var score = type == SurveyType.Nps ? random.Next(11) : random.Next(1, 6);
                message.SurveyResponse = new() { SurveyId = Id(), Type = type, Score = score };
                break;
            case Event.KindOneofCase.Coupon:
                message.Coupon = new() { CouponId = Id(), Action = (CouponAction)random.Next(1, 4), CampaignId = Text(128) };
                break;
            case Event.KindOneofCase.CampaignTouch:
                message.CampaignTouch = CampaignTouch();
                break;
            case Event.KindOneofCase.Referral:
                message.Referral = new() { ReferredCustomerId = Id() };
                break;
            case Event.KindOneofCase.SupportCase:
                message.SupportCase = SupportCase();
                break;
            case Event.KindOneofCase.Loyalty:
                message.Loyalty = new() { Action = (LoyaltyAction)random.Next(1, 4), Points = 1 + random.NextInt64(1_000_000_000_000_000) };
                break;
            case Event.KindOneofCase.Profile:
                message.Profile = new();
                for (var count = random.Next(1, 33); count > 0; count--)
                    message.Profile.Attributes[Id(12)] = Text(30);
                break;
            case Event.KindOneofCase.Retraction:
                message.Retraction = Retraction((EventKind)(random.Next(12) is var other && other == 11 ? 13 : other + 1));
                break;
            default:
                message.Spend = new()
                {
                    Purpose = (SpendPurpose)random.Next(1, 3),
                    Channel = Text(128),
                    CampaignId = Text(128),
                    Amount = Amount(),
                };
                break;
        }
    }

    private CampaignTouch CampaignTouch() => new()
    {
        CampaignId = Id(),
        Variant = Text(128),
        Channel = (CampaignChannel)random.Next(1, 6),
        Stage = (CampaignStage)random.Next(1, 8),
    };

    private SupportCase SupportCase() => new()
    {
        CaseId = Id(),
        Channel = Text(128),
        Type = (SupportType)random.Next(1, 3),
        Action = (SupportAction)random.Next(1, 4),
    };

    private Subscription Subscription()
    {
        var step = new Subscription
        {
            SubscriptionId = Id(),
            Action = (SubscriptionAction)random.Next(1, 6),
            BillingAmount = Maybe() ? Amount() : null,
            BillingMonths = random.Next(121),
            PaidThroughTime = Maybe() ? Time() : null,
            Plan = Text(128),
            CancelReason = (CancelReason)random.Next(3),
            CancelReasonText = Text(256),
        };
        return step;
    }

    private Retraction Retraction(EventKind kind)
    {
        var taken = new Retraction { Kind = kind };
        switch (kind)
        {
            case EventKind.Activity: taken.Name = Text(128); break;
            case EventKind.Purchase or EventKind.Refund: taken.OrderId = Text(128); break;
            case EventKind.Subscription:
                (taken.SubscriptionId, taken.SubscriptionAction) = (Id(), (SubscriptionAction)random.Next(1, 6));
                break;
            case EventKind.SurveyResponse: taken.SurveyId = Id(); break;
            case EventKind.Coupon: (taken.CouponId, taken.CouponAction) = (Id(), (CouponAction)random.Next(1, 4)); break;
            case EventKind.CampaignTouch: (taken.CampaignId, taken.CampaignStage) = (Id(), (CampaignStage)random.Next(1, 8)); break;
            case EventKind.Referral: taken.ReferredCustomerId = Id(); break;
            case EventKind.SupportCase: (taken.CaseId, taken.SupportAction) = (Id(), (SupportAction)random.Next(1, 4)); break;
            case EventKind.Loyalty: taken.LoyaltyAction = (LoyaltyAction)random.Next(1, 4); break;
            case EventKind.Spend: (taken.SpendChannel, taken.SpendPurpose) = (Text(128), (SpendPurpose)random.Next(1, 3)); break;
            default: break;
        }
        return taken;
    }

    private Money Amount() => new()
    {
        MinorUnits = random.Next(4) == 0 ? 1_000_000_000_000_000 : random.Next(3) == 0 ? 0 : random.NextInt64(100_000),
        CurrencyCode = Maybe() ? "EUR" : "",
    };

    private Timestamp Time() => random.Next(8) switch
    {
        0 => new() { Seconds = -62_135_596_800 },
        1 => new() { Seconds = 253_402_300_799, Nanos = 999_999_999 },
        2 => new() { Seconds = -random.NextInt64(2_000_000_000), Nanos = random.Next(1_000_000_000) },
        _ => new() { Seconds = random.NextInt64(2_000_000_000), Nanos = random.Next(1_000_000_000) },
    };

    private Duration Session() => random.Next(4) switch
    {
        0 => new(),
        1 => new() { Seconds = 366L * 24 * 3600 },
        _ => new() { Seconds = random.Next(100_000), Nanos = random.Next(1_000_000_000) },
    };

    private bool Maybe() => random.Next(2) == 0;

    private string Id(int longest = 128) => Text(longest) is { Length: > 0 } text ? text : "i";

    /// <summary>UTF-8 of one to four bytes a character, at most so many bytes.</summary>
    private string Text(int longest)
    {
        string[] characters = ["a", "7", "ü", "€", "😀", "-"];
        var text = "";
        for (var bytes = random.Next(6) == 0 ? longest : random.Next(Math.Min(longest, 12)); bytes >= 4; bytes -= 4)
            text += characters[random.Next(characters.Length)];
        return text;
    }
}
