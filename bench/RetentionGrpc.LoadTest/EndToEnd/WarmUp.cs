using System.Diagnostics;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary>
/// How often a question is asked before its times count. Code is compiled anew after 30 calls, in two steps and at rest, for which .NET
/// waits 100 ms each time: what is asked less long is timed in slow code, on both sides of the wire.
/// </summary>
/// <param name="budget">The longest that it may take, for questions of many milliseconds.</param>
internal sealed class WarmUp(TimeSpan budget)
{
    private const int Calls = 200;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly long _began = Stopwatch.GetTimestamp();
    private int _taken;

    /// <summary>Whether to ask once more; true the first time.</summary>
    public bool TakesMore()
    {
        var elapsed = Stopwatch.GetElapsedTime(_began);
        return _taken++ == 0 || ((_taken <= Calls || elapsed < Least) && elapsed < budget);
    }
}
