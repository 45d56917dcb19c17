using System.Numerics;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>Lengths of time, milliseconds, both ends inside.</summary>
/// <param name="FirstMs">The shortest.</param>
/// <param name="LastMs">The longest.</param>
public readonly record struct GapRange(long FirstMs, long LastMs);

/// <summary>
/// Times between orders, so that their exact median costs little memory however many they are: all are counted on a scale of 1,024 steps
/// a doubling (a step of 30 days is 35 minutes wide), and only those of some ranges, where medians lie, length by length. Which ranges
/// those are, the scales of a first reading tell; should the events change in between so that the second reading's median lies elsewhere,
/// it tells where to look next.
/// </summary>
/// <param name="exact">The lengths that are kept one by one, whole steps as <see cref="NeededForMedian"/> gives.</param>
public sealed class OrderGaps(IReadOnlyList<GapRange> exact)
{
    private const int StepBits = 10;
    private const int StepsPerDoubling = 1 << StepBits;

    private readonly Dictionary<long, long> _exact = [];
    private readonly bool[] _isKept = KeptSteps(exact);

    // Rises with the longest: none of it without any.
    private long[] _steps = [];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the median cannot be told before <see cref="NeededForMedian"/> is kept.</summary>
    public bool IsMedianMissing => Count > 0 && !(IsKept(StepOfRank((Count - 1) / 2)) && IsKept(StepOfRank(Count / 2)));

    /// <summary>The lengths to keep one by one so that the median can be told; none if there are no times.</summary>
    public IReadOnlyList<GapRange> NeededForMedian()
    {
        if (Count == 0)
            return [];
        var (lower, upper) = (StepOfRank((Count - 1) / 2), StepOfRank(Count / 2));
        return lower == upper ? [RangeOf(lower)] : [RangeOf(lower), RangeOf(upper)];
    }

    /// <summary>The median in seconds, of an even number the mean of the two in the middle; null without any.</summary>
    /// <exception cref="InvalidOperationException">It cannot be told: see <see cref="IsMedianMissing"/>.</exception>
    public double? MedianSeconds()
    {
        if (Count == 0)
            return null;
        if (IsMedianMissing)
            throw new InvalidOperationException("the lengths about the median were not kept");
        var first = StepOfRank((Count - 1) / 2);
        var shorter = 0L;
        for (var step = 0; step < first; step++)
            shorter += _steps[step];
        // Between the two in the middle there is nothing: these are all, from the first of them on.
        var lengths = _exact.Keys.Where(ms => StepOf(ms) >= first).Order().ToArray();
        return (LengthOfRank(lengths, (Count - 1) / 2 - shorter) + LengthOfRank(lengths, Count / 2 - shorter)) / 2_000.0;
    }

    /// <summary>Of two disjoint sets of customers together; both keep the same lengths.</summary>
    public static OrderGaps operator +(OrderGaps x, OrderGaps y)
    {
        var both = x.Copy();
        foreach (var (ms, count) in y._exact)
            both._exact[ms] = both._exact.GetValueOrDefault(ms) + count;
        for (var step = 0; step < y._steps.Length; step++)
            both.AddToStep(step, y._steps[step]);
        both.Count += y.Count;
        return both;
    }

    /// <summary>Adds a time between two orders.</summary>
    /// <param name="ms">Milliseconds, 0 or more.</param>
    public void Add(long ms)
    {
        Count++;
        AddToStep(StepOf(ms), 1);
        if (IsKept(StepOf(ms)))
            _exact[ms] = _exact.GetValueOrDefault(ms) + 1;
    }

    private OrderGaps Copy()
    {
        var copy = new OrderGaps(exact) { Count = Count, _steps = [.. _steps] };
        foreach (var (ms, count) in _exact)
            copy._exact.Add(ms, count);
        return copy;
    }

    private bool IsKept(int step) => step < _isKept.Length && _isKept[step];

    private static bool[] KeptSteps(IReadOnlyList<GapRange> ranges)
    {
        var kept = new bool[ranges.Count == 0 ? 0 : ranges.Max(range => StepOf(range.LastMs)) + 1];
        foreach (var range in ranges)
            kept.AsSpan(StepOf(range.FirstMs)..(StepOf(range.LastMs) + 1)).Fill(true);
        return kept;
    }

    private void AddToStep(int step, long count)
    {
        if (step >= _steps.Length)
            Array.Resize(ref _steps, (step / StepsPerDoubling + 1) * StepsPerDoubling);
        _steps[step] += count;
    }

    private int StepOfRank(long rank)
    {
        var step = 0;
        for (var before = _steps[0]; before <= rank; before += _steps[step])
            step++;
        return step;
    }

    private long LengthOfRank(long[] lengths, long rank)
    {
        var place = 0;
        for (var before = _exact[lengths[0]]; before <= rank; before += _exact[lengths[place]])
            place++;
        return lengths[place];
    }

    /// <summary>The step of a length: up to 2,047 ms each has its own, then the width doubles with each doubling.</summary>
    private static int StepOf(long ms)
    {
        var widthBits = Math.Max(0, BitOperations.Log2((ulong)ms) - StepBits);
        return (widthBits << StepBits) + (int)(ms >> widthBits);
    }

    private static GapRange RangeOf(int step) => new(FirstOf(step), FirstOf(step + 1) - 1);

    /// <summary>The shortest length of a step.</summary>
    private static long FirstOf(int step)
    {
        var widthBits = Math.Max(0, (step >> StepBits) - 1);
        return (long)(step - (widthBits << StepBits)) << widthBits;
    }
}
