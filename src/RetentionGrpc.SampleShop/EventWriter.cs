using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;
using static RetentionGrpc.SampleShop.MomentKind;

namespace RetentionGrpc.SampleShop;

/// <summary>Makes the message of a <see cref="Moment"/>.</summary>
internal sealed class EventWriter(ulong shopTag)
{
    private const string WelcomeCampaign = "welcome";
    private const string WelcomeCode = "WELCOME10";

    /// <summary>The message; its event_id is unique among shops of different options too.</summary>
    public Event Write(Moment moment)
    {
        Event message = new()
        {
            EventId = Text($"{shopTag:x16}-{moment.Customer + 1}-{moment.Position + 1}"),
            CustomerId = Text($"c-{moment.Customer + 1:D6}"),
            OccurredTime = Time(moment.TimeMs),
        };
        switch (moment.Kind)
        {
            case MomentKind.Profile:
                message.Profile = new Profile
                {
                    Attributes =
                    {
                        ["country"] = Catalogue.Countries[moment.Choice],
                        ["acquisition_channel"] = Catalogue.Channels[moment.Extra],
                    },
                };
                break;
            case SignUp or ShopperActivity or SubscriberActivity:
                message.Activity = WriteActivity(moment);
                break;
            case MomentKind.Purchase:
                message.Purchase = new Purchase { OrderId = OrderId(moment), Amount = Amount(moment.Value) };
                message.Purchase.CouponCode = moment.Choice == 1 ? WelcomeCode : "";
                break;
            case MomentKind.Refund:
                message.Refund = new Refund { OrderId = OrderId(moment), Amount = Amount(moment.Value) };
                break;
            case CouponIssued or CouponRedeemed or CouponExpired:
                message.Coupon = WriteCoupon(moment);
                break;
            case Started or Changed or Paused or Resumed or Cancelled:
                message.Subscription = WriteSubscription(moment);
                break;
            case Nps:
                message.SurveyResponse = new SurveyResponse { SurveyId = "relationship", Type = SurveyType.Nps, Score = moment.Choice };
                break;
            case Csat:
                message.SurveyResponse = new SurveyResponse { SurveyId = "order", Type = SurveyType.Csat, Score = moment.Choice };
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(moment), moment.Kind, "not a kind of moment");
        }

        return message;
    }

    private static Activity WriteActivity(Moment moment) => new()
    {
        Name = moment.Kind switch
        {
            SignUp => "sign_up",
            ShopperActivity => Catalogue.ShopperActivities[moment.Choice],
            _ => Catalogue.SubscriberActivities[moment.Choice],
        },
        SessionDuration = moment.Value == 0 ? null : new Duration { Seconds = moment.Value },
    };

    private static Coupon WriteCoupon(Moment moment) => new()
    {
        CouponId = Text($"{WelcomeCode}-{moment.Customer + 1}"),
        CampaignId = WelcomeCampaign,
        Action = moment.Kind switch
        {
            CouponIssued => CouponAction.Issued,
            CouponRedeemed => CouponAction.Redeemed,
            _ => CouponAction.Expired,
        },
    };

    private static Subscription WriteSubscription(Moment moment)
    {
        Subscription message = new() { SubscriptionId = Text($"s-{moment.Customer + 1}-{moment.Number}") };
        switch (moment.Kind)
        {
            case Started or Changed:
                bool isTrial = moment.Extra == 0;
                long monthly = Catalogue.PlanMonthlyPrice[moment.Choice];
                message.Action = moment.Kind == Started ? SubscriptionAction.Started : SubscriptionAction.Changed;
                message.Plan = Catalogue.Plans[moment.Choice];
                message.BillingMonths = isTrial ? 0 : moment.Extra;
                message.BillingAmount = isTrial ? null : Amount(moment.Extra == 12 ? monthly * 10 : monthly);
                break;
            case Cancelled:
                (message.CancelReason, message.CancelReasonText) = Catalogue.CancelReasons[moment.Choice];
                message.Action = SubscriptionAction.Cancelled;
                message.PaidThroughTime = moment.Value == 0 ? null : Time(moment.Value);
                break;
            default:
                message.Action = moment.Kind == Paused ? SubscriptionAction.Paused : SubscriptionAction.Resumed;
                break;
        }

        return message;
    }

    private static string OrderId(Moment moment) => Text($"o-{moment.Customer + 1}-{moment.Number}");

    private static Money Amount(long minorUnits) => new() { MinorUnits = minorUnits };

    private static Timestamp Time(long ms) => new() { Seconds = ms / 1_000, Nanos = (int)(ms % 1_000) * 1_000_000 };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
