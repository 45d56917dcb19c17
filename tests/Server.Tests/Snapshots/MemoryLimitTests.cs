using Microsoft.Extensions.Logging.Abstractions;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.ClientLibrary;
using Xunit;

namespace RetentionGrpc.Server.Tests.Snapshots;

/// <summary>The limit's rules, second by second, over a gauge that the test holds.</summary>
public sealed class MemoryLimitTests : IAsyncDisposable
{
    private const long Limit = 1_000;

    private readonly ManualTime _time = new();
    private readonly MemoryLimit _limit;
    private long _live = 100;
    private long _garbage;
    private long _collections;
    private bool _isCollecting;

    public MemoryLimitTests() => _limit = new MemoryLimit(
        Limit, new MemoryGauge(() => _live + _garbage, () => _live, () => _collections, () => _isCollecting = true), _time,
        new InlineScheduler(), NullLogger.Instance);

    public ValueTask DisposeAsync() => _limit.DisposeAsync();

    [Fact]
    public void Garbage_is_collected_and_never_a_reason_to_refuse()
    {
        for (var second = 0; second < 60; second++)
        {
            _garbage = 2_000;
            Pass();
            Assert.Null(_limit.Refusal);
            EndCollection();
            _garbage = 2_000;
            Pass();
            Assert.Null(_limit.Refusal);
        }
        Assert.InRange(_collections, 10, 13);
    }

    [Fact]
    public void What_is_left_after_a_collection_is_refused_until_it_is_well_below()
    {
        _live = 1_001;
        Pass();
        Pass();
        Assert.Null(_limit.Refusal);
        EndCollection();
        Pass();
        Assert.Equal(RefusalReason.MemoryFull, _limit.Refusal!.Reason);
        Assert.Equal(("1000", "1001"), (_limit.Refusal.Metadata["limit_bytes"], _limit.Refusal.Metadata["used_bytes"]));

        _live = 960;
        for (var second = 0; second < 30; second++)
        {
            Pass();
            EndCollection();
        }
        Assert.NotNull(_limit.Refusal);
        _live = 950;
        Pass();
        Assert.Null(_limit.Refusal);
    }

    [Fact]
    public void Garbage_does_not_prolong_a_refusal()
    {
        _live = 2_000;
        Pass();
        EndCollection();
        Pass();
        Assert.NotNull(_limit.Refusal);

        (_live, _garbage) = (900, 2_000);
        for (var second = 0; second < 12 && _limit.Refusal is not null; second++)
        {
            Pass();
            if (_isCollecting)
                (_collections, _isCollecting) = (_collections + 1, false);
        }
        Assert.Null(_limit.Refusal);
    }

    private void Pass() => _time.Advance(TimeSpan.FromSeconds(1));

    private void EndCollection()
    {
        if (!_isCollecting)
            return;
        (_garbage, _isCollecting) = (0, false);
        _collections++;
    }

    /// <summary>Runs everything at once, on the thread that asks for it.</summary>
    private sealed class InlineScheduler : TaskScheduler
    {
        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
