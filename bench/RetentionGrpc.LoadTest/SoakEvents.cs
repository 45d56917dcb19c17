using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest;

/// <summary>
/// Events of every kind for customers that stay the same: 7 of 10 are activities, 1 of 5 names something that no other event names (an
/// order, a case), 1 of 20 comes up to a minute late.
/// </summary>
internal sealed class SoakEvents(SoakOptions options)
{
    private static readonly string[] Activities = ["view", "search", "login", "share", "read", "comment", "upload", "export"];
    private static readonly string[] Plans = ["free", "basic", "plus", "team"];
    private static readonly string[] Countries = ["DE", "FR", "US", "JP", "BR", "IN", "NG", "AU"];

    private readonly Random _random = new(options.Seed);
    private readonly long[] _lastActivityMs = new long[options.Customers];
    private long _count;

    /// <summary>The next event.</summary>
    /// <param name="nowMs">The time, in UTC milliseconds since 1970.</param>
    public Event Next(long nowMs)
    {
        var number = _count++;
        var customer = _random.Next(options.Customers);
        var occurredMs = nowMs - (_random.Next(20) == 0 ? _random.Next(60_000) : 0);
        var next = new Event
        {
            EventId = $"soak-{options.Seed}-{number}",
            CustomerId = $"c-{customer:D6}",
            OccurredTime = Time(occurredMs),
        };
        var chance = _random.Next(1_000);
        if (chance < 700)
            SetActivity(next, customer, occurredMs);
        else if (chance < 900)
            SetNamed(next, number);
        else if (chance < 990)
            SetOther(next, customer, occurredMs);
        else
            SetRare(next, customer);
        return next;
    }

    private void SetActivity(Event next, int customer, long occurredMs)
    {
        next.Activity = new Activity { Name = Activities[0] };
        if (_random.Next(8) == 0)
            next.Activity.SessionDuration = new Duration { Seconds = _random.Next(3_600) };
        else
            next.Activity.Name = Activities[_random.Next(Activities.Length)];
        if (next.Activity.Name == Activities[0])
            _lastActivityMs[customer] = occurredMs;
    }

    /// <summary>Kinds whose names are new each time.</summary>
    private void SetNamed(Event next, long number)
    {
        switch (_random.Next(6))
        {
            case 0 or 1:
                next.Purchase = new Purchase { OrderId = $"o-{number}", Amount = Amount(50_000) };
                break;
            case 2:
                next.Refund = new Refund { OrderId = $"o-{number}", Amount = Amount(5_000) };
                break;
            case 3:
                next.SupportCase = new SupportCase { CaseId = $"k-{number}", Type = SupportType.Question, Action = SupportAction.Opened };
                break;
            case 4:
                next.Coupon = new Coupon { CouponId = $"x-{number}", CampaignId = "welcome", Action = CouponAction.Issued };
                break;
            default:
                next.Referral = new Referral { ReferredCustomerId = $"c-{_random.Next(options.Customers):D6}" };
                break;
        }
    }

    private void SetOther(Event next, int customer, long occurredMs)
    {
        switch (_random.Next(4))
        {
            case 0:
                next.SurveyResponse = new SurveyResponse { SurveyId = "nps", Type = SurveyType.Nps, Score = _random.Next(11) };
                break;
            case 1:
                next.CampaignTouch = new CampaignTouch
                {
                    CampaignId = $"m-{_random.Next(50)}",
                    Variant = _random.Next(2) == 0 ? "A" : "B",
                    Channel = CampaignChannel.Email,
                    Stage = (CampaignStage)_random.Next(1, 8),
                };
                break;
            case 2:
                next.Loyalty = new Loyalty { Action = LoyaltyAction.Earned, Points = _random.Next(1, 500) };
                break;
            default:
                next.Subscription = SubscriptionOf(customer, occurredMs);
                break;
        }
    }

    private void SetRare(Event next, int customer)
    {
        switch (_random.Next(3))
        {
            case 0:
                next.Profile = new Profile { Attributes = { ["country"] = Countries[customer % Countries.Length] } };
                break;
            case 1 when _lastActivityMs[customer] > 0:
                next.OccurredTime = Time(_lastActivityMs[customer]);
                next.Retraction = new Retraction { Kind = EventKind.Activity, Name = Activities[0] };
                break;
            default:
                next.CustomerId = "";
                next.Spend = new Spend { Purpose = SpendPurpose.Retention, Channel = "email", Amount = Amount(100_000) };
                break;
        }
    }

    private Subscription SubscriptionOf(int customer, long occurredMs)
    {
        var action = (SubscriptionAction)_random.Next(1, 6);
        var step = new Subscription { SubscriptionId = $"s-{customer}", Action = action };
        if (action is SubscriptionAction.Started or SubscriptionAction.Changed or SubscriptionAction.Resumed)
            (step.Plan, step.BillingAmount, step.BillingMonths) = (Plans[_random.Next(Plans.Length)], Amount(5_000), 1);
        if (action == SubscriptionAction.Cancelled)
            step.PaidThroughTime = Time(occurredMs + (30L * 24 * 3_600_000));
        return step;
    }

    private Money Amount(int below) => new() { MinorUnits = _random.Next(below) };

    private static Timestamp Time(long ms) => new() { Seconds = ms / 1_000, Nanos = (int)(ms % 1_000) * 1_000_000 };
}
