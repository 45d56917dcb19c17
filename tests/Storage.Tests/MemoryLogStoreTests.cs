using Xunit;

namespace RetentionGrpc.Storage.Tests;

public sealed class MemoryLogStoreTests : LogStoreConformance
{
    [Fact]
    public void Durability_IsMemory() => Assert.Equal(LogDurability.Memory, new MemoryLogStore().Durability);

    [Theory]
    [InlineData(0)]
    [InlineData(LogLimits.MaxPartitionCount + 1)]
    public void PartitionCountOutsideTheLimits_IsRefused(int partitionCount)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryLogStore(partitionCount));

    protected override Task<ILogStore> CreateAsync(int partitionCount) => Task.FromResult<ILogStore>(new MemoryLogStore(partitionCount));
}
