namespace RetentionGrpc.Engine.Events;

/// <summary>What a field of a kind's message is read into.</summary>
internal enum KindColumn : byte
{
    None,
    Name,
    Label,
    Number,
    Action,
    Detail,
    Money,
    Duration,
    Until,
    Attributes,
    CancelReason,
    CancelText,
    Retraction,
}

/// <summary>Where each field of each kind's message goes, and what the fields are called in rejections.</summary>
internal static class KindColumns
{
    /// <summary>An event's kind is in its field kind + 9.</summary>
    public const int FirstKindField = 10;

    public static EventKind KindOfField(int field) =>
        field is >= FirstKindField and < FirstKindField + (int)EventKind.Spend ? (EventKind)(field - FirstKindField + 1) : EventKind.None;

    public static KindColumn Of(EventKind kind, int field) => (kind, field) switch
    {
        (EventKind.Retraction, >= 1 and <= RetractionFields.Last) => KindColumn.Retraction,
        (EventKind.Coupon or EventKind.Loyalty or EventKind.Spend, 1) => KindColumn.Action,
        (EventKind.Profile, 1) => KindColumn.Attributes,
        (EventKind.Coupon or EventKind.Spend, 2) => KindColumn.Name,
        (EventKind.Coupon or EventKind.Spend, 3) => KindColumn.Label,
        (EventKind.Loyalty, 2) => KindColumn.Number,
        (EventKind.Spend, 4) => KindColumn.Money,
        (EventKind.Coupon or EventKind.Loyalty or EventKind.Spend or EventKind.Profile or EventKind.Retraction, _) => KindColumn.None,
        (_, 1) => KindColumn.Name,
        (EventKind.Activity, 2) => KindColumn.Duration,
        (EventKind.Purchase or EventKind.Refund, 2) => KindColumn.Money,
        (EventKind.Purchase, 3) => KindColumn.Label,
        (EventKind.Subscription, 2) => KindColumn.Action,
        (EventKind.Subscription, 3) => KindColumn.Label,
        (EventKind.Subscription, 4) => KindColumn.Money,
        (EventKind.Subscription, 5) => KindColumn.Detail,
        (EventKind.Subscription, 6) => KindColumn.Until,
        (EventKind.Subscription, 7) => KindColumn.CancelReason,
        (EventKind.Subscription, 8) => KindColumn.CancelText,
        (EventKind.SurveyResponse, 2) => KindColumn.Detail,
        (EventKind.SurveyResponse, 3) => KindColumn.Number,
        (EventKind.CampaignTouch or EventKind.SupportCase, 2) => KindColumn.Label,
        (EventKind.CampaignTouch or EventKind.SupportCase, 3) => KindColumn.Detail,
        (EventKind.CampaignTouch or EventKind.SupportCase, 4) => KindColumn.Action,
        _ => KindColumn.None,
    };

    /// <summary>The field that <see cref="EventView.Name"/> comes from.</summary>
    public static string NameField(EventKind kind) => kind switch
    {
        EventKind.Activity => "activity.name",
        EventKind.Purchase => "purchase.order_id",
        EventKind.Refund => "refund.order_id",
        EventKind.Subscription => "subscription.subscription_id",
        EventKind.SurveyResponse => "survey_response.survey_id",
        EventKind.Coupon => "coupon.coupon_id",
        EventKind.CampaignTouch => "campaign_touch.campaign_id",
        EventKind.Referral => "referral.referred_customer_id",
        EventKind.SupportCase => "support_case.case_id",
        EventKind.Spend => "spend.channel",
        _ => "kind",
    };

    /// <summary>The field that <see cref="EventView.Label"/> comes from.</summary>
    public static string LabelField(EventKind kind) => kind switch
    {
        EventKind.Purchase => "purchase.coupon_code",
        EventKind.Subscription => "subscription.plan",
        EventKind.Coupon => "coupon.campaign_id",
        EventKind.CampaignTouch => "campaign_touch.variant",
        EventKind.SupportCase => "support_case.channel",
        EventKind.Spend => "spend.campaign_id",
        _ => "kind",
    };

    /// <summary>The field that <see cref="EventView.Action"/> comes from.</summary>
    public static string ActionField(EventKind kind) => kind switch
    {
        EventKind.Subscription => "subscription.action",
        EventKind.Coupon => "coupon.action",
        EventKind.CampaignTouch => "campaign_touch.stage",
        EventKind.SupportCase => "support_case.action",
        EventKind.Loyalty => "loyalty.action",
        EventKind.Spend => "spend.purpose",
        _ => "kind",
    };

    /// <summary>The field that the kind's price or amount comes from.</summary>
    public static string MoneyField(EventKind kind) => kind switch
    {
        EventKind.Purchase => "purchase.amount",
        EventKind.Refund => "refund.amount",
        EventKind.Subscription => "subscription.billing_amount",
        EventKind.Spend => "spend.amount",
        _ => "kind",
    };

    /// <summary>The field of the event that holds the kind's message.</summary>
    public static string MessageField(EventKind kind) => kind switch
    {
        EventKind.Loyalty => "loyalty",
        EventKind.Profile => "profile",
        EventKind.Retraction => "retraction",
        _ => NameField(kind).Split('.')[0],
    };

    /// <summary>Whether an event of the kind must have a name.</summary>
    public static bool NeedsName(EventKind kind) => kind
        is EventKind.Subscription or EventKind.SurveyResponse or EventKind.Coupon or EventKind.CampaignTouch
        or EventKind.Referral or EventKind.SupportCase;
}
