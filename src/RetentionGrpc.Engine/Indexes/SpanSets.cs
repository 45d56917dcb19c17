namespace RetentionGrpc.Engine.Indexes;

/// <summary>The customers of each span of one length; a span that nobody was active in has no set.</summary>
internal sealed class SpanSets
{
    private CustomerSet?[] _sets = [];

    /// <summary>The number of the first span from which on all are empty.</summary>
    public int Count { get; private set; }

    /// <summary>The memory it takes, in bytes.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 48L + 8 * _sets.Length;
            foreach (var set in _sets)
                bytes += set?.Bytes ?? 0;
            return bytes;
        }
    }

    /// <summary>So many levels without customers.</summary>
    public static SpanSets[] Create(int levels)
    {
        var all = new SpanSets[levels];
        for (var level = 0; level < levels; level++)
            all[level] = new SpanSets();
        return all;
    }

    /// <summary>The set of a span, made if there was none.</summary>
    public CustomerSet At(int span)
    {
        if (span >= Count)
        {
            if (span >= _sets.Length)
                Array.Resize(ref _sets, Math.Max(span + 1, Growth.Next(_sets.Length)));
            Count = span + 1;
        }
        return _sets[span] ??= new CustomerSet();
    }

    /// <summary>The set of a span; null if nobody was ever active in it.</summary>
    public CustomerSet? Find(int span) => span >= 0 && span < Count ? _sets[span] : null;
}
