using RetentionGrpc.Engine.Indexes;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>What a live event and a question allocate: nothing once there is room.</summary>
public sealed class IndexAllocationTests
{
    private const int Customers = 150_000;
    private const int Days = 70;

    private readonly DyadicBitmaps _bitmaps = new(keepsTimes: true);
    private readonly AttributeColumn _column = new();

    public IndexAllocationTests()
    {
        for (var customer = 0; customer < Customers; customer++)
        {
            _column.Set(customer, customer % 9);
            // Gaps of 7 to 36 days: sparse, packed and dense chunks at the different levels.
            var previous = DyadicBitmaps.NoPrevious;
            for (var day = customer % 29; day < Days; day += 7 + customer % 30)
            {
                _bitmaps.Add(customer, previous, day, DyadicBitmaps.NoNext, (byte)(customer % 100));
                previous = day;
            }
        }
    }

    [Fact]
    public void AddAndRemove_AfterWarmUp_AllocateNothing()
    {
        Change();
        Assert.Equal(0, Allocations.Of(Change));
    }

    [Fact]
    public void Count_WithAndWithoutFilters_AllocatesNothing()
    {
        var filter = new CustomerFilter();
        filter.Require(_column, new[] { 1, 2, 3 }, excludes: true);
        filter.Require(_column, new[] { 4, 5, 6, 7, 8 }, excludes: false);
        var (first, second) = (new ulong[CustomerSet.ChunkWords], new ulong[CustomerSet.ChunkWords]);
        var answers = new DayAnswer[DayTime.Codes];
        var (active, unclear) = (new ulong[CustomerSet.ChunkWords], new ulong[CustomerSet.ChunkWords]);
        var members = 0;
        void Ask()
        {
            for (var chunk = 0; chunk < _bitmaps.ChunkCount; chunk++)
            {
                filter.Fill(chunk, first, second);
                members += Bits.Count(first);
                Array.Clear(second);
                _bitmaps.OrInto(chunk, 3, 33, second);
                members += Bits.CountBoth(first, second).Either;
            }
            DayTime.Before(40_000_000, 86_400_000, answers);
            _bitmaps.OrPartOfDayInto(1, 20, answers, active, unclear);
            foreach (var customer in _bitmaps.Day(20).Members(0))
                members += customer & 1;
        }
        Ask();
        Assert.Equal(0, Allocations.Of(Ask));
        Assert.InRange(members, 100_000, int.MaxValue);
    }

    // Customers that are active on one day more, and then are not.
    private void Change()
    {
        for (var step = 0; step < 2; step++)
        {
            for (var customer = 0; customer < Customers; customer += 30)
            {
                if (step == 0)
                    _bitmaps.Add(customer, DyadicBitmaps.NoPrevious, 69, DyadicBitmaps.NoNext, 5);
                else
                    _bitmaps.Remove(customer, DyadicBitmaps.NoPrevious, 69, DyadicBitmaps.NoNext);
                _column.Set(customer, step);
            }
        }
    }
}
