using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Segments by looking at every customer's timeline.</summary>
internal static class SegmentReference
{
    /// <summary>Every customer of the segment.</summary>
    public static IEnumerable<MemberMatch> Scan(TenantState tenant, SegmentMembersQuery query)
    {
        var criteria = new BoundCriteria(tenant, query);
        for (var customer = 0; customer < tenant.Customers.Count; customer++)
        {
            if (criteria.Fit(tenant.Live(customer)))
                yield return new(customer, null, []);
        }
    }

    private sealed class BoundCriteria(TenantState tenant, SegmentMembersQuery query)
    {
        private readonly BoundFilter _filter = query.CustomerFilter.Bind(tenant);
        private readonly Purchaser _purchaser = new(tenant, query.AsOfMs);
        private readonly BoundSelector? _did = query.DidNot?.Did.Bind(tenant);
        private readonly BoundSelector? _didNot = query.DidNot?.DidNot.Bind(tenant);

        public bool Fit(ReadOnlySpan<TimelineEvent> live)
        {
            if (live.IsEmpty || live[0].OccurredMs >= query.AsOfMs || !_filter.PassesCustomer(live))
                return false;
            if (query.Rfm is { } rfm && !(_purchaser.Read(live) && rfm.Fit(rfm.Scale.Of(_purchaser.Figures))))
                return false;
            return query.DidNot is null || DidAndDidNot(live);
        }

        private bool DidAndDidNot(ReadOnlySpan<TimelineEvent> live)
        {
            var (window, endMs) = (query.DidNot!.Window, Math.Min(query.DidNot.Window.EndMs, query.AsOfMs));
            var did = false;
            foreach (ref readonly var act in live)
            {
                if (act.OccurredMs >= endMs)
                    break;
                if (act.OccurredMs < window.StartMs)
                    continue;
                if (_didNot!.Picks(act))
                    return false;
                did |= _did!.Picks(act);
            }
            return did;
        }
    }
}
