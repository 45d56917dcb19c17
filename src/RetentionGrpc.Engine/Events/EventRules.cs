namespace RetentionGrpc.Engine.Events;

/// <summary>The rules that an event's own bytes can break (CONTRACT, "Ingestion").</summary>
internal static class EventRules
{
    public static Verdict Check(in EventView view, in EventParts parts)
    {
        var verdict = CheckIds(view);
        if (verdict.IsAccepted && !(parts.HasTime && parts.Occurred.IsTimestamp))
            verdict = new(RejectionReason.BadTime, "occurred_time", "Set the time at which it happened, in the years 1 to 9999.");
        if (verdict.IsAccepted)
            verdict = CheckProperties(view, parts);
        return verdict.IsAccepted ? CheckKind(view, parts) : verdict;
    }

    private static Verdict CheckIds(in EventView view)
    {
        if (view.EventId.Length > EventLimits.IdBytes)
            return TooLongId("event_id");
        if (view.CustomerId.Length > EventLimits.IdBytes)
            return TooLongId("customer_id");
        var hasNoCustomer = view.Kind == EventKind.Spend || view.RetractedKind == EventKind.Spend;
        if (hasNoCustomer != view.CustomerId.IsEmpty)
        {
            return new(RejectionReason.MissingCustomer, "customer_id",
                hasNoCustomer ? "Spend has no customer: leave customer_id unset." : "Set the id of the customer, e.g. \"c-42\".");
        }
        var subject = view.Kind == EventKind.Retraction ? view.RetractedKind : view.Kind;
        if (view.Name.Length > EventLimits.IdBytes)
            return TooLongId(NameFieldOf(view));
        if (view.Name.IsEmpty && KindColumns.NeedsName(subject))
            return new(RejectionReason.BadId, NameFieldOf(view), "Set it: 1 to 128 bytes of UTF-8.");
        return view.Label.Length > (IsCancelled(view) ? EventLimits.ValueBytes : EventLimits.IdBytes)
            ? TooLongId(IsCancelled(view) ? "subscription.cancel_reason_text" : KindColumns.LabelField(view.Kind))
            : Verdict.Accepted;
    }

    private static string NameFieldOf(in EventView view) =>
        view.Kind == EventKind.Retraction ? "retraction" : KindColumns.NameField(view.Kind);

    private static bool IsCancelled(in EventView view) =>
        view.Kind == EventKind.Subscription && view.Action == (byte)SubscriptionAction.Cancelled;

    private static Verdict TooLongId(string field) =>
        new(RejectionReason.BadId, field, "It is too long: an id or name has at most 128 bytes of UTF-8, a cancel text 256.");

    private static Verdict CheckProperties(in EventView view, in EventParts parts)
    {
        if (parts.TooMany is { } field)
            return new(RejectionReason.TooLarge, field, "At most 32 are allowed.");
        var verdict = CheckSlices(view, view.Properties, view.PropertyCount, "properties");
        return verdict.IsAccepted && view.Kind == EventKind.Profile
            ? CheckSlices(view, view.Attributes, view.AttributeCount, "profile.attributes")
            : verdict;
    }

    private static Verdict CheckSlices(in EventView view, in PropertySlices slots, int count, string field)
    {
        for (var i = 0; i < count; i++)
        {
            if (slots[i].KeyLength is 0 or > EventLimits.IdBytes)
                return new(RejectionReason.BadValue, field, "A key has 1 to 128 bytes.");
            if (view.ValueOf(slots[i]).Length > EventLimits.ValueBytes)
                return new(RejectionReason.TooLarge, field, "A value has at most 256 bytes.");
        }
        return Verdict.Accepted;
    }

    private static Verdict CheckKind(in EventView view, in EventParts parts)
    {
        var subject = view.Kind == EventKind.Retraction ? view.RetractedKind : view.Kind;
        var actions = EventActions.CountOf(subject);
        var actionField = view.Kind == EventKind.Retraction ? "retraction" : KindColumns.ActionField(subject);
        if (actions > 0 && (view.Action == 0 || view.Action > actions))
            return BadValue(actionField, "Set one of the actions that the contract lists.");
        return view.Kind switch
        {
            EventKind.Activity when parts.HasDuration && !parts.Duration.IsDuration =>
                BadValue("activity.session_duration", "A session lasts 0 seconds to 366 days."),
            EventKind.Purchase => CheckAmount(view, "purchase.amount"),
            EventKind.Refund => CheckAmount(view, "refund.amount"),
            EventKind.Spend => CheckAmount(view, "spend.amount"),
            EventKind.Subscription => CheckSubscription(view, parts),
            EventKind.SurveyResponse => CheckSurvey(view),
            EventKind.CampaignTouch when view.Detail is < 1 or > 5 => BadValue("campaign_touch.channel", "Set one of the channels."),
            EventKind.SupportCase when view.Detail is < 1 or > 2 => BadValue("support_case.type", "Set QUESTION or COMPLAINT."),
            EventKind.Loyalty when view.Number is < 1 or > EventLimits.Amount => BadValue("loyalty.points", "Set 1 to 10^15 points."),
            EventKind.Profile when view.AttributeCount == 0 => BadValue("profile.attributes", "Set at least one attribute."),
            _ => Verdict.Accepted,
        };
    }

    private static Verdict CheckAmount(in EventView view, string field) => view.Number is < 0 or > EventLimits.Amount
        ? BadValue(field, view.Number == EventView.Absent ? "Set it; it may be 0." : "An amount is 0 to 10^15 minor units.")
        : Verdict.Accepted;

    private static Verdict CheckSubscription(in EventView view, in EventParts parts)
    {
        if (parts.HasUntil && !parts.Until.IsTimestamp)
            return BadValue("subscription.paid_through_time", "Set a time in the years 1 to 9999, or leave it unset.");
        if (IsCancelled(view))
        {
            return view.Detail is < 0 or > 2
                ? BadValue("subscription.cancel_reason", "Set VOLUNTARY or DELINQUENT, or leave it unset.")
                : Verdict.Accepted;
        }
        if (view.Action == (byte)SubscriptionAction.Paused)
            return Verdict.Accepted;
        if (view.Number != EventView.Absent && view.Number is < 0 or > EventLimits.Amount)
            return BadValue("subscription.billing_amount", "An amount is 0 to 10^15 minor units.");
        return view.Detail is < 1 or > EventLimits.BillingMonths
            ? BadValue("subscription.billing_months", "A billing period has 1 to 120 months.")
            : Verdict.Accepted;
    }

    private static Verdict CheckSurvey(in EventView view)
    {
        var (low, high) = view.Detail switch { 1 => (0, 10), 2 => (1, 5), 3 => (1, 7), _ => (0, -1) };
        if (high < 0)
            return BadValue("survey_response.type", "Set NPS, CSAT or CES.");
        return view.Number < low || view.Number > high
            ? BadValue("survey_response.score", "NPS is 0 to 10, CSAT 1 to 5, CES 1 to 7.")
            : Verdict.Accepted;
    }

    private static Verdict BadValue(string field, string message) => new(RejectionReason.BadValue, field, message);
}
