namespace RetentionGrpc.Server.Application;

/// <summary>How memory is measured. The system's own measure looks at the garbage collected heap, which holds all that grows.</summary>
/// <param name="Used">Bytes in use, uncollected garbage included: cheap.</param>
/// <param name="Live">Bytes that were left by the last collection of everything.</param>
/// <param name="Collections">How many collections of everything have ended.</param>
/// <param name="Collect">Begins one, and does not wait for its end.</param>
public sealed record MemoryGauge(Func<long> Used, Func<long> Live, Func<long> Collections, Action Collect)
{
    private const int AllGenerations = 2;

    /// <summary>This process.</summary>
    public static MemoryGauge OfProcess { get; } = new(
        () => GC.GetTotalMemory(forceFullCollection: false),
        MeasureLive,
        () => NewestOfAll().Index,
        () => GC.Collect(AllGenerations, GCCollectionMode.Forced, blocking: false));

    private static long MeasureLive()
    {
        var collection = NewestOfAll();
        return collection.HeapSizeBytes - collection.FragmentedBytes;
    }

    private static GCMemoryInfo NewestOfAll()
    {
        var blocking = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        var background = GC.GetGCMemoryInfo(GCKind.Background);
        return blocking.Index > background.Index ? blocking : background;
    }
}
