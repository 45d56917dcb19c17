using RetentionGrpc.Engine.Snapshots;

namespace RetentionGrpc.Engine.Terms;

/// <summary>
/// The terms of one partition's log: each start of a server opens one before it writes anything else. The newest 1,024 are known, and of
/// those before at most so many that there are 65,536 in all, while they ended less than 7 days of the log's time ago.
/// </summary>
internal sealed class TermTable
{
    /// <summary>The newest terms, which are always known.</summary>
    public const int AlwaysKnown = 1_024;

    /// <summary>The most terms that are known: 24 bytes each.</summary>
    public const int MostKnown = 65_536;

    /// <summary>How long a term is known after its end, in milliseconds of the log's time: 7 days, as producers are.</summary>
    public const long LifetimeMs = 7L * 24 * 3600 * 1000;

    // In order, from _oldest on; what lies before is forgotten and removed now and then. What comes before the first term has the id 0.
    private readonly List<Term> _terms = [new(0, 0, 0)];
    private int _oldest;

    /// <summary>How many are known.</summary>
    public int Count => _terms.Count - _oldest;

    /// <summary>A term begins with an entry.</summary>
    /// <param name="id">The term's id.</param>
    /// <param name="sequence">The entry's sequence.</param>
    /// <param name="nowMs">The log's time.</param>
    public void Open(ulong id, long sequence, long nowMs)
    {
        _terms.Add(new(id, sequence, nowMs));
        while (Count > MostKnown || (Count > AlwaysKnown && nowMs - _terms[_oldest + 1].OpenedMs >= LifetimeMs))
            _oldest++;
        if (_oldest <= Count)
            return;
        _terms.RemoveRange(0, _oldest);
        _oldest = 0;
    }

    /// <summary>The place of an entry that was applied; of one whose term is forgotten the term is 0.</summary>
    public LogPlace PlaceOf(long sequence)
    {
        var at = _terms.Count - 1;
        while (at >= _oldest && _terms[at].First > sequence)
            at--;
        return new(sequence, at >= _oldest ? _terms[at].Id : 0);
    }

    /// <summary>What is known of a place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="head">The newest entry that was applied.</param>
    public PlaceStanding StandingOf(LogPlace place, long head)
    {
        if (place.Sequence == 0)
            return PlaceStanding.Held;
        if (place.Sequence < _terms[_oldest].First)
            return PlaceStanding.Forgotten;
        var at = _terms.FindLastIndex(term => term.Id == place.Term);
        if (at < _oldest || place.Sequence < _terms[at].First)
            return PlaceStanding.Lost;
        if (at + 1 < _terms.Count)
            return place.Sequence < _terms[at + 1].First ? PlaceStanding.Held : PlaceStanding.Lost;
        return place.Sequence <= head ? PlaceStanding.Held : PlaceStanding.Ahead;
    }

    public void WriteTo(SnapshotWriter writer)
    {
        writer.WriteNumber(Count);
        foreach (var term in _terms.Skip(_oldest))
        {
            writer.WriteFixed(term.Id);
            writer.WriteNumber(term.First);
            writer.WriteNumber(term.OpenedMs);
        }
    }

    public void ReadFrom(SnapshotReader reader)
    {
        _terms.Clear();
        for (var count = reader.ReadCount(MostKnown); count > 0; count--)
        {
            var term = new Term(reader.ReadFixed(), reader.ReadNumber(), reader.ReadNumber());
            if (_terms.Count > 0 && _terms[^1].First >= term.First)
                throw reader.Fault("a term out of order");
            _terms.Add(term);
        }
        if (_terms.Count == 0)
            throw reader.Fault("no term");
    }

    /// <param name="Id">Its id.</param>
    /// <param name="First">The entry that opened it.</param>
    /// <param name="OpenedMs">The log's time then.</param>
    private readonly record struct Term(ulong Id, long First, long OpenedMs);
}
