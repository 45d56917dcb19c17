namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The customers active in each span of 1, 4, 8, 16, … <see cref="LongestSpan"/> days, spans starting at multiples of their length: any
/// window of days is the union of few of them. The caller says for every active day the customer's neighbouring ones, so that no span
/// is counted twice.
/// </summary>
/// <param name="keepsTimes">Whether a <see cref="DayTime"/> is kept for each customer and day: 1 byte each.</param>
public sealed class DyadicBitmaps(bool keepsTimes = false)
{
    /// <summary>Days of the longest span.</summary>
    public const int LongestSpan = 1 << (SpanCover.Levels - 1);

    /// <summary>A customer has no earlier active day.</summary>
    public const int NoPrevious = -1;

    /// <summary>A customer has no later active day.</summary>
    public const int NoNext = int.MaxValue;

    private const int Levels = SpanCover.Levels;

    private readonly SpanSets[] _levels = SpanSets.Create(Levels);
    private readonly DayTimes? _times = keepsTimes ? new DayTimes() : null;
    private readonly CustomerSet _nobody = new();
    private int _openDay = NoPrevious;

    /// <summary>Whether it keeps when in a day a customer was active.</summary>
    public bool KeepsTimes => _times is not null;

    /// <summary>The first day from which on nobody was ever active.</summary>
    public int DayCount => _levels[0].Count;

    /// <summary>
    /// How many chunks of <see cref="CustomerSet.ChunkSize"/> customers may hold somebody: those from there on are empty.
    /// </summary>
    public int ChunkCount { get; private set; }

    /// <summary>The memory it takes, in bytes.</summary>
    public long Bytes
    {
        get
        {
            var bytes = _times?.Bytes ?? 0;
            foreach (var level in _levels)
                bytes += level.Bytes;
            return bytes;
        }
    }

    /// <summary>
    /// A day on which a customer was not active before becomes an active one. Allocates only where there is no room left.
    /// </summary>
    /// <param name="customer">The customer, from 0.</param>
    /// <param name="previous">Its active day before that, or <see cref="NoPrevious"/>.</param>
    /// <param name="day">The day, from 0.</param>
    /// <param name="next">Its active day after that, or <see cref="NoNext"/>.</param>
    /// <param name="time">When in the day; not kept without <see cref="KeepsTimes"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The days are not in ascending order, or a number is negative.</exception>
    public void Add(int customer, int previous, int day, int next, byte time = DayTime.Unknown)
    {
        Check(customer, previous, day, next);
        ChunkCount = Math.Max(ChunkCount, CustomerSet.ChunkOf(customer) + 1);
        var set = _levels[0].At(day);
        if (!set.Add(customer))
            return;
        _times?.Insert(day, set, customer, time);
        // Those of the open day come into the longer spans all at once, when it closes.
        for (var level = SpanCover.FirstLong; day != _openDay && level < Levels && !IsShared(level, previous, day, next); level++)
            _levels[level].At(day >> level).Add(customer);
    }

    /// <summary>
    /// A customer was not active on a day after all: undoes <see cref="Add"/>, with the neighbours that the day has now.
    /// </summary>
    /// <param name="customer">The customer, from 0.</param>
    /// <param name="previous">Its active day before that, or <see cref="NoPrevious"/>.</param>
    /// <param name="day">The day, from 0.</param>
    /// <param name="next">Its active day after that, or <see cref="NoNext"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The days are not in ascending order, or a number is negative.</exception>
    public void Remove(int customer, int previous, int day, int next)
    {
        Check(customer, previous, day, next);
        var set = Day(day);
        if (!set.Remove(customer))
            return;
        _times?.Delete(day, set, customer);
        for (var level = SpanCover.FirstLong; level < Levels && !IsShared(level, previous, day, next); level++)
            _levels[level].Find(day >> level)?.Remove(customer);
    }

    /// <summary>When in a day a customer was active, who was; <see cref="DayTime.Unknown"/> without <see cref="KeepsTimes"/>.</summary>
    public byte TimeOf(int customer, int day)
    {
        return _times is null ? DayTime.Unknown : _times.Of(day, Day(day), customer);
    }

    /// <summary>Replaces when in the day a customer was active; without <see cref="KeepsTimes"/> nothing happens.</summary>
    /// <param name="customer">A customer active on that day.</param>
    /// <param name="day">The day, from 0.</param>
    /// <param name="time">When in the day.</param>
    /// <exception cref="ArgumentException">The customer is not active on that day.</exception>
    public void SetTime(int customer, int day, byte time)
    {
        if (_times is null)
            return;
        var set = Day(day);
        if (!set.Contains(customer))
            throw new ArgumentException("not active on that day", nameof(customer));
        _times.Set(day, set, customer, time);
    }

    /// <summary>Sets the bits of the customers of a chunk that were active in a window, and leaves the others as they are.</summary>
    /// <param name="chunk">The chunk, from 0.</param>
    /// <param name="startDay">The window's first day; days below 0 are empty.</param>
    /// <param name="endDay">The day after its last; days that nobody was active on are empty.</param>
    /// <param name="words"><see cref="CustomerSet.ChunkWords"/> words.</param>
    public void OrInto(int chunk, int startDay, int endDay, Span<ulong> words)
    {
        for (var cover = CoverOf(startDay, endDay); cover.MoveNext();)
            _levels[cover.Level].Find(cover.Span)?.OrInto(chunk, words);
        if (startDay <= _openDay && _openDay < endDay)
            Day(_openDay).OrInto(chunk, words);
    }

