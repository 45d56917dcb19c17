using BenchmarkDotNet.Attributes;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.V1;

namespace RetentionGrpc.Benchmarks;

/// <summary>The first layer: wire bytes to events, by the engine's reader and by Google.Protobuf. Times are for one event.</summary>
[MemoryDiagnoser]
public class EventReading
{
    private const int Count = 10_000;
    private byte[][] _events = [];

    [GlobalSetup]
    public void Setup() => _events = [.. ShopData.Events(2_000, 365).Take(Count)];

    [Benchmark(OperationsPerInvoke = Count)]
    public int EventReaderRead()
    {
        var accepted = 0;
        foreach (var payload in _events)
            accepted += EventReader.Read(payload, out _).IsAccepted ? 1 : 0;
        return accepted;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int GoogleProtobufParse()
    {
        var read = 0;
        foreach (var payload in _events)
            read += Event.Parser.ParseFrom(payload).KindCase == Event.KindOneofCase.None ? 0 : 1;
        return read;
    }
}
