namespace RetentionGrpc.Engine.Customers;

/// <summary>The customers of one tenant in one partition, numbered from 0 in the order in which they first appear.</summary>
public sealed class CustomerDirectory
{
    private readonly ByteStringTable _ids = new();
    private Timeline[] _timelines = [];

    /// <summary>How many customers there are, those without a live event included.</summary>
    public int Count => _ids.Count;

    /// <summary>The timeline of a customer, who is added if new.</summary>
    public Timeline TimelineOf(ReadOnlySpan<byte> customerId)
    {
        var before = _ids.Count;
        var number = _ids.NumberOf(customerId);
        if (number == before)
        {
            Growth.MakeRoom(ref _timelines, before);
            _timelines[number] = new Timeline();
        }
        return _timelines[number];
    }

    /// <summary>The id of a customer, in UTF-8.</summary>
    public ReadOnlySpan<byte> IdOf(int number) => _ids[number];

    /// <summary>The timeline of a customer.</summary>
    public Timeline this[int number] => _timelines[number];
}
