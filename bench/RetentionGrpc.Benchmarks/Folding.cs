using BenchmarkDotNet.Attributes;
using RetentionGrpc.Engine;

namespace RetentionGrpc.Benchmarks;

/// <summary>The second layer: entries of a log to a partition's state. One invocation folds the whole shop; divide by Events.</summary>
[MemoryDiagnoser]
public class Folding
{
    private IReadOnlyList<byte[]> _entries = [];

    [Params(2_000, 20_000)]
    public int Customers { get; set; }

    [GlobalSetup]
    public void Setup() => _entries = ShopData.Entries(ShopData.Events(Customers, 365));

    [Benchmark]
    public Partition Fold() => ShopData.Fold(_entries);
}
