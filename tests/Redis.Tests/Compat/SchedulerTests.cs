using Pipelines.Sockets.Unofficial;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Compat;

/// <summary>The threads that read the answers.</summary>
public sealed class SchedulerTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Work_RunsOnItsOwnThreads()
    {
        using var scheduler = new DedicatedThreadPoolPipeScheduler("own", workerCount: 2, useThreadPoolQueueLength: 1000);
        var done = new TaskCompletionSource();
        var (left, elsewhere) = (100, 0);
        for (var i = 0; i < 100; i++)
        {
            scheduler.Schedule(
                _ =>
                {
                    if (Thread.CurrentThread.Name != "own" || Thread.CurrentThread.IsThreadPoolThread)
                        Interlocked.Increment(ref elsewhere);
                    if (Interlocked.Decrement(ref left) == 0)
                        done.SetResult();
                },
                null);
        }
        await done.Task.WaitAsync(Limits.Patience);
        await Limits.UntilAsync(() => scheduler.TotalServicedByQueue == 100 && scheduler.AvailableCount == 2, () => "The threads work on.");
        Assert.Equal((0, 0L, 2), (elsewhere, scheduler.TotalServicedByPool, scheduler.WorkerCount));
    }

    /// <summary>Its threads are held up; what does not fit into the queue is run all the same.</summary>
    [Fact(Timeout = Limits.Test)]
    public async Task Work_BeyondTheQueue_GoesToThePool()
    {
        using var scheduler = new DedicatedThreadPoolPipeScheduler(workerCount: 1, useThreadPoolQueueLength: 3);
        using var gate = new ManualResetEventSlim();
        scheduler.Schedule(_ => gate.WaitHandle.WaitOne(Limits.Patience), null);
        await Limits.UntilAsync(() => scheduler.AvailableCount == 0, () => "The thread does not begin.");
        var ran = 0;
        for (var i = 0; i < 10; i++)
            scheduler.Schedule(_ => Interlocked.Increment(ref ran), null);
        // The first may still be queued when the others come: then one more goes to the pool.
        await Limits.UntilAsync(() => Volatile.Read(ref ran) >= 7, () => $"{ran} ran beside the queue.");
        Assert.InRange(scheduler.TotalServicedByPool, 7, 8);
        gate.Set();
        await Limits.UntilAsync(() => Volatile.Read(ref ran) == 10, () => $"{ran} ran.");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Dispose_EndsTheThreadsAndLaterWorkStillRuns()
    {
        var scheduler = new DedicatedThreadPoolPipeScheduler(workerCount: 4);
        var ends = new TaskCompletionSource<bool>();
        scheduler.Dispose();
        scheduler.Schedule(_ => ends.SetResult(Thread.CurrentThread.IsThreadPoolThread), null);
        Assert.True(await ends.Task.WaitAsync(Limits.Patience));
        Assert.Equal(0, scheduler.TotalServicedByQueue);
    }
}
