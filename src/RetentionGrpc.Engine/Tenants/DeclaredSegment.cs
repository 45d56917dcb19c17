using System.Text;

namespace RetentionGrpc.Engine.Tenants;

/// <summary>
/// An attribute some of whose values have indexes of their own. Every customer is in exactly one of these values or in OTHER, which has
/// any other value or none.
/// </summary>
/// <param name="Attribute">The attribute, also the built-in <c>plan</c>; 1 to 128 bytes of UTF-8.</param>
/// <param name="Values">1 to <see cref="DeclarationLimits.SegmentValues"/> values of 1 to 256 bytes, each once, in ordinal order.</param>
public sealed record DeclaredSegment(string Attribute, IReadOnlyList<string> Values)
{
    /// <inheritdoc/>
    public bool Equals(DeclaredSegment? other) => other is not null
        && Attribute == other.Attribute && Values.SequenceEqual(other.Values, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)Xxh64.Hash(Encoding.UTF8.GetBytes(Attribute)));
}
