namespace RetentionGrpc.Storage.Tests;

public sealed class FileConformanceTests : LogStoreConformance, IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<ILogStore> CreateAsync(int partitionCount) =>
        Task.FromResult<ILogStore>(_folder.Open(new FileLogOptions { PartitionCount = partitionCount }));
}

/// <summary>The same with files so short that nearly every entry is in another.</summary>
public sealed class ShortFilesConformanceTests : LogStoreConformance, IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<ILogStore> CreateAsync(int partitionCount) =>
        Task.FromResult<ILogStore>(_folder.Open(new FileLogOptions { PartitionCount = partitionCount, SegmentBytes = 1024 }));
}
