using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// An attempt that takes the steps in any order: its level is the largest number of steps that the events so far can serve, each event
/// one step. An event that adds nothing shows steps that no event can add anything to, so few events are looked at.
/// </summary>
internal sealed class UnorderedWalk(FunnelQuery query, FunnelEvents events) : FunnelWalk(query, events)
{
    private readonly StepMatching _matching = new();
    private readonly uint _all = (1u << query.Steps.Count) - 1;

    protected override void FollowFrom(int entry)
    {
        _matching.Clear();
        _matching.Add(Events.StepsOf(entry), _all);
        var open = _all;
        var from = Query.IsStrictlyLater ? Events.EndOf(entry) : Events.FirstOf(entry);
        while (!IsWhole)
        {
            var next = Next(open, from);
            if (next == Events.Count || Events.MsOf(next) > DeadlineMs)
                return;
            from = Query.IsStrictlyLater ? Events.EndOf(next) : next + 1;
            if (next == entry)
                continue;
            if (_matching.Add(Query.IsStrictlyLater ? StepsOfInstant(next, from) : Events.StepsOf(next), _all))
                Reach(Level + 1, Events.MsOf(next));
            else
                open &= ~_matching.Full;
        }
    }

    private int Next(uint open, int from)
    {
        var next = Events.Count;
        foreach (var step in new StepBits(open))
            next = Math.Min(next, Events.Next(step, from));
        return next;
    }

    /// <summary>One event of the instant may serve one step.</summary>
    private uint StepsOfInstant(int event0, int end)
    {
        var steps = 0u;
        for (var i = Events.FirstOf(event0); i < end; i++)
            steps |= Events.StepsOf(i);
        return steps;
    }
}
