using RetentionGrpc.Engine.Indexes;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

public sealed class BitmapScratchTests
{
    private const int Customers = 3 * CustomerSet.ChunkSize + 500;
    private const int Days = 50;

    private readonly Random _random = new(21);
    private readonly DyadicBitmaps _visits = new();
    private readonly DyadicBitmaps _orders = new();
    private readonly ActiveDays _visited;
    private readonly ActiveDays _ordered;
    private readonly AttributeColumn _column = new();
    private readonly CustomerSet _members = new();
    private readonly BitmapScratch _scratch = new();

    public BitmapScratchTests()
    {
        (_visited, _ordered) = (new ActiveDays(_visits), new ActiveDays(_orders));
        for (var i = 0; i < 6_000; i++)
        {
            var customer = _random.Next(2_000) * 97;
            _visited.Add(customer, _random.Next(Days));
            if (i % 3 == 0)
                _ordered.Add(customer % (2 * CustomerSet.ChunkSize), _random.Next(Days));
            if (i % 2 == 0)
                _column.Set(customer, _random.Next(5));
            if (i % 4 == 0)
                _members.Add(customer);
        }
    }

    [Fact]
    public void Count_AnyWindowsAndFilters_EqualsSetsOfCustomers()
    {
        var nonempty = 0;
        for (var i = 0; i < 200; i++)
        {
            var (filter, passes) = AnyFilter(i);
            var (first, inFirst) = AnyWindow(i % 2 == 0);
            var (second, inSecond) = AnyWindow(i % 3 == 0);
            inFirst.RemoveWhere(customer => !passes(customer));
            inSecond.RemoveWhere(customer => !passes(customer));
            var counts = _scratch.Count(first, second, filter);
            Assert.Equal((inFirst.Count, inSecond.Count), (counts.First, counts.Second));
            Assert.Equal(inFirst.Intersect(inSecond).Count(), counts.Both);
            Assert.Equal(inFirst.Union(inSecond).Count(), counts.Either);
            Assert.Equal((inFirst.Except(inSecond).Count(), inSecond.Except(inFirst).Count()), (counts.OnlyFirst, counts.OnlySecond));
            Assert.Equal(inFirst.Count, _scratch.Count(first, filter));
            nonempty += counts.Both > 0 ? 1 : 0;
        }
        Assert.InRange(nonempty, 80, 200);
    }

    /// <summary>Every bound of a range that lies at or beside the bound of a word or of a chunk.</summary>
    [Fact]
    public void Fill_RangesAtEveryEdge_KeepExactlyTheirCustomers()
    {
        int[] bounds = [0, 1, 63, 64, 65, 65_535, 65_536, 65_537, 131_072, 131_135, int.MaxValue];
        var (words, part) = (new ulong[CustomerSet.ChunkWords], new ulong[CustomerSet.ChunkWords]);
        var filter = new CustomerFilter();
        foreach (var (start, end) in bounds.SelectMany(start => bounds.Where(end => end >= start).Select(end => (start, end))))
        {
            filter.Range = new CustomerRange(start, end);
            for (var chunk = 0; chunk < 4; chunk++)
            {
                var first = chunk * CustomerSet.ChunkSize;
                var expected = Enumerable.Range(first, CustomerSet.ChunkSize).Where(customer => customer >= start && customer < end);
                filter.Fill(chunk, words, part);
                Assert.Equal(expected.Select(customer => customer - first), BitPaths.SetBits(words));
                Assert.Equal(BitPaths.SetBits(words).Count() < CustomerSet.ChunkSize, filter.Narrows(chunk));
            }
        }
    }

    private (ActiveWindow Window, HashSet<int> Active) AnyWindow(bool ofVisits)
    {
        var start = _random.Next(-1, Days);
        var end = start + _random.Next(Days);
        var (bitmaps, twin) = ofVisits ? (_visits, _visited) : (_orders, _ordered);
        return (new ActiveWindow(bitmaps, start, end), twin.ActiveIn(start, end));
    }

    private (CustomerFilter? Filter, Func<int, bool> Passes) AnyFilter(int i)
    {
        if (i % 5 == 0)
            return (null, _ => true);
        var filter = new CustomerFilter();
        Func<int, bool> passes = _ => true;
        if (i % 2 == 0)
        {
            int[] values = [_random.Next(5), _random.Next(5), 77];
            filter.Require(_column, values, excludes: i % 4 == 0);
            passes = customer => values.Contains(_column[customer]) != (i % 4 == 0);
        }
        if (i % 3 == 0)
        {
            var before = passes;
            filter.Require(_members, excludes: i % 9 == 0);
            passes = customer => before(customer) && _members.Contains(customer) != (i % 9 == 0);
        }
        if (i % 7 == 0)
        {
            var before = passes;
            var (start, length) = (_random.Next(Customers), _random.Next(Customers));
            filter.Range = new CustomerRange(start, start + length);
            passes = customer => before(customer) && customer >= start && customer < start + length;
        }
        return (filter, passes);
    }
}
