[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]

namespace RetentionGrpc.Redis.Tests;

/// <summary>Deadlines: far beyond what a loaded machine needs, so that only what hangs meets them.</summary>
internal static class Limits
{
    /// <summary>Of a whole test, in milliseconds.</summary>
    public const int Test = 180_000;

    /// <summary>Of one wait.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="what">For the message when it does not come to hold.</param>
    public static async Task UntilAsync(Func<bool> condition, Func<string> what)
    {
        for (var watch = System.Diagnostics.Stopwatch.StartNew(); !condition(); await Task.Delay(Step))
        {
            if (watch.Elapsed > Patience)
                throw new TimeoutException(what());
        }
    }
}
