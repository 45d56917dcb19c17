using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RetentionGrpc.Storage;

/// <summary>What was fixed when the data was created.</summary>
/// <param name="Id">Random; tells this data from any other, but not from a restored copy of itself.</param>
/// <param name="PartitionCount">Number of partitions, 1 to <see cref="LogLimits.MaxPartitionCount"/>; their numbers start at 0.</param>
/// <param name="FormatVersion">Version of the stored layout.</param>
public readonly record struct LogIdentity(UInt128 Id, int PartitionCount, int FormatVersion)
{
    internal static UInt128 NewId()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return BinaryPrimitives.ReadUInt128BigEndian(random);
    }
}
