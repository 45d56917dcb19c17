using System.Security.Cryptography;

namespace RetentionGrpc.Storage.Archives;

/// <summary>Writes archives.</summary>
public static class ArchiveWriter
{
    /// <summary>The bytes of an archive, made as they are asked for, a record at a time.</summary>
    /// <param name="header">What it says of itself.</param>
    /// <param name="partitions">For each partition its snapshot, in chunks of at most <see cref="LogLimits.MaxChunkBytes"/>.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> Write(ArchiveHeader header, IEnumerable<IEnumerable<ReadOnlyMemory<byte>>> partitions)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bytes in Records(header, partitions))
        {
            digest.AppendData(bytes);
            yield return bytes;
        }
        yield return ArchiveFormat.Record(ArchiveRecordKind.Trailer, digest.GetHashAndReset());
    }

    private static IEnumerable<byte[]> Records(ArchiveHeader header, IEnumerable<IEnumerable<ReadOnlyMemory<byte>>> partitions)
    {
        yield return ArchiveFormat.Opening();
        yield return ArchiveFormat.Record(ArchiveRecordKind.Header, header.ToJson());
        foreach (var partition in partitions)
        {
            foreach (var chunk in partition)
                yield return ArchiveFormat.Record(ArchiveRecordKind.Chunk, chunk.Span);
            yield return ArchiveFormat.Record(ArchiveRecordKind.PartitionEnd, []);
        }
    }
}
