using System.Text;
using RetentionGrpc.V1;
using Reason = RetentionGrpc.Engine.Events.RejectionReason;

namespace RetentionGrpc.Engine.Tests.Events.Fuzzing;

/// <summary>
/// What must become of an event, judged by the parsed message alone: no code of the reader is in here. Rules are asked in the order ids,
/// time, properties, kind; the first that is broken gives the reason.
/// </summary>
internal static class MessageJudge
{
    private const int LongestId = 128;
    private const int LongestValue = 256;
    private const int LargestEvent = 16 * 1024;
    private const int MostProperties = 32;
    private const long LargestAmount = 1_000_000_000_000_000;
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;
    private const long LongestSessionMs = 366L * 24 * 3600 * 1000;

    /// <summary>The reason, or none for an event that is accepted.</summary>
    /// <param name="bytes">The event.</param>
    /// <param name="message">As Google.Protobuf parses it; null if it does not.</param>
    public static Reason ReasonOf(byte[] bytes, Event? message)
    {
        if (bytes.Length > LargestEvent)
            return Reason.TooLarge;
        // Google.Protobuf for C# lets texts through that are not UTF-8; we do not (src/DECISIONS.md, 25).
        if (message is null || !MessageTexts.AreUtf8(bytes, Event.Descriptor))
            return Reason.BadEncoding;
        if (message.KindCase == Event.KindOneofCase.None)
            return Reason.UnknownKind;
        if (message.Retraction is { } taken && !NamesItsKindAlone(taken))
            return Reason.BadValue;
        return OfIds(message) ?? OfTime(message) ?? OfProperties(message) ?? OfKind(message) ?? Reason.None;
    }

    private static bool NamesItsKindAlone(Retraction taken)
    {
        if (!Enum.IsDefined(taken.Kind) || taken.Kind is EventKind.Unspecified or EventKind.Retraction)
            return false;
        var bare = taken.Clone();
        switch (taken.Kind)
        {
            case EventKind.Activity: bare.Name = ""; break;
            case EventKind.Purchase or EventKind.Refund: bare.OrderId = ""; break;
            case EventKind.Subscription: (bare.SubscriptionId, bare.SubscriptionAction) = ("", 0); break;
            case EventKind.SurveyResponse: bare.SurveyId = ""; break;
            case EventKind.Coupon: (bare.CouponId, bare.CouponAction) = ("", 0); break;
            case EventKind.CampaignTouch: (bare.CampaignId, bare.CampaignStage) = ("", 0); break;
            case EventKind.Referral: bare.ReferredCustomerId = ""; break;
            case EventKind.SupportCase: (bare.CaseId, bare.SupportAction) = ("", 0); break;
            case EventKind.Loyalty: bare.LoyaltyAction = 0; break;
            case EventKind.Spend: (bare.SpendChannel, bare.SpendPurpose) = ("", 0); break;
            default: break;
        }
        return Retraction.Descriptor.Fields.InDeclarationOrder().Skip(1).All(field => field.Accessor.GetValue(bare) switch
        {
            string text => text.Length == 0,
            var number => Convert.ToInt32(number) == 0,
        });
    }

    private static Reason? OfIds(Event message)
    {
        if (IsLong(message.EventId, LongestId) || IsLong(message.CustomerId, LongestId))
            return Reason.BadId;
        var isSpend = message.Spend is not null || message.Retraction is { Kind: EventKind.Spend };
        if (isSpend != (message.CustomerId.Length == 0))
            return Reason.MissingCustomer;
        var (name, isNeeded) = NameOf(message);
        if (IsLong(name, LongestId) || isNeeded && name.Length == 0)
            return Reason.BadId;
        var isLong = message.Subscription is { Action: SubscriptionAction.Cancelled } cancelled
            ? IsLong(cancelled.CancelReasonText, LongestValue)
            : IsLong(LabelOf(message), LongestId);
        return isLong ? Reason.BadId : null;
    }

    private static (string Name, bool IsNeeded) NameOf(Event message) => message switch
    {
        { Activity: { } kind } => (kind.Name, false),
        { Purchase: { } kind } => (kind.OrderId, false),
        { Refund: { } kind } => (kind.OrderId, false),
        { Subscription: { } kind } => (kind.SubscriptionId, true),
        { SurveyResponse: { } kind } => (kind.SurveyId, true),
        { Coupon: { } kind } => (kind.CouponId, true),
        { CampaignTouch: { } kind } => (kind.CampaignId, true),
        { Referral: { } kind } => (kind.ReferredCustomerId, true),
        { SupportCase: { } kind } => (kind.CaseId, true),
        { Spend: { } kind } => (kind.Channel, false),
        { Retraction: { } taken } => taken.Kind switch
        {
            EventKind.Activity => (taken.Name, false),
            EventKind.Purchase or EventKind.Refund => (taken.OrderId, false),
            EventKind.Subscription => (taken.SubscriptionId, true),
            EventKind.SurveyResponse => (taken.SurveyId, true),
            EventKind.Coupon => (taken.CouponId, true),
            EventKind.CampaignTouch => (taken.CampaignId, true),
            EventKind.Referral => (taken.ReferredCustomerId, true),
            EventKind.SupportCase => (taken.CaseId, true),
            EventKind.Spend => (taken.SpendChannel, false),
            _ => ("", false),
        },
        _ => ("", false),
    };

