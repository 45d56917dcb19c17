namespace RetentionGrpc.Storage.Tests;

public sealed class SqliteConformanceTests : LogStoreConformance, IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ILogStore Create(int partitionCount) => _folder.Open(new SqliteLogOptions { PartitionCount = partitionCount });
}
