using Microsoft.Data.Sqlite;

namespace RetentionGrpc.Storage.Tests;

/// <summary>A data folder of one test, and ways past the store into its file.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string MemoryDisk = "/dev/shm";

    public DataFolder()
        : this(Directory.CreateTempSubdirectory("retention-storage-"))
    {
    }

    private DataFolder(DirectoryInfo folder) => Path = folder.FullName;

    public string Path { get; }

    public string File => System.IO.Path.Combine(Path, "retention.db");

    public string WriteAheadLog => File + "-wal";

    /// <summary>A folder that many files are tried in, one after the other: in memory where the system has such a place.</summary>
    public static DataFolder Fast() => Directory.Exists(MemoryDisk)
        ? new DataFolder(Directory.CreateDirectory($"{MemoryDisk}/retention-storage-{Guid.NewGuid():N}"))
        : new DataFolder();

    public SqliteLogStore Open(SqliteLogOptions? options = null) => SqliteLogStore.Open(Path, options);

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Runs a statement on the file and returns the first column of its first row.</summary>
    public object? Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>What a power loss would leave now: the file and its write-ahead log as they are, without a clean close.</summary>
    public DataFolder CrashImage()
    {
        var image = new DataFolder();
        System.IO.File.Copy(File, image.File);
        System.IO.File.Copy(WriteAheadLog, image.WriteAheadLog);
        return image;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
