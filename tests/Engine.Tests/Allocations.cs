namespace RetentionGrpc.Engine.Tests;

/// <summary>What something allocates each time.</summary>
internal static class Allocations
{
    /// <summary>
    /// Bytes: the least of some tries, because a collection that another thread asks for takes the rest of this thread's buffer, which then
    /// counts as allocated.
    /// </summary>
    public static long Of(Action action)
    {
        var least = long.MaxValue;
        for (var tries = 0; tries < 5 && least > 0; tries++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
