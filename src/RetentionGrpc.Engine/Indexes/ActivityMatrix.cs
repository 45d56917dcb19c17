namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Distinct active customers between any two days: row e tells how many customers were last active before boundary e on each day. Days are
/// numbered from 0, boundary t is the start of day t; answers are exact for any boundary, those after the current day included.
/// A customer's first-ever day is kept apart, because it may lie before day 0.
/// </summary>
public sealed class ActivityMatrix
{
    private readonly AnswerMatrix _lastDays = new();
    private readonly DayCounts _firstDays = new();
    private readonly List<InactivityDays> _inactivities = [];
    private int _firstBeforeAxis;
    private int _changedRow = int.MaxValue;
    private int _nextPlace;

    // Of so many inactivities the days are kept, those that were asked about last: 8 bytes a day each.
    private const int MostInactivities = 8;

    /// <summary>As the previous day: none from day 0 on. As the first-ever day: before day 0.</summary>
    public const int BeforeAxis = -1;

    /// <summary>As the next day, or the first-ever one: none.</summary>
    public const int Never = int.MaxValue;

    /// <summary>The boundary at which the current day ends, 0 until the first <see cref="RollTo"/>.</summary>
    public int LiveBoundary => _lastDays.LiveRow;

    /// <summary>Bytes of all counts.</summary>
    public long Bytes => _lastDays.Bytes + _firstDays.Bytes;

    /// <summary>
    /// A customer is active on a day on which he was not before. The neighbours are those among the days that were added already: a bulk
    /// build adds a customer's days in order, each with <see cref="Never"/> as the next.
    /// </summary>
    /// <param name="previous">His newest active day before it, or <see cref="BeforeAxis"/>.</param>
    /// <param name="day">The day, 0 or later; it may lie in the future.</param>
    /// <param name="next">His earliest active day after it, or <see cref="Never"/>.</param>
    public void AddDay(int previous, int day, int next) => ChangeDay(previous, day, next, 1);

    /// <summary>A customer is not active any more on a day on which he was; the neighbours are those of <see cref="AddDay"/>.</summary>
    public void RemoveDay(int previous, int day, int next) => ChangeDay(previous, day, next, -1);

    /// <summary>A customer's first-ever active day changes; each is a day, <see cref="BeforeAxis"/> or <see cref="Never"/>.</summary>
    public void MoveFirst(int from, int to)
    {
        ChangeFirst(from, -1);
        ChangeFirst(to, 1);
    }

    /// <summary>Distinct customers who are active in the days [start, end); a start below 0 is 0.</summary>
    public long Active(int start, int end) => end <= Math.Max(start, 0) ? 0 : _lastDays.Suffix(end, start);

    /// <summary>Customers who were ever active before the boundary, those before day 0 included; a boundary below 0 is 0.</summary>
    public long FirstBefore(int boundary) => _firstBeforeAxis + _firstDays.Before(boundary);

    /// <summary>Customers whose first-ever active day is in the days [start, end).</summary>
    public long New(int start, int end) => _firstDays.Between(start, end);

    /// <summary>Customers whose last active day before the boundary is this one.</summary>
    public long LastActiveOn(int day, int boundary) => boundary <= day ? 0 : _lastDays.Cell(boundary, day);

    /// <summary>The customers day by day under an inactivity, up to a boundary that is not after <see cref="LiveBoundary"/>.</summary>
    /// <param name="days">The inactivity, 1 day or more.</param>
    /// <param name="boundary">The last boundary that is going to be read.</param>
    internal InactivityDays Inactivity(int days, int boundary)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(boundary, LiveBoundary);
        foreach (var kept in _inactivities)
            kept.Forget(_changedRow);
        _changedRow = int.MaxValue;
        var found = Find(days);
        found.ReadTo(this, boundary);
        return found;
    }

    /// <summary>Days have gone by; see <see cref="AnswerMatrix.RollTo"/>.</summary>
    public void RollTo(int boundary) => _lastDays.RollTo(boundary);

    /// <summary>What it consists of; see <see cref="DigestedPart"/>. What it keeps of answers is none of it.</summary>
    internal IEnumerable<DigestedPart> Parts(string name, int steps) =>
    [
        new($"{name}, matrix of last days", steps, row => _lastDays.DigestOf(row, steps)),
        new($"{name}, first days", 1, _ =>
        {
            var digest = new CellDigest();
            digest.Add(-1, _firstBeforeAxis);
            _firstDays.AddTo(ref digest, 0);
            return digest.Sum;
        }),
    ];

    private InactivityDays Find(int days)
    {
        foreach (var kept in _inactivities)
        {
            if (kept.Days == days)
                return kept;
        }
        var made = new InactivityDays(days);
        if (_inactivities.Count < MostInactivities)
            _inactivities.Add(made);
        else
            _inactivities[_nextPlace++ % MostInactivities] = made;
        return made;
    }

    private void ChangeDay(int previous, int day, int next, int weight)
    {
        if (previous >= day || day >= next)
            throw new ArgumentOutOfRangeException(nameof(day), day, $"not between {previous} and {next}");
        _changedRow = Math.Min(_changedRow, day + 1);
        if (previous < 0)
            _lastDays.Add(day + 1, next, day, weight);
        else
            _lastDays.Move(day + 1, next, previous, day, weight);
    }

    private void ChangeFirst(int day, int weight)
    {
        if (day < 0)
            _firstBeforeAxis += weight;
        else if (day != Never)
            _firstDays.Add(day, weight);
    }
}
