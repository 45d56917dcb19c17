namespace RetentionGrpc.Engine.Events;

/// <summary>The actions and stages that kinds of events have, and which of them count as activity.</summary>
public static class EventActions
{
    private static readonly string[] None = [];
    private static readonly string[] Subscription = ["STARTED", "CHANGED", "PAUSED", "RESUMED", "CANCELLED"];
    private static readonly string[] Coupon = ["ISSUED", "REDEEMED", "EXPIRED"];
    private static readonly string[] Campaign = ["SENT", "DELIVERED", "BOUNCED", "OPENED", "CLICKED", "CONVERTED", "UNSUBSCRIBED"];
    private static readonly string[] Support = ["OPENED", "RESPONDED", "RESOLVED"];
    private static readonly string[] Loyalty = ["EARNED", "REDEEMED", "EXPIRED"];
    private static readonly string[] Spend = ["ACQUISITION", "RETENTION"];

    /// <summary>The names of a kind's actions; the number of an action is its place, from 1. Empty for kinds without actions.</summary>
    public static IReadOnlyList<string> Of(EventKind kind) => NamesOf(kind);

    /// <summary>How many actions a kind has.</summary>
    public static int CountOf(EventKind kind) => NamesOf(kind).Length;

    /// <summary>Whether an event of this kind and action counts as activity: the selector ANY.</summary>
    public static bool CountAsActivity(EventKind kind, byte action) => kind switch
    {
        EventKind.Activity or EventKind.Purchase or EventKind.SurveyResponse or EventKind.Referral => true,
        EventKind.Subscription => (SubscriptionAction)action
            is SubscriptionAction.Started or SubscriptionAction.Changed or SubscriptionAction.Resumed,
        EventKind.Coupon or EventKind.Loyalty => action == 2,
        EventKind.CampaignTouch => action is 4 or 5 or 6,
        EventKind.SupportCase => action == 1,
        _ => false,
    };

    private static string[] NamesOf(EventKind kind) => kind switch
    {
        EventKind.Subscription => Subscription,
        EventKind.Coupon => Coupon,
        EventKind.CampaignTouch => Campaign,
        EventKind.SupportCase => Support,
        EventKind.Loyalty => Loyalty,
        EventKind.Spend => Spend,
        _ => None,
    };
}
