using RetentionGrpc.Engine.Indexes;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

public sealed class CustomerFilterTests
{
    private const int Days = 50;

    private readonly Random _random = new(21);
    private readonly DyadicBitmaps _visits = new();
    private readonly DyadicBitmaps _orders = new();
    private readonly ActiveDays _visited;
    private readonly ActiveDays _ordered;
    private readonly AttributeColumn _column = new();
    private readonly AttributeColumn _other = new();

    public CustomerFilterTests()
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
                _other.Set(customer, _random.Next(3));
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
            var counts = Count(first, second, filter);
            Assert.Equal((inFirst.Count, inSecond.Count), (counts.First, counts.Second));
            Assert.Equal(inFirst.Intersect(inSecond).Count(), counts.Both);
            Assert.Equal(inFirst.Union(inSecond).Count(), counts.Either);
            Assert.Equal((inFirst.Except(inSecond).Count(), inSecond.Except(inFirst).Count()), (counts.OnlyFirst, counts.OnlySecond));
            nonempty += counts.Both > 0 ? 1 : 0;
        }
        Assert.InRange(nonempty, 80, 200);
    }

    [Fact]
    public void Fill_WithoutConditions_TakesAll()
    {
        var words = new ulong[CustomerSet.ChunkWords];
        new CustomerFilter().Fill(1, words, []);
        Assert.Equal(CustomerSet.ChunkSize, Bits.Count(words));
    }

    private static WindowCounts Count(Window first, Window second, CustomerFilter filter)
    {
        var sum = default(WindowCounts);
        var (passing, scratch) = (new ulong[CustomerSet.ChunkWords], new ulong[CustomerSet.ChunkWords]);
        for (var chunk = 0; chunk < 4; chunk++)
        {
            Array.Fill(passing, 0xAAAAUL);
            filter.Fill(chunk, passing, scratch);
            var counts = Bits.CountBoth(Load(first), Load(second));
            sum = new(sum.First + counts.First, sum.Second + counts.Second, sum.Both + counts.Both);

            ulong[] Load(Window window)
            {
                var words = new ulong[CustomerSet.ChunkWords];
                window.Bitmaps.OrInto(chunk, window.StartDay, window.EndDay, words);
                Bits.And(words, passing);
                return words;
            }
        }
        return sum;
    }

    private (Window Window, HashSet<int> Active) AnyWindow(bool ofVisits)
    {
        var start = _random.Next(-1, Days);
        var end = start + _random.Next(Days);
        var (bitmaps, twin) = ofVisits ? (_visits, _visited) : (_orders, _ordered);
        return (new Window(bitmaps, start, end), twin.ActiveIn(start, end));
    }

    private (CustomerFilter Filter, Func<int, bool> Passes) AnyFilter(int i)
    {
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
            int[] values = i % 9 == 0 ? [AttributeColumn.NoValue, 1] : [2, 1];
            filter.Require(_other, values, excludes: i % 6 == 0);
            passes = customer => before(customer) && values.Contains(_other[customer]) != (i % 6 == 0);
        }
        return (filter, passes);
    }

    private readonly record struct Window(DyadicBitmaps Bitmaps, int StartDay, int EndDay);
}
