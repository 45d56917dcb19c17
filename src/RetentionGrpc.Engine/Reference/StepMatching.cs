using System.Numerics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>
/// Which events serve which steps, each event one step and each step one event: a matching that grows event by event along augmenting
/// paths, so it serves as many steps as can be. Steps are bits, an event is the steps that pick it.
/// </summary>
internal sealed class StepMatching
{
    private const int MostSteps = 32;

    // Of each served step: the event that serves it.
    private readonly uint[] _servedBy = new uint[MostSteps];
    private readonly int[] _reachedFrom = new int[MostSteps];
    private uint _served;

    /// <summary>After <see cref="Add"/> failed: the steps that no event of them alone can extend, now or later.</summary>
    public uint Full { get; private set; }

    /// <summary>Serves nothing.</summary>
    public void Clear() => _served = 0;

    /// <summary>Lets an event serve a step, others moving to other steps where need be; false if there is no way.</summary>
    /// <param name="picked">The steps that pick the event.</param>
    /// <param name="steps">The steps that may be served; never fewer than before.</param>
    public bool Add(uint picked, uint steps)
    {
        var open = picked & steps;
        var seen = open;
        foreach (var step in new StepBits(open))
            _reachedFrom[step] = -1;
        while (open != 0)
        {
            var step = BitOperations.TrailingZeroCount(open);
            open &= open - 1;
            if ((_served >> step & 1) == 0)
            {
                Serve(step, picked);
                return true;
            }
            var further = _servedBy[step] & steps & ~seen;
            foreach (var next in new StepBits(further))
                _reachedFrom[next] = step;
            seen |= further;
            open |= further;
        }
        Full = seen;
        return false;
    }

    private void Serve(int step, uint picked)
    {
        _served |= 1u << step;
        for (; _reachedFrom[step] >= 0; step = _reachedFrom[step])
            _servedBy[step] = _servedBy[_reachedFrom[step]];
        _servedBy[step] = picked;
    }
}
