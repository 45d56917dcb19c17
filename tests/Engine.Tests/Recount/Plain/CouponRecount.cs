namespace PlainRecount;

/// <summary>ComputeCouponRedemption, word by word.</summary>
internal sealed record CouponRecount(
    PlainHistory History, PlainFilter Filter, bool ByEventWindow, string[] Campaigns, PlainGrouping? Grouping, bool SplitsByCampaign,
    long AsOfMs)
{
    /// <summary>A coupon that counts in a window: when as what.</summary>
    public sealed record Counted(string Customer, string? Value, long? Issued, long? Redeemed, long? Expired);

    public List<Counted> In(Span window)
    {
        List<Counted> counted = [];
        foreach (var (id, events) in History.Passing(Filter))
        {
            foreach (var coupon in events.Where(one => one.Kind == PlainKind.Coupon).GroupBy(one => one.Name))
            {
                var first = coupon.First();
                if (Campaigns.Length > 0 && !Campaigns.Contains(first.Label))
                    continue;
                long? When(int action) => coupon.Where(one => one.Action == action).Select(one => (long?)one.Ms).Min();
                var (issued, redeemed, expired) = (When(1), When(2), When(3));
                long? Inside(long? ms) => ms is { } at && window.Has(at) ? ms : null;
                var isOfCohort = Inside(issued) is not null;
                var isRedeemed = isOfCohort && redeemed < AsOfMs;
                var one = ByEventWindow
                    ? new Counted(id, null, Inside(issued), Inside(redeemed), redeemed is null ? Inside(expired) : null)
                    : new Counted(id, null, Inside(issued), isRedeemed ? redeemed : null,
                        isOfCohort && !isRedeemed && expired < AsOfMs ? expired : null);
                var value = SplitsByCampaign ? first.Label.Length == 0 ? null : first.Label : Grouping?.ValueOf(events, first);
                if (one.Issued is not null || one.Redeemed is not null || one.Expired is not null)
                    counted.Add(one with { Value = value });
            }
        }
        return counted;
    }

    public static string Line(IEnumerable<Counted> coupons)
    {
        var list = coupons.ToList();
        string Of(Func<Counted, long?> when)
        {
            var counted = list.Where(one => when(one) is not null).ToList();
            return $"{counted.Count}/{counted.Select(one => one.Customer).Distinct().Count()}";
        }
        return $"{Of(one => one.Issued)} {Of(one => one.Redeemed)} {Of(one => one.Expired)}";
    }
}
