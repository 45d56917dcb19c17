using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Follows one attempt through a funnel, from the event that begins it as far as it gets.</summary>
internal abstract class FunnelWalk
{
    private readonly StepMatching _matching = new();
    private readonly long[] _reachedMs;
    private bool[] _serves = new bool[16];

    protected FunnelWalk(FunnelQuery query, FunnelEvents events) =>
        (Query, Events, _reachedMs) = (query, events, new long[query.Steps.Count + 1]);

    /// <summary>How far the attempt got: the number of its last step.</summary>
    public int Level { get; private set; }

    /// <summary>Whether it got through.</summary>
    public bool IsWhole => Level == Query.Steps.Count;

    protected FunnelQuery Query { get; }

    protected FunnelEvents Events { get; }

    /// <summary>The last instant at which a step counts.</summary>
    protected long DeadlineMs { get; private set; }

    /// <summary>The way of a mode.</summary>
    public static FunnelWalk Of(FunnelQuery query, FunnelEvents events) => query.Mode switch
    {
        FunnelMode.Strict => new StrictWalk(query, events),
        FunnelMode.Unordered => new UnorderedWalk(query, events),
        _ => new OrderedWalk(query, events),
    };

    /// <summary>When the attempt reached a step at the earliest, from 1 to <see cref="Level"/>.</summary>
    public long ReachedMs(int level) => _reachedMs[level];

    /// <summary>Follows the attempt that an event begins.</summary>
    public void Follow(int entry)
    {
        Level = 0;
        DeadlineMs = Events.MsOf(entry) + Query.ConversionMs;
        Reach(1, Events.MsOf(entry));
        FollowFrom(entry);
    }

    protected abstract void FollowFrom(int entry);

    /// <summary>The attempt is at a level from an instant on, unless it was there before.</summary>
    protected void Reach(int level, long ms)
    {
        while (Level < level)
            _reachedMs[++Level] = ms;
    }

    /// <summary>How many steps, one after the other, the events of one instant can serve, each event one of them.</summary>
    /// <param name="first">The first event of the instant.</param>
    /// <param name="level">The steps that are served already: the first one to be served is that with this number, from 0.</param>
    /// <param name="except">An event that cannot serve; -1 for none.</param>
    protected int CountServed(int first, int level, int except)
    {
        var end = Events.EndOf(first);
        if (end - first == 1)
            return first != except && level < Query.Steps.Count && (Events.StepsOf(first) >> level & 1) != 0 ? 1 : 0;
        if (_serves.Length < end - first)
            _serves = new bool[2 * (end - first)];
        Array.Clear(_serves, 0, end - first);
        if (except >= first)
            _serves[except - first] = true;
        _matching.Clear();
        var (steps, served) = (0u, 0);
        for (; level + served < Query.Steps.Count; served++)
        {
            steps |= 1u << level + served;
            if (!AddOne(first, end, steps))
                break;
        }
        return served;
    }

    private bool AddOne(int first, int end, uint steps)
    {
        for (var i = first; i < end; i++)
        {
            if (_serves[i - first] || !_matching.Add(Events.StepsOf(i), steps))
                continue;
            return _serves[i - first] = true;
        }
        return false;
    }
}
