using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Tests.Memory;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>Updates and questions allocate nothing once the rows are there; a day that goes by takes its row.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class MatrixAllocationTests
{
    private const int Live = 400;
    private const int Updates = 500;

    [Fact]
    public void Activity_UpdatesAndQuestions_AllocateNothing()
    {
        var matrix = new ActivityMatrix();
        matrix.RollTo(Live);
        AllocatesNothing(i =>
        {
            matrix.AddDay(ActivityMatrix.BeforeAxis, i % 390, ActivityMatrix.Never);
            matrix.AddDay(i % 390, Live - 1, ActivityMatrix.Never);
            matrix.AddDay(Live - 1, Live + 3, ActivityMatrix.Never);
            matrix.MoveFirst(ActivityMatrix.Never, i % 390);
            return matrix.Active(i % 390, Live) + matrix.Active(5, Live + 9) + matrix.FirstBefore(Live);
        });
        Assert.Equal((2L * Updates, 2L * Updates), (matrix.Active(Live - 1, Live), matrix.New(0, Live)));
    }

    [Fact]
    public void State_UpdatesAndQuestions_AllocateNothing()
    {
        var matrix = new StateMatrix();
        matrix.RollTo(Live);
        StateSegment[][] stages =
        [
            [], [new(17, StateSegment.Forever)], [new(17, 60)], [new(17, 60), new(Live, StateSegment.Forever)],
            [new(17, 60), new(Live, Live)], [new(9, 60), new(Live, Live + 20)],
        ];
        AllocatesNothing(_ =>
        {
            for (var stage = 1; stage < stages.Length; stage++)
                matrix.Change(stages[stage - 1], stages[stage]);
            return matrix.Read(20, Live).Retained + matrix.Read(20, Live + 30).Start + matrix.LostOn(60);
        });
        Assert.Equal(new(0, 2 * Updates, 0, 2 * Updates, 2 * Updates, 0), matrix.Read(8, Live));
    }

    [Fact]
    public void Repeat_UpdatesAndQuestions_AllocateNothing()
    {
        var matrix = new RepeatMatrix(2);
        matrix.RollTo(Live);
        int[][] stages = [[], [40], [40, Live - 1], [40, 90, Live - 1], [40, 90, Live - 1, Live + 5]];
        AllocatesNothing(_ =>
        {
            for (var stage = 1; stage < stages.Length; stage++)
                matrix.Change(stages[stage - 1], stages[stage]);
            return matrix.Repeated(20, Live);
        });
        Assert.Equal((2L * Updates, 0L), (matrix.Repeated(90, Live), matrix.Repeated(91, Live)));
    }

    [Fact]
    public void Cohorts_UpdatesAndReads_AllocateNothing()
    {
        var counters = new CohortCounters();
        var sums = new long[60];
        AllocatesNothing(i =>
        {
            counters.Add(i % 50, i % 50);
            counters.Add(i % 50, 55);
            counters.AddAgain(i % 50);
            counters.AddRowTo(i % 50, sums);
            return sums[0];
        });
        Assert.Equal((2 * Updates, 2 * Updates / 50), (Enumerable.Range(0, 50).Sum(first => counters.Count(first, 55)), counters.Size(7)));
    }

    /// <summary>The same updates twice: what the second time allocates is told. Their answers must not be all 0.</summary>
    private static void AllocatesNothing(Func<int, long> update)
    {
        var sum = 0L;
        for (var i = 0; i < Updates; i++)
            sum += update(i);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Updates; i++)
            sum += update(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, sum);
    }
}
