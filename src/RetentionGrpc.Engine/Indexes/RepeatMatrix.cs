namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Distinct customers with at least k purchases between any two days: row e tells on which day the k-th last purchase before boundary e
/// was. Fed with each customer's distinct purchase days it counts by day, with a day for each order it counts by order.
/// </summary>
public sealed class RepeatMatrix
{
    private readonly AnswerMatrix _kthLastDays = new();
    private readonly int _k;

    /// <param name="k">Purchases that a customer has at least, 1 or more.</param>
    public RepeatMatrix(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        _k = k;
    }

    /// <summary>The boundary at which the current day ends, 0 until the first <see cref="RollTo"/>.</summary>
    public int LiveBoundary => _kthLastDays.LiveRow;

    /// <summary>Bytes of all counts.</summary>
    public long Bytes => _kthLastDays.Bytes;

    /// <summary>One customer's purchases change; both in ascending order. Days before 0 may be given or left out.</summary>
    public void Change(ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        var passed = before.CommonPrefixLength(after);
        var sameAtEnd = CommonSuffixLength(before, after);
        var row = passed == 0 ? 0 : Math.Max(before[passed - 1] + 1, 0);
        var old = new KthLastSteps(before, _k, passed, row);
        var now = new KthLastSteps(after, _k, passed, row);
        while (true)
        {
            // With the same purchases to come and the same k behind, no later row can differ.
            if (old.Left == now.Left && old.Left + _k <= sameAtEnd)
                return;
            var last = Math.Min(old.LastRow, now.LastRow);
            if (old.Day != now.Day)
                _kthLastDays.Replace(row, last, old.Day, now.Day);
            if (last == AnswerMatrix.Forever)
                return;
            row = last + 1;
            old.AdvanceTo(row);
            now.AdvanceTo(row);
        }
    }

    /// <summary>Distinct customers with at least k purchases in the days [start, end); a start below 0 is 0.</summary>
    public long Repeated(int start, int end) => end <= Math.Max(start, 0) ? 0 : _kthLastDays.Suffix(end, start);

    /// <summary>See <see cref="AnswerMatrix.DigestOf"/>.</summary>
    internal ulong DigestOf(int row, int steps) => _kthLastDays.DigestOf(row, steps);

    /// <summary>Days have gone by; see <see cref="AnswerMatrix.RollTo"/>.</summary>
    public void RollTo(int boundary) => _kthLastDays.RollTo(boundary);

    private static int CommonSuffixLength(ReadOnlySpan<int> one, ReadOnlySpan<int> other)
    {
        var length = 0;
        while (length < one.Length && length < other.Length && one[^(length + 1)] == other[^(length + 1)])
            length++;
        return length;
    }
}
