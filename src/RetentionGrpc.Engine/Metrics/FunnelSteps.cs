using RetentionGrpc.Engine.Events;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>The steps of a funnel: which events serve each.</summary>
public sealed class FunnelSteps
{
    /// <summary>The fewest steps.</summary>
    public const int Fewest = 2;

    /// <summary>The most steps.</summary>
    public const int Most = 20;

    private const byte Delivered = 2;
    private const byte Unsubscribed = 7;

    private static readonly ActivitySelector Referrals = new([new(EventKind.Referral, [])], [], Filter.None);

    /// <param name="selectors">Step by step, <see cref="Fewest"/> to <see cref="Most"/>.</param>
    public FunnelSteps(IReadOnlyList<ActivitySelector> selectors) => Selectors = selectors;

    /// <summary>Which events serve each step; of a retention funnel also <see cref="IsRetentionFunnel"/>.</summary>
    public IReadOnlyList<ActivitySelector> Selectors { get; }

    /// <summary>How many there are.</summary>
    public int Count => Selectors.Count;

    /// <summary>Whether step 2 is only a customer's first such event in all history, step 3 any other of them, and one event may serve
    /// the steps 1 and 2.</summary>
    public bool IsRetentionFunnel { get; private init; }

    /// <summary>What activates a customer unless another selector is chosen: a purchase, or the start of a subscription.</summary>
    public static ActivitySelector Activation { get; } =
        new([new(EventKind.Purchase, []), new(EventKind.Subscription, [(byte)SubscriptionAction.Started])], [], Filter.None);

    // ANY, and the stages at which a touch has reached the customer without counting as activity.
    private static ActivitySelector Awareness { get; } = new(
        [
            .. Enum.GetValues<EventKind>().Select(kind => new KindSelection(kind, ActivityOf(kind)))
                .Where(kind => kind.Actions.Count > 0 || EventActions.CountAsActivity(kind.Kind, 0)),
            new(EventKind.CampaignTouch, [Delivered, Unsubscribed]),
        ], [], Filter.None);

    /// <summary>The preset RETENTION_FUNNEL: awareness, activation, retention, amplification.</summary>
    /// <param name="activation">Whose first event activates a customer.</param>
    public static FunnelSteps Retention(ActivitySelector activation) =>
        new([Awareness, activation, activation, Referrals]) { IsRetentionFunnel = true };

    private static byte[] ActivityOf(EventKind kind) =>
        [.. Enumerable.Range(1, EventActions.Of(kind).Count).Select(n => (byte)n).Where(n => EventActions.CountAsActivity(kind, n))];
}
