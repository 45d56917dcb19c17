using System.Buffers.Binary;

namespace RetentionGrpc.Storage;

/// <summary>
/// Looks through the write-ahead log that a killed process left. SQLite ends at the first frame that does not follow from the one
/// before: that is right for a transaction that the end of the process tore, and hides acknowledged ones where bytes inside changed.
/// The two are told apart by what follows. A transaction begins after the one before was forced to the disk, so a bad frame with two
/// ends of transactions after it was good once. A bad frame in the last transaction looks like one that was torn, and bytes that are
/// cut off leave no trace: then the log is shorter than the clients remember, which is what they are told as data loss.
/// </summary>
internal static class WriteAheadScan
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint LittleEndianMagic = 0x377F0682;
    private const uint BigEndianMagic = 0x377F0683;
    private const int SmallestPage = 512;
    private const int LargestPage = 65_536;

    /// <summary>Does nothing where there is no such file, or nothing in it.</summary>
    /// <exception cref="LogCorruptException">Bytes of a finished transaction changed.</exception>
    /// <exception cref="StoreUnavailableException">The file can't be read.</exception>
    public static void ThrowIfDamaged(string file)
    {
        if (!File.Exists(file))
            return;
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            Scan(stream, file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"'{file}' can't be read: {failure.Message}", failure);
        }
    }

    private static void Scan(FileStream stream, string file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
            return;
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var pageBytes = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        var isLittle = magic == LittleEndianMagic;
        var sum = Sum(default, header[..24], isLittle);
        if ((!isLittle && magic != BigEndianMagic) || pageBytes is < SmallestPage or > LargestPage || sum != SumAt(header[24..]))
        {
            // The header is forced to the disk before the first frame is written.
            if (stream.Length >= HeaderBytes + FrameHeaderBytes + SmallestPage)
                throw new LogCorruptException(file, "its first 32 bytes are not a header");
            return;
        }

        var frame = new byte[FrameHeaderBytes + pageBytes];
        var salt = BinaryPrimitives.ReadUInt64BigEndian(header[16..]);
        long number = 0, bad = 0, ends = 0;
        while (stream.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            number++;
            var isOfThisRound = BinaryPrimitives.ReadUInt64BigEndian(frame.AsSpan(8)) == salt;
            if (bad == 0)
            {
                sum = Sum(Sum(sum, frame.AsSpan(0, 8), isLittle), frame.AsSpan(FrameHeaderBytes), isLittle);
                var follows = sum == SumAt(frame.AsSpan(16));
                if (!isOfThisRound || !follows)
                    bad = number;
                // The salt is outside of the sum: what follows was written in this round, whatever its salt says now.
                isOfThisRound |= follows;
            }

            if (bad > 0 && isOfThisRound && BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) > 0)
                ends++;
        }

        if (ends > 1)
            throw new LogCorruptException(file, $"frame {bad} is not as it was written, and {ends - 1} whole transactions follow it");
    }

    /// <summary>The running checksum of the format: two numbers, from pairs of 4 bytes.</summary>
    private static (uint First, uint Second) Sum((uint First, uint Second) sum, ReadOnlySpan<byte> bytes, bool isLittle)
    {
        var (first, second) = sum;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            first += Word(bytes, isLittle) + second;
            second += Word(bytes[4..], isLittle) + first;
        }

        return (first, second);
    }

    private static uint Word(ReadOnlySpan<byte> bytes, bool isLittle) => isLittle
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static (uint First, uint Second) SumAt(ReadOnlySpan<byte> bytes) =>
        (BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
}