    private static string LabelOf(Event message) => message switch
    {
        { Purchase: { } kind } => kind.CouponCode,
        { Subscription: { } kind } => kind.Plan,
        { Coupon: { } kind } => kind.CampaignId,
        { CampaignTouch: { } kind } => kind.Variant,
        { SupportCase: { } kind } => kind.Channel,
        { Spend: { } kind } => kind.CampaignId,
        _ => "",
    };

    private static Reason? OfTime(Event message) =>
        message.OccurredTime is { } time && IsTime(time.Seconds, time.Nanos) ? null : Reason.BadTime;

    private static Reason? OfProperties(Event message)
    {
        var attributes = message.Profile?.Attributes ?? [];
        if (message.Properties.Count > MostProperties || attributes.Count > MostProperties)
            return Reason.TooLarge;
        foreach (var (key, value) in message.Properties.Concat(attributes))
        {
            if (key.Length == 0 || IsLong(key, LongestId))
                return Reason.BadValue;
            if (IsLong(value, LongestValue))
                return Reason.TooLarge;
        }
        return null;
    }

    private static Reason? OfKind(Event message)
    {
        var isGood = message switch
        {
            { Activity: { } kind } => kind.SessionDuration is not { } session || IsSession(session.Seconds, session.Nanos),
            { Purchase: { } kind } => IsAmount(kind.Amount),
            { Refund: { } kind } => IsAmount(kind.Amount),
            { Subscription: { } kind } => IsGood(kind),
            { SurveyResponse: { } kind } => kind.Type switch
            {
                SurveyType.Nps => kind.Score is >= 0 and <= 10,
                SurveyType.Csat => kind.Score is >= 1 and <= 5,
                SurveyType.Ces => kind.Score is >= 1 and <= 7,
                _ => false,
            },
            { Coupon: { } kind } => IsStep(kind.Action),
            { CampaignTouch: { } kind } => IsStep(kind.Stage) && IsStep(kind.Channel),
            { SupportCase: { } kind } => IsStep(kind.Action) && IsStep(kind.Type),
            { Loyalty: { } kind } => IsStep(kind.Action) && kind.Points is >= 1 and <= LargestAmount,
            { Profile: { } kind } => kind.Attributes.Count > 0,
            { Spend: { } kind } => IsStep(kind.Purpose) && IsAmount(kind.Amount),
            { Retraction: { } taken } => taken.Kind switch
            {
                EventKind.Subscription => IsStep(taken.SubscriptionAction),
                EventKind.Coupon => IsStep(taken.CouponAction),
                EventKind.CampaignTouch => IsStep(taken.CampaignStage),
                EventKind.SupportCase => IsStep(taken.SupportAction),
                EventKind.Loyalty => IsStep(taken.LoyaltyAction),
                EventKind.Spend => IsStep(taken.SpendPurpose),
                _ => true,
            },
            _ => true,
        };
        return isGood ? null : Reason.BadValue;
    }

    private static bool IsGood(Subscription step)
    {
        if (!IsStep(step.Action) || step.PaidThroughTime is { } until && !IsTime(until.Seconds, until.Nanos))
            return false;
        return step.Action switch
        {
            SubscriptionAction.Cancelled => Enum.IsDefined(step.CancelReason),
            SubscriptionAction.Paused => true,
            _ => (step.BillingAmount is null || IsAmount(step.BillingAmount)) && step.BillingMonths is >= 0 and <= 120,
        };
    }

    private static bool IsStep<T>(T step)
        where T : struct, Enum => Enum.IsDefined(step) && !step.Equals(default(T));

    private static bool IsAmount(Money? amount) => amount is { MinorUnits: >= 0 and <= LargestAmount };

    private static bool IsTime(long seconds, int nanos) =>
        seconds is >= FirstSecond and <= LastSecond && nanos is >= 0 and < 1_000_000_000;

    private static bool IsSession(long seconds, int nanos) =>
        seconds is >= 0 and <= LongestSessionMs && nanos is >= 0 and < 1_000_000_000
        && (seconds * 1000) + (nanos / 1_000_000) <= LongestSessionMs;

    private static bool IsLong(string text, int most) => text.Length > most || Encoding.UTF8.GetByteCount(text) > most;
}
