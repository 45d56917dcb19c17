using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>What is wrong with a field of a request.</summary>
/// <param name="Reason">The reason that the status gives.</param>
/// <param name="Field">The field's path in the request, e.g. <c>window.interval.end_time</c>.</param>
/// <param name="Description">What is wrong and what to do.</param>
/// <param name="Metadata">A name and value of the reason's metadata; the name is empty without one.</param>
internal readonly record struct Violation(ErrorReason Reason, string Field, string Description, (string Name, string Value) Metadata);

/// <summary>Everything that is wrong with a request, so that a caller learns of all of it at once.</summary>
internal sealed class Violations
{
    private readonly List<Violation> _list = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<Violation> List => _list;

    /// <summary>A field is missing, malformed or out of its range.</summary>
    public void Add(string field, string description) => _list.Add(new(ErrorReason.InvalidField, field, description, ("", "")));

    /// <summary>A field is wrong for a reason of its own.</summary>
    public void Add(ErrorReason reason, string field, string description, string name, string value) =>
        _list.Add(new(reason, field, description, (name, value)));

    /// <summary>Adds a violation unless the condition holds.</summary>
    public void Require(bool holds, string field, string description)
    {
        if (!holds)
            Add(field, description);
    }

    /// <summary>A number that must lie in a range; 0 means it is unset.</summary>
    /// <returns>The number, or the default where it is unset or wrong.</returns>
    public int InRange(int value, int low, int high, int whenUnset, string field)
    {
        if (value == 0)
            return whenUnset;
        Require(value >= low && value <= high, field, $"It must be {low} to {high}.");
        return value >= low && value <= high ? value : whenUnset;
    }
}
