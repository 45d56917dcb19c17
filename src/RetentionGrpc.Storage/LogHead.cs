using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace RetentionGrpc.Storage;

/// <summary>
/// The place and the content of a partition's log after some entry: two logs with equal heads hold the same entries from the
/// first to this one. The head of a log without entries is <see cref="Empty"/>, which is also the default value.
/// </summary>
/// <param name="Epoch">
/// Term of ownership in which the last entry was appended; never falls along a log. An owner opens a term by appending to
/// <c>head with { Epoch = head.Epoch + 1 }</c>.
/// </param>
/// <param name="Sequence">Number of entries ever appended, trimmed ones included; the first entry has sequence 1.</param>
/// <param name="Chain">Chain hash of all entries up to this one; 0 for an empty log.</param>
public readonly record struct LogHead(long Epoch, long Sequence, UInt128 Chain)
{
    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    public const int Size = 32;

    /// <summary>The head of a log without entries.</summary>
    public static LogHead Empty => default;

    /// <summary>
    /// The head after appending <paramref name="payload"/> to this one, in this head's epoch. Its chain is the first 128 bits of
    /// SHA-256 over this head's 32 bytes (<see cref="WriteTo"/>) and the payload.
    /// </summary>
    public LogHead Next(ReadOnlySpan<byte> payload)
    {
        Span<byte> previous = stackalloc byte[Size];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        WriteTo(previous);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(payload);
        hash.GetHashAndReset(digest);
        return new LogHead(Epoch, checked(Sequence + 1), BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    /// <summary>Writes epoch (8 bytes), sequence (8) and chain (16), each big-endian: the form that is hashed and never changes.</summary>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination, Epoch);
        BinaryPrimitives.WriteInt64BigEndian(destination[8..], Sequence);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Chain);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    internal static LogHead ReadFrom(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadInt64BigEndian(source), BinaryPrimitives.ReadInt64BigEndian(source[8..]),
        BinaryPrimitives.ReadUInt128BigEndian(source[16..]));

    /// <summary>"epoch-sequence", for people; it leaves the chain out.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Sequence}");

    /// <summary>Whether an append that expects this head may go onto a log whose head is <paramref name="actual"/>.</summary>
    internal bool Expects(LogHead actual) => Sequence == actual.Sequence && Chain == actual.Chain && Epoch >= actual.Epoch;
}
