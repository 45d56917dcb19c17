using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// An attempt that takes the steps in their order with nothing between them. Of the events of its first instant some may be put before
/// it, so it can be at several levels at once; from then on all events of an instant must serve, or it ends there.
/// </summary>
internal sealed class StrictWalk(FunnelQuery query, FunnelEvents events) : FunnelWalk(query, events)
{
    protected override void FollowFrom(int entry)
    {
        if (!Query.IsStrictlyLater)
            Reach(1 + CountServed(Events.FirstOf(entry), 1, entry), Events.MsOf(entry));
        var levels = (1u << Level + 1) - 2;
        for (var first = Events.EndOf(entry); levels != 0 && !IsWhole && first < Events.Count; first = Events.EndOf(first))
        {
            if (Events.MsOf(first) > DeadlineMs)
                return;
            levels = Pass(first, levels);
        }
    }

    /// <summary>The levels behind an instant, from those before it.</summary>
    private uint Pass(int first, uint levels)
    {
        var (all, passed) = (Events.EndOf(first) - first, 0u);
        foreach (var level in new StepBits(levels))
        {
            var served = CountServed(first, level, -1);
            if (Query.IsStrictlyLater)
                served = Math.Min(served, 1);
            Reach(level + served, Events.MsOf(first));
            if (served == all)
                passed |= 1u << level + served;
        }
        return passed;
    }
}
