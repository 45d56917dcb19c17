using System.Buffers.Binary;
using System.Numerics;

namespace RetentionGrpc.Storage.Tests;

/// <summary>A data folder of one test, and ways past the store into its files.</summary>
internal sealed class DataFolder : IDisposable
{
    public const int RecordHeaderBytes = 64;
    private const string MemoryDisk = "/dev/shm";

    public DataFolder()
        : this(Directory.CreateTempSubdirectory("retention-storage-"))
    {
    }

    private DataFolder(DirectoryInfo folder) => Path = folder.FullName;

    public string Path { get; }

    /// <summary>The file that says what the folder is.</summary>
    public string Master => In("retention.store");

    /// <summary>The journal's files, oldest first.</summary>
    public string[] Segments => Files("journal-*.log");

    /// <summary>The newest file of the journal.</summary>
    public string Journal => Segments[^1];

    public string[] Snapshots => Files("snapshot-*.snap");

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files("*").Sum(file => new FileInfo(file).Length);

    /// <summary>A folder that many files are tried in, one after the other: in memory where the system has such a place.</summary>
    public static DataFolder Fast() => Directory.Exists(MemoryDisk)
        ? new DataFolder(Directory.CreateDirectory($"{MemoryDisk}/retention-storage-{Guid.NewGuid():N}"))
        : new DataFolder();

    public FileLogStore Open(FileLogOptions? options = null) => FileLogStore.Open(Path, options);

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public string[] Files(string pattern)
    {
        var files = Directory.GetFiles(Path, pattern);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>What an end of the process would leave now.</summary>
    public DataFolder CrashImage()
    {
        var image = new DataFolder();
        foreach (var file in Files("*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            File.Copy(file, image.In(System.IO.Path.GetFileName(file)));
        return image;
    }

    /// <summary>A disk with so many bytes free, whose writer waits until the gate is open: meanwhile appends gather.</summary>
    public static Func<string, long> Held(ManualResetEventSlim gate, long freeBytes = long.MaxValue / 2) => _ =>
        gate.WaitHandle.WaitOne() ? freeBytes : 0;

    /// <summary>Changes the bytes of a file.</summary>
    public static void Change(string file, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(file);
        change(bytes);
        File.WriteAllBytes(file, bytes);
    }

    /// <summary>Where in a file of the journal the record of an entry begins.</summary>
    public static int RecordOf(ReadOnlySpan<byte> journal, ReadOnlySpan<byte> entry) => journal.IndexOf(entry) - RecordHeaderBytes;

    /// <summary>Makes a record's checksums those of its bytes again.</summary>
    public static void Seal(Span<byte> record)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(record[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], Crc32C(record.Slice(RecordHeaderBytes, length)));
        BinaryPrimitives.WriteUInt32LittleEndian(record, Crc32C(record[4..RecordHeaderBytes]));
    }

    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var single in bytes)
            crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
