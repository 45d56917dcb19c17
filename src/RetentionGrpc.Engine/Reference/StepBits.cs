using System.Numerics;

namespace RetentionGrpc.Engine.Reference;

/// <summary>Steps of a funnel as bits, to go through one by one.</summary>
/// <param name="bits">The steps.</param>
internal ref struct StepBits(uint bits)
{
    private uint _rest = bits;

    /// <summary>The step of this turn, from 0.</summary>
    public int Current { get; private set; }

    public readonly StepBits GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest == 0)
            return false;
        Current = BitOperations.TrailingZeroCount(_rest);
        _rest &= _rest - 1;
        return true;
    }
}
