using static RetentionGrpc.SampleShop.StoryClock;

namespace RetentionGrpc.SampleShop;

/// <summary>The contracts of one subscriber: a trial perhaps, then month after month the chance to leave, rest or change plan;
/// some of those who left come back.</summary>
internal sealed class SubscriptionStory(ShopRandom random, long endMs, List<Moment> moments, double dropout)
{
    private const double TrialShare = 0.6;
    private const double YearlyShare = 0.25;
    private const double ComeBackShare = 0.18;
    private const double FreeUpgradeChance = 0.05;
    private const double UpgradeChance = 0.03;
    private const double DowngradeChance = 0.01;
    private const double PauseChance = 0.02;

    private readonly List<Span> _active = [];
    private int _number = 1;
    private byte _plan;
    private byte _months;

    /// <summary>Adds the moments, some past the end perhaps, and returns when the contracts ran.</summary>
    public IReadOnlyList<Span> Tell(long joinMs)
    {
        long ms = joinMs + Days(random.Exponential(12)) + MinuteMs;
        bool isFirst = true;
        while (ms < endMs)
        {
            long startMs = ms;
            _plan = isFirst ? random.Pick(Catalogue.PlanWeights) : (byte)random.Between(1, Catalogue.Plans.Length);
            _months = random.Chance(YearlyShare) && _plan > 0 ? (byte)12 : (byte)1;
            long? leftMs = isFirst && _plan > 0 && random.Chance(TrialShare) ? Try(ms) : Pay(ms);
            _active.Add(new Span(startMs, Math.Min(leftMs ?? endMs, endMs)));
            if (leftMs is not { } left || !random.Chance(ComeBackShare))
            {
                break;
            }

            ms = left + Days(7 + random.Exponential(60));
            isFirst = false;
            _number += random.Chance(0.5) ? 1 : 0;
        }

        return _active;
    }

    /// <summary>14 days for nothing, then a contract or the end; returns when it ended, null if it has not.</summary>
    private long? Try(long ms)
    {
        moments.Add(new Moment(ms, MomentKind.Started, _plan, 0, _number));
        long decidedMs = ms + (14 * DayMs);
        if (!random.Chance(0.62))
        {
            return Cancel(decidedMs - random.Between(0, (int)DayMs), 0);
        }

        moments.Add(new Moment(decidedMs, MomentKind.Changed, _plan, _months, _number));
        return Live(decidedMs);
    }

    private long? Pay(long ms)
    {
        moments.Add(new Moment(ms, MomentKind.Started, _plan, _months, _number));
        return Live(ms);
    }

    private long? Live(long sinceMs)
    {
        for (int month = 0; ; month++)
        {
            long fromMs = AddMonths(sinceMs, month);
            long toMs = AddMonths(sinceMs, month + 1);
            if (fromMs >= endMs)
            {
                return null;
            }

            long ms = fromMs + 1 + (long)(random.Uniform() * 0.9 * (toMs - fromMs));
            bool isLastPaidMonth = (month + 1) % _months == 0;
            double leaves = _months == 1 ? 0.16 * dropout : isLastPaidMonth ? 0.9 * dropout : 0.01 * dropout;
            if (random.Chance(leaves))
            {
                int paidMonths = (month / _months * _months) + _months;
                return Cancel(ms, _plan > 0 ? AddMonths(sinceMs, paidMonths) : 0);
            }

            if (random.Chance(PauseChance))
            {
                if (Rest(ms) is not { } resumedMs)
                {
                    return ms + (90 * DayMs);
                }

                sinceMs = resumedMs;
                month = -1;
                continue;
            }

            Change(ms);
        }
    }

    /// <summary>A pause; returns when the contract went on, null if it was given up.</summary>
    private long? Rest(long ms)
    {
        moments.Add(new Moment(ms, MomentKind.Paused, 0, 0, _number));
        if (random.Chance(0.2))
        {
            Cancel(ms + (90 * DayMs), 0);
            return null;
        }

        long resumedMs = ms + Days(20 + (50 * random.Uniform()));
        moments.Add(new Moment(resumedMs, MomentKind.Resumed, 0, 0, _number));
        return resumedMs;
    }

    private void Change(long ms)
    {
        bool isHighest = _plan == Catalogue.Plans.Length - 1;
        if (!isHighest && random.Chance(_plan == 0 ? FreeUpgradeChance : UpgradeChance))
        {
            _plan++;
        }
        else if (_plan > 1 && random.Chance(DowngradeChance))
        {
            _plan--;
        }
        else
        {
            return;
        }

        moments.Add(new Moment(ms, MomentKind.Changed, _plan, _months, _number));
    }

    private long Cancel(long ms, long paidThroughMs)
    {
        byte reason = random.Pick(Catalogue.CancelReasonWeights);
        bool isPaid = Catalogue.CancelReasons[reason].Reason != V1.CancelReason.Delinquent;
        moments.Add(new Moment(ms, MomentKind.Cancelled, reason, 0, _number, isPaid ? paidThroughMs : 0));
        return ms;
    }
}
