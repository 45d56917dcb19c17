using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using RetentionGrpc.Engine.Customers;

namespace RetentionGrpc.Benchmarks;

/// <summary>The layer between reading and folding: bytes of an id to a customer's number, in random order. Times are for one id.</summary>
[MemoryDiagnoser]
public class DirectoryLookUps
{
    private const int LookUps = 65_536;
    private readonly ByteStringTable _ids = new();
    private byte[][] _asked = [];

    [Params(10_000, 1_000_000)]
    public int Customers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < Customers; i++)
            _ids.NumberOf(Id(i));
        var random = new Random(1);
        _asked = [.. Enumerable.Range(0, LookUps).Select(_ => Id(random.Next(Customers)))];
    }

    [Benchmark(OperationsPerInvoke = LookUps)]
    public long Known()
    {
        var sum = 0L;
        foreach (var id in _asked)
            sum += _ids.NumberOf(id);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = LookUps)]
    public int New()
    {
        var ids = new ByteStringTable();
        foreach (var id in _asked)
            ids.NumberOf(id);
        return ids.Count;
    }

    private static byte[] Id(int customer) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"c-{customer:D7}"));
}
