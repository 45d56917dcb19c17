using System.Text;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using EventKind = RetentionGrpc.Engine.Events.EventKind;

namespace RetentionGrpc.Server.Transport;

/// <summary>Events of timelines as the wire has them: the way back from what the reader made of them.</summary>
internal static class EventMapping
{
    /// <summary>An event for the wire.</summary>
    /// <param name="kept">What the timeline has of it.</param>
    /// <param name="customerId">Whose it is.</param>
    /// <param name="currency">The tenant's currency.</param>
    public static Event ToWire(CustomerEvent kept, string customerId, string currency)
    {
        var wire = new Event { CustomerId = customerId, OccurredTime = WireTime.ToWire(kept.OccurredMs) };
        SetKind(wire, kept, Encoding.UTF8.GetString(kept.Name), Encoding.UTF8.GetString(kept.Label), currency);
        var pairs = kept.Kind == EventKind.Profile ? wire.Profile.Attributes : wire.Properties;
        foreach (var (key, value) in kept.Properties)
            pairs.Add(Encoding.UTF8.GetString(key), Encoding.UTF8.GetString(value));
        return wire;
    }

    private static void SetKind(Event wire, CustomerEvent kept, string name, string label, string currency)
    {
        switch (kept.Kind)
        {
            case EventKind.Activity:
                var session = kept.Number is { } ms ? Duration.FromTimeSpan(TimeSpan.FromMilliseconds(ms)) : null;
                wire.Activity = new() { Name = name, SessionDuration = session };
                break;
            case EventKind.Purchase:
                wire.Purchase = new() { OrderId = name, Amount = Money(kept, currency), CouponCode = label };
                break;
            case EventKind.Refund:
                wire.Refund = new() { OrderId = name, Amount = Money(kept, currency) };
                break;
            case EventKind.Subscription:
                wire.Subscription = Subscription(kept, name, label, currency);
                break;
            case EventKind.SurveyResponse:
                wire.SurveyResponse = new() { SurveyId = name, Type = (V1.SurveyType)kept.Detail, Score = (int)(kept.Number ?? 0) };
                break;
            case EventKind.Coupon:
                wire.Coupon = new() { CouponId = name, Action = (V1.CouponAction)kept.Action, CampaignId = label };
                break;
            case EventKind.CampaignTouch:
                wire.CampaignTouch = new()
                {
                    CampaignId = name,
                    Variant = label,
                    Channel = (V1.CampaignChannel)kept.Detail,
                    Stage = (V1.CampaignStage)kept.Action,
                };
                break;
            case EventKind.Referral:
                wire.Referral = new() { ReferredCustomerId = name };
                break;
            case EventKind.SupportCase:
                wire.SupportCase = new()
                {
                    CaseId = name,
                    Channel = label,
                    Type = (V1.SupportType)kept.Detail,
                    Action = (V1.SupportAction)kept.Action,
                };
                break;
            case EventKind.Loyalty:
                wire.Loyalty = new() { Action = (V1.LoyaltyAction)kept.Action, Points = kept.Number ?? 0 };
                break;
            case EventKind.Spend:
                wire.Spend = Spend(kept, name, label, currency);
                break;
            default:
                wire.Profile = new();
                break;
        }
    }

    private static Subscription Subscription(CustomerEvent kept, string name, string label, string currency)
    {
        var step = new Subscription
        {
            SubscriptionId = name,
            Action = (V1.SubscriptionAction)kept.Action,
            PaidThroughTime = kept.UntilMs is { } ms ? WireTime.ToWire(ms) : null,
        };
        if (step.Action == V1.SubscriptionAction.Cancelled)
        {
            (step.CancelReason, step.CancelReasonText) = ((V1.CancelReason)kept.Detail, label);
            return step;
        }
        (step.Plan, step.BillingAmount) = (label, Money(kept, currency));
        step.BillingMonths = kept.Detail;
        return step;
    }

    private static Spend Spend(CustomerEvent kept, string channel, string campaign, string currency) => new()
    {
        Purpose = (V1.SpendPurpose)kept.Action,
        Channel = channel,
        CampaignId = campaign,
        Amount = Money(kept, currency),
    };

    private static Money? Money(CustomerEvent kept, string currency) =>
        kept.Number is { } amount ? new Money { MinorUnits = amount, CurrencyCode = currency } : null;
}
