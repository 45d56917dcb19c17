using System.Runtime.Intrinsics;

namespace RetentionGrpc.Engine.Indexes;

/// <summary>Recurring revenue between two boundaries, in shares of a minor unit, of customers of one partition.</summary>
/// <param name="Start">At the start.</param>
/// <param name="End">At the end.</param>
/// <param name="KeptOfStart">What those had at the start who have any at the end.</param>
/// <param name="Common">The lesser of what each had at the start and has at the end.</param>
/// <param name="EndOfStart">What those have at the end who had any at the start.</param>
/// <param name="New">What those have at the end who never had any before the start.</param>
/// <param name="Expanded">Customers of whom it became more, from more than 0.</param>
/// <param name="Contracted">Customers of whom it became less, to more than 0.</param>
public readonly record struct RevenueSums(
    long Start, long End, long KeptOfStart, long Common, long EndOfStart, long New, long Expanded, long Contracted);

/// <summary>
/// How recurring revenue moves between any two boundaries. Fed with each customer's segments before and after every change of them;
/// boundary t is the start of day t. Memory: 32 bytes for each pair of boundaries from the first with revenue on, and 4 each for all pairs
/// once somebody expanded, and once somebody contracted; nothing without any revenue.
/// </summary>
public sealed class RevenueMatrix
{
    private readonly RevenueRows _money = new();
    private AnswerMatrix? _expanded;
    private AnswerMatrix? _contracted;
    private Int128 _highest;

    /// <summary>Bytes of all sums.</summary>
    public long Bytes => _money.Bytes + (_expanded?.Bytes ?? 0) + (_contracted?.Bytes ?? 0);

    /// <summary>
    /// Whether all customers at their highest together are within 63 bits of shares, so that every sum comes out exactly.
    /// </summary>
    public bool IsExact => _highest <= long.MaxValue;

    /// <summary>Revenue at two boundaries and what became of it.</summary>
    /// <param name="start">0 or later.</param>
    /// <param name="end">Not before the start.</param>
    public RevenueSums Read(int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        var (prefix, suffix) = _money.Read(end, start);
        return new(
            At(start), At(end), prefix[Lane.KeptOfStart], prefix[Lane.Common], prefix[Lane.EndOfStart], suffix[Lane.New],
            _expanded?.Prefix(end, start) ?? 0, _contracted?.Prefix(end, start) ?? 0);
    }

    /// <summary>Revenue at a boundary, 0 or later.</summary>
    public long At(int boundary) => _money.Total(boundary)[Lane.Common];

    /// <summary>What a day lost of the revenue at its start, by churn and contraction.</summary>
    public long LostOn(int day) => At(day) - _money.Read(day + 1, day).Prefix[Lane.Common];

    /// <summary>Days have gone by; see <see cref="AnswerMatrix.RollTo"/>.</summary>
    public void RollTo(int boundary)
    {
        _money.RollTo(boundary);
        _expanded?.RollTo(boundary);
        _contracted?.RollTo(boundary);
    }

    /// <summary>What it consists of; see <see cref="DigestedPart"/>.</summary>
    internal IEnumerable<DigestedPart> Parts(string name, int steps) =>
    [
        new($"{name}, matrix of money", steps, row => _money.DigestOf(row, steps)),
        new($"{name}, matrix of expanded", steps, row => _expanded?.DigestOf(row, steps) ?? 0),
        new($"{name}, matrix of contracted", steps, row => _contracted?.DigestOf(row, steps) ?? 0),
        new($"{name}, highest revenue", 1, _ =>
        {
            var digest = new CellDigest();
            digest.Add(0, unchecked((long)_highest));
            digest.Add(1, unchecked((long)(_highest >> 64)));
            return digest.Sum;
        }),
    ];

    /// <summary>One customer's revenue changes.</summary>
    internal void Change(RevenueSegments before, RevenueSegments after)
    {
        _highest += (Int128)after.Highest - before.Highest;
        var (from, to) = Hull(before.Segments, after.Segments);
        var isMoved = before.FirstDay != after.FirstDay;
        ChangeFirst(before, isMoved ? 0 : from, isMoved ? AnswerMatrix.Forever : to, -1);
        ChangeFirst(after, isMoved ? 0 : from, isMoved ? AnswerMatrix.Forever : to, 1);
        if (from > to)
            return;
        ChangePairs(before.Segments, from, to, -1);
        ChangePairs(after.Segments, from, to, 1);
    }

