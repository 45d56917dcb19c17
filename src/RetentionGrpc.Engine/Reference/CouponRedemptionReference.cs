using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Coupons by looking at every customer's timeline.</summary>
internal static class CouponRedemptionReference
{
    private const byte Issued = 1;
    private const byte Redeemed = 2;

    /// <summary>Counts the coupons of every customer who passes.</summary>
    public static void Scan(TenantState tenant, CouponRedemptionQuery query, SplitScan<CouponStatistic> scan)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var book = new CouponBook(tenant, query);
        var buckets = new WindowBuckets(query.Windows);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            var live = tenant.Live(customer);
            if (!book.Read(live) || !filter.PassesCustomer(live))
                continue;
            foreach (var coupon in book.Coupons)
            {
                var statistic = scan.Of(live, live[coupon.First]);
                var (issued, redeemed, expired) = (Of(coupon.IssuedMs), Of(coupon.RedeemedMs), Of(coupon.ExpiredMs));
                Count(coupon, 0, customer, statistic);
                Count(coupon, issued, customer, statistic);
                if (redeemed != issued)
                    Count(coupon, redeemed, customer, statistic);
                if (expired != issued && expired != redeemed)
                    Count(coupon, expired, customer, statistic);
            }
        }

        int Of(long? ms) => ms is { } at ? buckets.Of(at) : -1;

        // A bucket in which nothing became of it counts nothing.
        void Count(in Coupon coupon, int window, int customer, CouponStatistic statistic)
        {
            if (window < 0)
                return;
            var (issued, redeemed, expired) = Counted(coupon, query, query.Windows[window]);
            statistic.Count(customer, window, issued is not null, redeemed is not null, expired is not null);
        }
    }

    /// <summary>Every customer behind a count, by a coupon of the part of a split answer, if there is one.</summary>
    public static IEnumerable<MemberMatch> Members(
        TenantState tenant, CouponRedemptionQuery query, int window, CouponGroup group, GroupTest? part)
    {
        var filter = query.CustomerFilter.Bind(tenant);
        var book = new CouponBook(tenant, query);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (!book.Read(tenant.Live(customer)) || !filter.PassesCustomer(tenant.Live(customer)))
                continue;
            long? first = null;
            foreach (var coupon in book.Coupons)
            {
                if (part?.Has(tenant.Live(customer), coupon.First) == false)
                    continue;
                var (issued, redeemed, expired) = Counted(coupon, query, query.Windows[window]);
                var ms = group switch { CouponGroup.Issued => issued, CouponGroup.Redeemed => redeemed, _ => expired };
                first = ms is not null && !(ms >= first) ? ms : first;
            }
            if (first is not null)
                yield return new(customer, first, []);
        }
    }

    /// <summary>When a coupon counts as issued, redeemed and expired in a window; null where it does not.</summary>
    private static (long? Issued, long? Redeemed, long? Expired) Counted(in Coupon coupon, CouponRedemptionQuery query, Interval window)
    {
        if (query.Reading == CouponReading.ByEventWindow)
        {
            var expired = coupon.RedeemedMs is null ? coupon.ExpiredMs : null;
            return (Inside(coupon.IssuedMs, window), Inside(coupon.RedeemedMs, window), Inside(expired, window));
        }
        if (Inside(coupon.IssuedMs, window) is not { } issued)
            return default;
        return coupon.RedeemedMs < query.AsOfMs
            ? (issued, coupon.RedeemedMs, null)
            : (issued, null, coupon.ExpiredMs < query.AsOfMs ? coupon.ExpiredMs : null);
    }

    private static long? Inside(long? ms, Interval window) => ms is { } at && window.Contains(at) ? at : null;

    /// <summary>A coupon of a customer: when it was first issued, redeemed, expired.</summary>
    private record struct Coupon(int First, long? IssuedMs, long? RedeemedMs, long? ExpiredMs);

    /// <summary>The coupons of one customer at a time.</summary>
    private sealed class CouponBook(TenantState tenant, CouponRedemptionQuery query)
    {
        private readonly Dictionary<int, int> _placeOf = [];
        private readonly List<Coupon> _coupons = [];
        private readonly HashSet<int>? _campaigns =
            query.Campaigns.Count == 0 ? null : [.. query.Campaigns.Select(campaign => tenant.Texts.Find(campaign))];

        public List<Coupon> Coupons => _coupons;

        /// <summary>Reads a customer's coupons; whether there are any.</summary>
        public bool Read(ReadOnlySpan<TimelineEvent> live)
        {
            _coupons.Clear();
            if (_placeOf.Count > 0)
                _placeOf.Clear();
            for (var i = 0; i < live.Length; i++)
            {
                if (live[i].Kind == EventKind.Coupon)
                    Take(live[i], i);
            }
            // A coupon is of the campaign that its first event names.
            for (var i = _coupons.Count - 1; i >= 0 && _campaigns is not null; i--)
            {
                if (!_campaigns.Contains(live[_coupons[i].First].LabelNumber))
                    _coupons.RemoveAt(i);
            }
            return _coupons.Count > 0;
        }

        private void Take(in TimelineEvent step, int place)
        {
            if (_placeOf.TryAdd(step.NameNumber, _coupons.Count))
                _coupons.Add(new(place, null, null, null));
            ref var coupon = ref CollectionsMarshal.AsSpan(_coupons)[_placeOf[step.NameNumber]];
            if (step.Action == Issued)
                coupon.IssuedMs ??= step.OccurredMs;
            else if (step.Action == Redeemed)
                coupon.RedeemedMs ??= step.OccurredMs;
            else
                coupon.ExpiredMs ??= step.OccurredMs;
        }
    }
}
