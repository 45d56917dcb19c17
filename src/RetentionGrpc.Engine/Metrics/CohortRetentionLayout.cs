using RetentionGrpc.Engine.Calendar;

namespace RetentionGrpc.Engine.Metrics;

/// <summary>When a member counts in cell k, k at least 1. The numbers are those of the wire.</summary>
public enum ReturnCriterion : byte
{
    /// <summary>A return event in it.</summary>
    On = 1,

    /// <summary>In it or later, inside the window.</summary>
    OnOrAfter = 2,

    /// <summary>In any cell from 1 to k.</summary>
    OnOrBefore = 3,

    /// <summary>In each cell from 1 to k.</summary>
    Streak = 4,
}

/// <summary>
/// The rows and cells of a cohort triangle. Row i is calendar bucket i of the window. A member's base buckets count from its start
/// event: base bucket k is calendar bucket i + k, or, rolling, [k, k + 1) spans of exact elapsed time after the event itself. Cell k
/// is base bucket k, or with brackets the k-th bracket of them; base bucket 0 is no cell. Cells that reach past the window are left out.
/// </summary>
public sealed class CohortLayout
{
    private readonly BucketSeries _buckets;
    private readonly long? _rollingSpanMs;
    private readonly int[] _lastOfBracket;
    private readonly long _asOfMs;

    /// <summary>Rows and cells.</summary>
    /// <param name="buckets">The rows, which are the calendar buckets of the widened window.</param>
    /// <param name="rollingSpanMs">The length of a rolling bucket, more than 0; null means calendar buckets.</param>
    /// <param name="criterion">When a member counts in a cell.</param>
    /// <param name="bracketSizes">How many base buckets each cell has, from base bucket 1; empty means that each is a cell.</param>
    /// <param name="asOfMs">"Now".</param>
    public CohortLayout(
        BucketSeries buckets, long? rollingSpanMs, ReturnCriterion criterion, IReadOnlyList<int> bracketSizes, long asOfMs)
    {
        _buckets = buckets;
        _rollingSpanMs = rollingSpanMs;
        _asOfMs = asOfMs;
        Criterion = criterion;
        _lastOfBracket = [.. bracketSizes];
        for (var i = 1; i < _lastOfBracket.Length; i++)
            _lastOfBracket[i] += _lastOfBracket[i - 1];
    }

    /// <summary>When a member counts in a cell.</summary>
    public ReturnCriterion Criterion { get; }

    /// <summary>Whether base buckets are spans of exact elapsed time.</summary>
    public bool IsRolling => _rollingSpanMs is not null;

    /// <summary>Whether a cell is a bracket of several base buckets.</summary>
    public bool HasBrackets => _lastOfBracket.Length > 0;

    /// <summary>How many brackets there are; 0 without any.</summary>
    internal int BracketCount => _lastOfBracket.Length;

    /// <summary>The rows as calendar buckets.</summary>
    public BucketSeries Buckets => _buckets;

    /// <summary>"Now".</summary>
    public long AsOfMs => _asOfMs;

    /// <summary>
    /// When every cell is over, rolling: for every possible member. Events count before the end of the window only.
    /// </summary>
    internal long EndMs
    {
        get
        {
            var endMs = _buckets.Window.EndMs;
            for (var row = 0; row < RowCount && IsRolling; row++)
            {
                if (CellCount(row) is > 0 and var last)
                    endMs = Math.Max(endMs, SpanOf(row, last).EndMs);
            }
            return endMs;
        }
    }

    /// <summary>How many rows there are.</summary>
    public int RowCount => _buckets.Count;

    /// <summary>How many base buckets a member of the first row may have, bucket 0 among them: no member has more.</summary>
    internal int BaseBucketCount => _rollingSpanMs is { } spanMs && RowCount > 0
        ? (int)((_buckets.Window.LengthMs - 1) / spanMs) + 1
        : RowCount;

    /// <summary>The bucket of a row's start events.</summary>
    public Interval Row(int row) => _buckets[row];

    /// <summary>Whether the bucket of a row's start events is over.</summary>
    public CellState StateOf(int row) => CellStates.Of(_buckets[row], _asOfMs);

    /// <summary>The row of a start event at an instant; -1 outside the window.</summary>
    public int RowOf(long startMs) => _buckets.IndexOf(startMs);

    /// <summary>How many cells a row has: cells 1 to this.</summary>
    public int CellCount(int row)
    {
        var lastBase = _rollingSpanMs is { } spanMs
            ? (int)((_buckets.Window.EndMs - 1 - _buckets[row].StartMs) / spanMs)
            : _buckets.Count - 1 - row;
        return _lastOfBracket.Length == 0 ? lastBase : _lastOfBracket.Count(last => last <= lastBase);
    }

    /// <summary>The first base bucket of a cell.</summary>
    public int FirstOf(int cell) => _lastOfBracket.Length == 0 ? cell : cell == 1 ? 1 : _lastOfBracket[cell - 2] + 1;

    /// <summary>The last base bucket of a cell.</summary>
    public int LastOf(int cell) => _lastOfBracket.Length == 0 ? cell : _lastOfBracket[cell - 1];

    /// <summary>The base bucket of an event that is not before its start event; -1 past the window.</summary>
    public int BaseBucketOf(int row, long startMs, long eventMs)
    {
        var bucket = _buckets.IndexOf(eventMs);
        if (bucket < 0)
            return -1;
        return _rollingSpanMs is { } spanMs ? (int)((eventMs - startMs) / spanMs) : bucket - row;
    }

    /// <summary>
    /// Whether a cell's base buckets are over, rolling: for every possible member of the row; NOT_YET if for none the first has begun.
    /// ON_OR_AFTER waits for the end of the window as well.
    /// </summary>
    public CellState StateOf(int row, int cell)
    {
        var state = CellStates.Of(SpanOf(row, cell), _asOfMs);
        var mayGrow = Criterion == ReturnCriterion.OnOrAfter && _buckets.Window.EndMs > _asOfMs;
        return state == CellState.Value && mayGrow ? CellState.Partial : state;
    }

    /// <summary>
    /// Whether a member's cell is over: the last base bucket of the cell, rolling: the member's own. Also of ON_OR_AFTER, whose cells stay
    /// PARTIAL until the window is over.
    /// </summary>
    public bool IsEligible(int row, int cell, long startMs) =>
        (_rollingSpanMs is { } spanMs ? startMs + (LastOf(cell) + 1) * spanMs : SpanOf(row, cell).EndMs) <= _asOfMs;

    private Interval SpanOf(int row, int cell)
    {
        var (first, last) = (FirstOf(cell), LastOf(cell));
        return _rollingSpanMs is { } spanMs
            ? new(_buckets[row].StartMs + first * spanMs, _buckets[row].EndMs + (last + 1) * spanMs)
            : new(_buckets[row + first].StartMs, _buckets[row + last].EndMs);
    }
}
