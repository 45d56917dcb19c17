using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// An attempt that takes the steps in their order: at each instant as many as that one's events can serve. Being further never hurts, so
/// the earliest way is the one that gets furthest.
/// </summary>
internal sealed class OrderedWalk(FunnelQuery query, FunnelEvents events) : FunnelWalk(query, events)
{
    protected override void FollowFrom(int entry)
    {
        // The event that makes a customer aware may be the one that activates.
        if (Query.Steps.IsRetentionFunnel && (Events.StepsOf(entry) & 2) != 0)
            Reach(2, Events.MsOf(entry));
        if (!Query.IsStrictlyLater)
            Reach(Level + CountServed(Events.FirstOf(entry), Level, entry), Events.MsOf(entry));
        for (var from = Events.EndOf(entry); !IsWhole;)
        {
            var next = Events.Next(Level, from);
            if (next == Events.Count || Events.MsOf(next) > DeadlineMs)
                return;
            var served = Query.IsStrictlyLater ? 1 : CountServed(Events.FirstOf(next), Level, -1);
            Reach(Level + served, Events.MsOf(next));
            from = Events.EndOf(next);
        }
    }
}
