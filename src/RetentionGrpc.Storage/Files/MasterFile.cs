using System.Buffers.Binary;

namespace RetentionGrpc.Storage;

/// <summary>
/// The file that says what the folder is: identity, where each log was cut off, and a head that each log is known to have had. The note of
/// the heads is renewed when a log is cut and when the store is closed; whatever comes after the note leaves it true. A log that does not
/// hold its noted head is damaged.
/// </summary>
internal sealed class MasterFile
{
    public const int Format = 3;
    private const ulong Magic = 0x4554535F47525F5F; // "__RG_STE"
    private const int FixedBytes = 32;

    private readonly string _path;
    private readonly Lock _gate = new();
    private readonly LogHead[] _cuts;
    private LogHead[] _noted;

    private MasterFile(string path, LogIdentity identity, LogHead[] cuts, LogHead[] noted) =>
        (_path, Identity, _cuts, _noted) = (path, identity, cuts, noted);

    public LogIdentity Identity { get; }

    /// <summary>The heads of the last entries that were cut off; to be read while the store is opened.</summary>
    public IReadOnlyList<LogHead> Cuts => _cuts;

    /// <summary>The heads that were noted; to be read while the store is opened.</summary>
    public IReadOnlyList<LogHead> Noted => _noted;

    /// <summary>Reads the file, or makes it where the folder holds nothing.</summary>
    public static MasterFile Open(string folder, int partitionCount)
    {
        var path = FileNames.MasterIn(folder);
        if (File.Exists(FileNames.DatabaseIn(folder)))
        {
            throw new StoreFormatException(
                $"'{FileNames.DatabaseIn(folder)}' has a format before {Format}; this version reads format {Format}. " +
                "Use the version that wrote it.");
        }
        if (File.Exists(path))
            return Read(path, File.ReadAllBytes(path));
        if (FileNames.Segments(folder).Count > 0 || FileNames.Snapshots(folder).Any())
            throw new LogCorruptException(path, "it is missing, and without it nothing tells whose the files beside it are");
        var identity = new LogIdentity(LogIdentity.NewId(), partitionCount, Format);
        var made = new MasterFile(path, identity, new LogHead[partitionCount], new LogHead[partitionCount]);
        made.Save(made._cuts, made._noted);
        return made;
    }

    /// <summary>Cuts a log off, for good, and notes the heads.</summary>
    public void Cut(int partition, LogHead cut, LogHead[] heads)
    {
        lock (_gate)
        {
            LogHead[] cuts = [.. _cuts];
            cuts[partition] = cut;
            Save(cuts, heads);
            (_cuts[partition], _noted) = (cut, heads);
        }
    }

    /// <summary>Notes the heads, if the disk takes the note; without it, fewer cut-off bytes would be found out.</summary>
    /// <returns>Whether they are noted.</returns>
    public bool TryNote(LogHead[] heads)
    {
        lock (_gate)
        {
            if (heads.AsSpan().SequenceEqual(_noted))
                return true;
            try
            {
                Save(_cuts, heads);
            }
            catch (Exception failure) when (DurableFile.IsOutage(failure))
            {
                return false;
            }
            _noted = heads;
            return true;
        }
    }

    private static MasterFile Read(string path, byte[] bytes)
    {
        if (bytes.Length < FixedBytes || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic)
            throw new LogCorruptException(path, "it does not begin as it was written");
        var format = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        if (format != Format)
        {
            throw new StoreFormatException(
                $"'{path}' has format {format}; this version reads format {Format}. Use the version that wrote it.");
        }
        var partitionCount = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        if (partitionCount is < 1 or > LogLimits.MaxPartitionCount || bytes.Length != SizeOf(partitionCount)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4))
                != Checksum.Crc32C(bytes.AsSpan(0, bytes.Length - 4)))
            throw new LogCorruptException(path, "its checksum does not match its bytes");
        var heads = new LogHead[2 * partitionCount];
        for (var i = 0; i < heads.Length; i++)
            heads[i] = LogHead.ReadFrom(bytes.AsSpan(FixedBytes + i * LogHead.Size));
        var identity = new LogIdentity(BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(16)), partitionCount, format);
        return new MasterFile(path, identity, heads[..partitionCount], heads[partitionCount..]);
    }

    private void Save(LogHead[] cuts, LogHead[] noted)
    {
        var bytes = new byte[SizeOf(Identity.PartitionCount)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Format);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Identity.PartitionCount);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), Identity.Id);
        var at = FixedBytes;
        foreach (var head in cuts.Concat(noted))
        {
            head.WriteTo(bytes.AsSpan(at));
            at += LogHead.Size;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Checksum.Crc32C(bytes.AsSpan(0, at)));
        DurableFile.Write(_path, bytes);
    }

    private static int SizeOf(int partitionCount) => FixedBytes + 2 * partitionCount * LogHead.Size + 4;
}
