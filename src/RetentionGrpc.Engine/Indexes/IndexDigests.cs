namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// The digests of all parts of a tenant's index, step by step: those of two indexes with the same plan over the same events are equal,
/// whichever way they came about. An index changes with each event, so steps are to be compared at the same entry of the log.
/// </summary>
public sealed class IndexDigests
{
    private readonly TenantIndex _index;
    private readonly List<DigestedPart> _parts = [];
    private readonly List<int> _firstSteps = [];

    /// <summary>The digests of an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="attributes">The attributes whose values are among them, as <see cref="TenantIndex.Attributes"/> tells.</param>
    internal IndexDigests(TenantIndex index, IReadOnlyList<IReadOnlyList<byte[]>> attributes)
    {
        _index = index;
        for (var i = 0; i < index.Segments.Count; i++)
        {
            foreach (var part in index.Segments[i].Parts(index.Segments.Count == 1 ? "" : $"segment {i}, ", attributes[i]))
            {
                _firstSteps.Add(Count);
                _parts.Add(part);
                Count += part.StepCount;
            }
        }
    }

    /// <summary>How many steps there are.</summary>
    public int Count { get; }

    /// <summary>The digest of a step, as the index is now.</summary>
    public ulong this[int step]
    {
        get
        {
            var part = PartOf(step);
            return _parts[part].DigestOf(step - _firstSteps[part]);
        }
    }

    /// <summary>What a step is of, for people.</summary>
    public string NameOf(int step)
    {
        var part = PartOf(step);
        return _parts[part].StepCount == 1 ? _parts[part].Name : $"{_parts[part].Name}, step {step - _firstSteps[part]}";
    }

    /// <summary>Whether it is of this index.</summary>
    public bool IsOf(TenantIndex? index) => ReferenceEquals(_index, index);

    private int PartOf(int step) => _firstSteps.BinarySearch(step) is >= 0 and var exact ? exact : ~_firstSteps.BinarySearch(step) - 1;
}
