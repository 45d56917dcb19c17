namespace RetentionGrpc.Engine.Metrics;

/// <summary>Numbers of texts as bits: asked of every event that is looked at.</summary>
internal readonly struct NumberSet
{
    private readonly ulong[] _bits;

    /// <param name="numbers">The numbers; negative ones are no members.</param>
    public NumberSet(IEnumerable<int> numbers)
    {
        var members = numbers.Where(number => number >= 0).ToArray();
        _bits = new ulong[members.Length == 0 ? 0 : members.Max() / 64 + 1];
        foreach (var number in members)
            _bits[number / 64] |= 1UL << number % 64;
    }

    /// <summary>Whether a number is one of them.</summary>
    public bool Contains(int number)
    {
        // A negative one is beyond them all.
        var word = unchecked((uint)number) / 64;
        return word < (uint)_bits.Length && (_bits[word] >> number % 64 & 1) != 0;
    }
}
