using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>Everything that is wrong with a request, so that a caller learns of all of it at once.</summary>
internal sealed class Violations
{
    // More of them would not fit into the trailers that clients take.
    private const int Limit = 50;

    private List<Refusal>? _list;

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<Refusal> List => _list ?? (IReadOnlyList<Refusal>)[];

    /// <summary>A field is missing, malformed or out of its range.</summary>
    public void Add(string field, string description) => Add(Refusal.InvalidField(field, description));

    /// <summary>A field is wrong for a reason of its own.</summary>
    public void Add(Refusal refusal)
    {
        _list ??= [];
        if (_list.Count < Limit)
            _list.Add(refusal);
    }

    /// <summary>Adds a violation unless the condition holds.</summary>
    public void Require(bool holds, string field, string description)
    {
        if (!holds)
            Add(field, description);
    }

    /// <summary>Ends the call if anything is wrong.</summary>
    /// <exception cref="Grpc.Core.RpcException">Something is.</exception>
    public void ThrowIfAny()
    {
        if (_list is not null)
            throw StatusMapping.ToException(_list);
    }

    /// <summary>A number that must lie in a range; 0 means it is unset.</summary>
    /// <returns>The number, or the default where it is unset or wrong.</returns>
    public int InRange(int value, int low, int high, int whenUnset, string field)
    {
        if (value == 0)
            return whenUnset;
        if (value >= low && value <= high)
            return value;
        Add(field, $"It must be {low} to {high}.");
        return whenUnset;
    }
}
