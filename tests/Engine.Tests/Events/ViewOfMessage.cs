using System.Text;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.V1;
using EventKind = RetentionGrpc.V1.EventKind;
using SubscriptionAction = RetentionGrpc.V1.SubscriptionAction;

namespace RetentionGrpc.Engine.Tests.Events;

/// <summary>The columns of an event, once as the reader gives them and once as they follow from the generated message.</summary>
internal static class ViewOfMessage
{
    public static string Of(in EventView view)
    {
        var text = new StringBuilder($"{Text(view.EventId)}|{Text(view.CustomerId)}|{view.OccurredMs}");
        text.Append($"|{(int)view.Kind}|{(int)view.RetractedKind}");
        text.Append($"|{view.Action}|{Text(view.Name)}|{Number(view.Number)}|{Text(view.Label)}|{view.Detail}|{Number(view.UntilMs)}");
        text.Append($"|{Text(view.Currency)}");
        List<string> properties = [], attributes = [];
        for (var i = 0; i < view.PropertyCount; i++)
            properties.Add($"{Text(view.KeyOf(view.Properties[i]))}={Text(view.ValueOf(view.Properties[i]))}");
        for (var i = 0; i < view.AttributeCount; i++)
            attributes.Add($"{Text(view.KeyOf(view.Attributes[i]))}={Text(view.ValueOf(view.Attributes[i]))}");
        return text.Append(Sorted(properties)).Append(Sorted(attributes)).ToString();
    }

    public static string Of(Event message)
    {
        var columns = ColumnsOf(message);
        var text = new StringBuilder($"{message.EventId}|{message.CustomerId}");
        text.Append($"|{Ms(message.OccurredTime.Seconds, message.OccurredTime.Nanos)}");
        text.Append($"|{(int)message.KindCase - 9}|{(int)(message.Retraction?.Kind ?? 0)}");
        text.Append($"|{columns.Action}|{columns.Name}|{columns.Number}|{columns.Label}");
        text.Append($"|{columns.Detail}|{columns.Until}|{columns.Currency}");
        text.Append(Sorted(message.Properties.Select(pair => $"{pair.Key}={pair.Value}")));
        return text.Append(Sorted((message.Profile?.Attributes ?? []).Select(pair => $"{pair.Key}={pair.Value}"))).ToString();
    }

    private static Columns ColumnsOf(Event message) => message.KindCase switch
    {
        Event.KindOneofCase.Activity => new(NameOr(message.Activity.Name, "activity"),
            Number: message.Activity.SessionDuration is { } session ? Ms(session.Seconds, session.Nanos) : null),
        Event.KindOneofCase.Purchase => With(message.Purchase.Amount, new(message.Purchase.OrderId, Label: message.Purchase.CouponCode)),
        Event.KindOneofCase.Refund => With(message.Refund.Amount, new(message.Refund.OrderId)),
        Event.KindOneofCase.Subscription => Subscription(message.Subscription),
        Event.KindOneofCase.SurveyResponse =>
            new(message.SurveyResponse.SurveyId, Number: message.SurveyResponse.Score, Detail: (int)message.SurveyResponse.Type),
        Event.KindOneofCase.Coupon => new(message.Coupon.CouponId, (int)message.Coupon.Action, Label: message.Coupon.CampaignId),
        Event.KindOneofCase.CampaignTouch => new(message.CampaignTouch.CampaignId, (int)message.CampaignTouch.Stage,
            Label: message.CampaignTouch.Variant, Detail: (int)message.CampaignTouch.Channel),
        Event.KindOneofCase.Referral => new(message.Referral.ReferredCustomerId),
        Event.KindOneofCase.SupportCase => new(message.SupportCase.CaseId, (int)message.SupportCase.Action,
            Label: message.SupportCase.Channel, Detail: (int)message.SupportCase.Type),
        Event.KindOneofCase.Loyalty => new("", (int)message.Loyalty.Action, message.Loyalty.Points),
        Event.KindOneofCase.Retraction => Retraction(message.Retraction),
        Event.KindOneofCase.Spend => With(message.Spend.Amount,
            new(message.Spend.Channel, (int)message.Spend.Purpose, Label: message.Spend.CampaignId)),
        _ => new(""),
    };

    private static Columns Subscription(Subscription step)
    {
        long? until = step.PaidThroughTime is { } time ? Ms(time.Seconds, time.Nanos) : null;
        var bare = new Columns(step.SubscriptionId, (int)step.Action, Until: until);
        return step.Action switch
        {
            SubscriptionAction.Cancelled => bare with { Label = step.CancelReasonText, Detail = (int)step.CancelReason },
            SubscriptionAction.Paused => bare with { Label = step.Plan },
            _ => With(step.BillingAmount, bare with { Label = step.Plan, Detail = Math.Max(step.BillingMonths, 1) }),
        };
    }

    private static Columns Retraction(Retraction taken) => taken.Kind switch
    {
        EventKind.Activity => new(NameOr(taken.Name, "activity")),
        EventKind.Purchase or EventKind.Refund => new(taken.OrderId),
        EventKind.Subscription => new(taken.SubscriptionId, (int)taken.SubscriptionAction),
        EventKind.SurveyResponse => new(taken.SurveyId),
        EventKind.Coupon => new(taken.CouponId, (int)taken.CouponAction),
        EventKind.CampaignTouch => new(taken.CampaignId, (int)taken.CampaignStage),
        EventKind.Referral => new(taken.ReferredCustomerId),
        EventKind.SupportCase => new(taken.CaseId, (int)taken.SupportAction),
        EventKind.Loyalty => new("", (int)taken.LoyaltyAction),
        EventKind.Spend => new(taken.SpendChannel, (int)taken.SpendPurpose),
        _ => new(""),
    };

    private static Columns With(Money? amount, Columns columns) =>
        amount is null ? columns : columns with { Number = amount.MinorUnits, Currency = amount.CurrencyCode };

    private static string NameOr(string name, string unset) => name.Length == 0 ? unset : name;

    private static long Ms(long seconds, int nanos) => seconds * 1000 + nanos / 1_000_000;

    private static string Sorted(IEnumerable<string> pairs) => "|" + string.Join(",", pairs.Order(StringComparer.Ordinal));

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static string Number(long number) => number == EventView.Absent ? "" : $"{number}";

    private sealed record Columns(
        string Name, int Action = 0, long? Number = null, string Label = "", int Detail = 0, long? Until = null, string Currency = "");
}