    /// <summary>The customers active on a day, to be read; an empty set for days that nobody was active on.</summary>
    public CustomerSet Day(int day) => _levels[0].Find(day) ?? _nobody;

    /// <summary>When in the day each member of a chunk of <see cref="Day"/> was active, in the order of the members.</summary>
    /// <returns>As many <see cref="DayTime"/>s as the chunk has members; none without <see cref="KeepsTimes"/>.</returns>
    public ReadOnlySpan<byte> Times(int day, int chunk) => _times is null ? default : _times.OfChunk(day, Day(day), chunk);

    /// <summary>
    /// Sets the bits of the customers of a chunk that were active in a part of a day, and of those of whom only their timeline tells;
    /// leaves the others as they are. Without <see cref="KeepsTimes"/> the timeline of every customer active on that day is to be
    /// asked.
    /// </summary>
    /// <param name="chunk">The chunk, from 0.</param>
    /// <param name="day">The day.</param>
    /// <param name="answers">What each code says, by <see cref="DayTime.Before"/> or <see cref="DayTime.From"/>.</param>
    /// <param name="active"><see cref="CustomerSet.ChunkWords"/> words for those that were active.</param>
    /// <param name="unclear"><see cref="CustomerSet.ChunkWords"/> words for those of whom the timeline tells.</param>
    public void OrPartOfDayInto(
        int chunk, int day, ReadOnlySpan<DayAnswer> answers, Span<ulong> active, Span<ulong> unclear)
    {
        if (_times is null)
        {
            Day(day).OrInto(chunk, unclear);
            return;
        }
        Span<ulong> members = stackalloc ulong[CustomerSet.ChunkWords];
        members.Clear();
        Day(day).OrInto(chunk, members);
        TimeAnswers.OrInto(members, Times(day, chunk), answers, active, unclear, Bits.Best);
    }

    /// <summary>
    /// Gives up the room that is kept for more in the spans that end at a day: for days of which little more will come.
    /// </summary>
    /// <param name="endDay">The day after the last one of those spans, from 1.</param>
    public void TrimSpansEnding(int endDay)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(endDay);
        if (endDay - 1 == _openDay)
            Close();
        for (var level = 0; level < Levels && endDay % (1 << level) == 0; level++)
            _levels[level].Find((endDay >> level) - 1)?.Trim();
        _times?.Trim(endDay - 1, Day(endDay - 1));
    }

    /// <summary>
    /// A new day begins: most of what comes falls into it, so it alone takes it, in the form that is quickest to add to; the longer spans
    /// that hold it follow in <see cref="TrimSpansEnding"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another day is open.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Somebody was active on a later day.</exception>
    public void OpenDay(int day)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(day, DayCount - 1);
        if (_openDay != NoPrevious)
            throw new InvalidOperationException($"day {_openDay} is still open");
        _openDay = day;
        for (var level = 0; level < Levels; level++)
        {
            if (level == 0 || level >= SpanCover.FirstLong)
                _levels[level].At(day >> level).Open();
        }
        _times?.Open(day, Day(day));
    }

    /// <summary>
    /// What it consists of, span by span; see <see cref="DigestedPart"/>. The open day counts as a part of the spans that hold it, whether
    /// it is in them yet or not; the times of the day are hints, which may be wider than they need be, and no part.
    /// </summary>
    internal IEnumerable<DigestedPart> Parts(string name, int days, SegmentIndex segment)
    {
        for (var each = 0; each < Levels; each++)
        {
            var level = each;
            if (level == 0 || level >= SpanCover.FirstLong)
                yield return new($"{name}, bitmaps of {1 << level} days", (days >> level) + 1, span => DigestOf(level, span, segment));
        }
    }

    private ulong DigestOf(int level, int span, SegmentIndex segment)
    {
        var holdsOpenDay = _openDay != NoPrevious && _openDay >> level == span;
        return segment.DigestOf(_levels[level].Find(span) ?? _nobody, level > 0 && holdsOpenDay ? Day(_openDay) : null);
    }

    // Nobody is active after the newest day: a window that reaches it may be covered beyond its end.
    private SpanCover CoverOf(int startDay, int endDay) =>
        new(Math.Max(0, startDay), Math.Min(endDay, DayCount), endDay >= DayCount ? int.MaxValue : endDay);

    /// <summary>Whether the span of a day holds a neighbouring active day, too; the open day is not in it yet.</summary>
    private bool IsShared(int level, int previous, int day, int next) =>
        previous >= 0 && previous >> level == day >> level || next != NoNext && next != _openDay && next >> level == day >> level;

    /// <summary>Brings near what adding a customer to the open day is going to need.</summary>
    internal void Bring(int customer)
    {
        if (_openDay == NoPrevious)
            return;
        Day(_openDay).Bring(customer);
        _times?.Bring(customer);
    }

    private void Close()
    {
        var closed = Day(_openDay);
        for (var level = SpanCover.FirstLong; level < Levels; level++)
            _levels[level].At(_openDay >> level).AddAll(closed);
        _openDay = NoPrevious;
    }

    private void Check(int customer, int previous, int day, int next)
    {
        if (_openDay != NoPrevious)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(day, _openDay);
        ArgumentOutOfRangeException.ThrowIfNegative(customer);
        ArgumentOutOfRangeException.ThrowIfNegative(day);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(previous, day);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(next, day);
    }
}