    /// <summary>The first and the last boundary at which the revenue is another; none if the last is less.</summary>
    private static (int From, int To) Hull(ReadOnlySpan<RevenueSegment> before, ReadOnlySpan<RevenueSegment> after)
    {
        var (from, to) = (int.MaxValue, -1);
        var (i, j, row) = (0, 0, 0);
        while (i < before.Length || j < after.Length)
        {
            var (old, oldLast) = StepAt(before, ref i, row);
            var (now, nowLast) = StepAt(after, ref j, row);
            var last = Math.Min(oldLast, nowLast);
            if (old != now)
                (from, to) = (Math.Min(from, row), last);
            if (last == AnswerMatrix.Forever)
                break;
            row = last + 1;
        }
        return (from, to);
    }

    /// <summary>The revenue at a boundary, and the last boundary up to which it stays so.</summary>
    private static (long Shares, int Last) StepAt(ReadOnlySpan<RevenueSegment> segments, ref int next, int row)
    {
        while (next < segments.Length && segments[next].Last < row)
            next++;
        if (next == segments.Length)
            return (0, AnswerMatrix.Forever);
        return segments[next].First <= row ? (segments[next].Shares, segments[next].Last) : (0, segments[next].First - 1);
    }

    private void ChangeFirst(RevenueSegments customer, int from, int to, int sign)
    {
        if (customer.FirstDay < 0)
            return;
        foreach (var segment in customer.Segments)
        {
            var weight = Vector256.Create(0, 0, 0, sign * segment.Shares);
            _money.Add(Math.Max(segment.First, from), Math.Min(segment.Last, to), customer.FirstDay, weight);
        }
    }

    /// <summary>
    /// Pairs of boundaries at both of which there is revenue, one of them in [from, to]. Segments are cut at the ends of it: each part
    /// inside pairs with itself, with all that is before it, and with all that is after it.
    /// </summary>
    private void ChangePairs(ReadOnlySpan<RevenueSegment> segments, int from, int to, int sign)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            var (first, last, shares) = segments[i];
            var (firstInside, lastInside) = (Math.Max(first, from), Math.Min(last, to));
            if (firstInside <= lastInside)
            {
                var own = sign * shares;
                _money.Add(firstInside, lastInside, firstInside, Vector256.Create(own, own, own, 0));
                var inside = new RevenueSegment(firstInside, lastInside, shares);
                PairRows(inside, segments[..i], 0, int.MaxValue, sign);
                PairRows(inside, segments.Slice(i, 1), 0, from - 1, sign);
            }
            if (last > to)
                PairRows(new(Math.Max(first, to + 1), last, shares), segments[..(i + 1)], from, to, sign);
        }
    }

    /// <summary>Pairs the rows with every boundary in [from, to] at which one of the segments is.</summary>
    private void PairRows(RevenueSegment rows, ReadOnlySpan<RevenueSegment> segments, int from, int to, int sign)
    {
        foreach (var segment in segments)
        {
            var (first, last) = (Math.Max(segment.First, from), Math.Min(segment.Last, to));
            if (first > last)
                continue;
            var common = Math.Min(segment.Shares, rows.Shares);
            _money.AddRectangle(rows.First, rows.Last, first, last,
                Vector256.Create(sign * segment.Shares, sign * common, sign * rows.Shares, 0));
            if (segment.Shares < rows.Shares)
                Begun(ref _expanded).AddRectangle(rows.First, rows.Last, first, last, sign);
            else if (segment.Shares > rows.Shares)
                Begun(ref _contracted).AddRectangle(rows.First, rows.Last, first, last, sign);
        }
    }

    private AnswerMatrix Begun(ref AnswerMatrix? counts)
    {
        if (counts is null)
        {
            counts = new AnswerMatrix();
            counts.RollTo(_money.LiveRow);
        }
        return counts;
    }

    /// <summary>Which of the four sums of a cell is which.</summary>
    private static class Lane
    {
        public const int KeptOfStart = 0;
        public const int Common = 1;
        public const int EndOfStart = 2;
        public const int New = 3;
    }
}
