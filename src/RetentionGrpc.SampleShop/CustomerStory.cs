using static RetentionGrpc.SampleShop.StoryClock;

namespace RetentionGrpc.SampleShop;

/// <summary>
/// What one customer does from joining on. Purchases follow BG/NBD: a rate drawn from a gamma distribution and, after every repeat
/// purchase, the end with a probability drawn from a beta distribution.
/// </summary>
internal sealed class CustomerStory
{
    private const double BuyerShare = 0.9;
    private const double SubscriberShare = 0.25;
    private const double RateShape = 0.6;
    private const double RateScalePerDay = 0.036;
    private const double DropoutA = 0.8;
    private const double DropoutB = 2.6;
    private const double CouponShare = 0.2;
    private const long CouponValidMs = 30 * DayMs;

    private readonly ShopRandom _random;
    private readonly StoryClock _clock;
    private readonly List<Moment> _moments = [];
    private readonly byte _channel;
    private readonly double _ratePerDay;
    private readonly double _dropout;
    private readonly double _basketMean;
    private bool _hasCoupon;

    private CustomerStory(ShopRandom random, long joinMs, long endMs)
    {
        _random = random;
        _clock = new StoryClock(random, joinMs, endMs);
        _channel = random.Pick(Catalogue.ChannelWeights);
        _ratePerDay = random.Gamma(RateShape) * RateScalePerDay;
        _dropout = random.Beta(DropoutA * Catalogue.ChannelDropout[_channel], DropoutB);
        _basketMean = 8.2 + (0.5 * random.Normal());
    }

    /// <summary>All moments before <paramref name="endMs"/>, in order of time and numbered.</summary>
    /// <param name="random">The customer's own stream.</param>
    /// <param name="customer">Index of the customer.</param>
    /// <param name="joinMs">When the customer joins.</param>
    /// <param name="endMs">When the shop's days end.</param>
    public static IEnumerable<Moment> Tell(ShopRandom random, int customer, long joinMs, long endMs)
    {
        CustomerStory story = new(random, joinMs, endMs);
        story.Join();
        long shopsUntilMs = story.Shop();
        IReadOnlyList<Span> subscribed = random.Chance(SubscriberShare)
            ? new SubscriptionStory(random, endMs, story._moments, story._dropout).Tell(joinMs)
            : [];
        story.Use(new Span(joinMs, shopsUntilMs), subscribed);
        story.Answer(subscribed.Aggregate(shopsUntilMs, (until, span) => Math.Max(until, span.EndMs)));
        return story._moments.Where(moment => moment.TimeMs < endMs).OrderBy(moment => moment.TimeMs)
            .Select((moment, position) => moment with { Customer = customer, Position = position });
    }

    private void Join()
    {
        _moments.Add(new Moment(_clock.JoinMs, MomentKind.Profile, _random.Pick(Catalogue.CountryWeights), _channel));
        _moments.Add(new Moment(_clock.JoinMs, MomentKind.SignUp));
        _hasCoupon = _random.Chance(CouponShare);
        if (_hasCoupon)
        {
            _moments.Add(new Moment(_clock.JoinMs + 1, MomentKind.CouponIssued));
        }
    }

    /// <summary>Purchases with what follows from them; returns until when the customer comes to the shop.</summary>
    private long Shop()
    {
        if (!_random.Chance(BuyerShare))
        {
            ExpireCoupon();
            return _clock.JoinMs + Days(_random.Exponential(30));
        }

        long ms = _random.Chance(0.7)
            ? _clock.JoinMs + _random.Between(120_000, 2_400_000)
            : _clock.InDaytime(_clock.JoinMs, _random.Exponential(6));
        for (int order = 1; ; order++)
        {
            if (ms >= _clock.EndMs)
            {
                ExpireCoupon();
                return _clock.EndMs;
            }

            Buy(ms, order);
            if (order > 1 && _random.Chance(_dropout))
            {
                ExpireCoupon();
                return ms + Days(_random.Exponential(25));
            }

            ms = _clock.InDaytime(ms, _random.Exponential(1 / _ratePerDay));
        }
    }

    private void Buy(long ms, int order)
    {
        long amount = Math.Clamp((long)_random.LogNormal(_basketMean, 0.45), 100, 500_000);
        bool redeems = _hasCoupon && ms < _clock.JoinMs + CouponValidMs && _random.Chance(0.5);
        if (redeems)
        {
            _hasCoupon = false;
            amount -= amount / 10;
            _moments.Add(new Moment(ms, MomentKind.CouponRedeemed));
        }

        _moments.Add(new Moment(ms, MomentKind.Purchase, redeems ? (byte)1 : (byte)0, 0, order, amount));
        if (_random.Chance(0.04))
        {
            long refund = _random.Chance(0.7) ? amount : amount / 2;
            _moments.Add(new Moment(ms + Days(1 + (13 * _random.Uniform())), MomentKind.Refund, 0, 0, order, refund));
        }

        if (_random.Chance(0.05))
        {
            byte score = (byte)Math.Clamp(Math.Round(4.7 - (2.5 * _dropout) + (0.8 * _random.Normal())), 1, 5);
            _moments.Add(new Moment(ms + Days(2 + (3 * _random.Uniform())), MomentKind.Csat, score));
        }
    }

    private void ExpireCoupon()
    {
        if (_hasCoupon)
        {
            _hasCoupon = false;
            _moments.Add(new Moment(_clock.JoinMs + CouponValidMs, MomentKind.CouponExpired));
        }
    }

    /// <summary>Visits of a shopper and work of a subscriber.</summary>
    private void Use(Span shopping, IReadOnlyList<Span> subscribed)
    {
        double everyDays = 1 / (0.015 + Math.Min(1.5 * _ratePerDay, 0.3));
        Repeat(shopping, everyDays, MomentKind.ShopperActivity, Catalogue.ShopperActivities, Catalogue.ShopperActivityWeights);
        double workEveryDays = 1 / (0.03 + (0.1 * _random.Gamma(1.5)));
        foreach (Span span in subscribed)
        {
            Repeat(span, workEveryDays, MomentKind.SubscriberActivity, Catalogue.SubscriberActivities,
                Catalogue.SubscriberActivityWeights);
        }
    }

    private void Repeat(Span span, double everyDays, MomentKind kind, string[] activities, int[] weights)
    {
        long ms = _clock.InDaytime(span.StartMs, _random.Exponential(everyDays));
        while (ms < span.EndMs)
        {
            byte choice = _random.Pick(weights);
            bool isSession = Catalogue.Sessions.Contains(activities[choice]);
            long seconds = isSession ? Math.Clamp((long)_random.LogNormal(5.2, 0.9), 3, 14_400) : 0;
            _moments.Add(new Moment(ms, kind, choice, 0, 0, seconds));
            ms = _clock.InDaytime(ms, _random.Exponential(everyDays));
        }
    }

    /// <summary>NPS now and then, the better the later the customer is likely to leave.</summary>
    private void Answer(long untilMs)
    {
        const double EveryDays = 420;
        long ms = _clock.InDaytime(_clock.JoinMs, 14 + _random.Exponential(EveryDays));
        while (ms < untilMs)
        {
            double score = 9.6 - (7 * _dropout) + (1.5 * _random.Normal());
            _moments.Add(new Moment(ms, MomentKind.Nps, (byte)Math.Clamp(Math.Round(score), 0, 10)));
            ms = _clock.InDaytime(ms, 90 + _random.Exponential(EveryDays));
        }
    }
}
