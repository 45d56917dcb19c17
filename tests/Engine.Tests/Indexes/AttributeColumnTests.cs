using RetentionGrpc.Engine.Indexes;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

public sealed class AttributeColumnTests
{
    public static TheoryData<BitPath> Paths => BitPaths.All;

    /// <summary>Values of each width, up to the largest that fits it; few values and many, in it and not.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void Select_EveryWidthAndNumberOfValues_EqualsComparingEach(BitPath path)
    {
        foreach (var most in new[] { 3, 254, 255, 65_534, 65_535, int.MaxValue })
        {
            var random = new Random(most);
            var (column, twin) = Filled(random, most);
            foreach (var count in new[] { 0, 1, 2, 48, 49, 130 })
            {
                int[] values = [.. Enumerable.Range(0, count).Select(i => i == 1 ? most : i % 2 == 0 ? twin[random.Next(twin.Length)] : i)];
                // Negative numbers stand for no value and come in of their own, below.
                values = [.. values.Where(value => value >= 0)];
                CheckSelected(column, twin, values, path);
                CheckSelected(column, twin, [.. values, AttributeColumn.NoValue], path);
            }
        }
    }

    [Fact]
    public void Set_AnyOrderAndGrowingValues_KeepsTheOthers()
    {
        var random = new Random(4);
        var (column, twin) = (new AttributeColumn(), new Dictionary<int, int>());
        foreach (var most in new[] { 10, 254, 255, 65_534, 65_535, int.MaxValue })
        {
            for (var i = 0; i < 500; i++)
            {
                var (customer, value) = (random.Next(200_000), i == 0 ? most : (int)random.NextInt64(-1, most + 1L));
                column.Set(customer, value);
                twin[customer] = value;
            }
            Assert.All(twin, pair => Assert.Equal(pair.Value, column[pair.Key]));
        }
        Assert.Equal((AttributeColumn.NoValue, AttributeColumn.NoValue), (column[300_000], new AttributeColumn()[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => column.Set(0, -2));
        Assert.Throws<ArgumentOutOfRangeException>(() => column.Set(-1, 0));
    }

    /// <summary>A byte a customer while values are few; a wide number widens its own chunk alone.</summary>
    [Fact]
    public void Bytes_ByChunk_AreAsFewAsItsValuesNeed()
    {
        var column = new AttributeColumn();
        for (var customer = 0; customer < 4 * CustomerSet.ChunkSize; customer++)
            column.Set(customer, customer % 255);
        Assert.InRange(column.Bytes, 4 * 65_536, 4 * 65_536 + 400);
        column.Set(70_000, 255);
        Assert.InRange(column.Bytes, 5 * 65_536, 5 * 65_536 + 400);
        column.Set(0, 1_000_000);
        Assert.InRange(column.Bytes, 8 * 65_536, 8 * 65_536 + 400);
        var fresh = new AttributeColumn();
        fresh.Set(500_000, AttributeColumn.NoValue);
        Assert.InRange(fresh.Bytes, 1, 100);
    }

    private static (AttributeColumn Column, int[] Twin) Filled(Random random, int most)
    {
        // The second chunk is filled in part only.
        var (column, twin) = (new AttributeColumn(), new int[CustomerSet.ChunkSize + 3_000]);
        Array.Fill(twin, AttributeColumn.NoValue);
        for (var customer = 0; customer < twin.Length; customer++)
        {
            if (customer % 7 == 0 && customer != CustomerSet.ChunkSize)
                continue;
            twin[customer] = customer % CustomerSet.ChunkSize == 1 ? most : (int)random.NextInt64(most + 1L);
            column.Set(customer, twin[customer]);
        }
        return (column, twin);
    }

    private static void CheckSelected(AttributeColumn column, int[] twin, int[] values, BitPath path)
    {
        var wanted = values.ToHashSet();
        var words = new ulong[CustomerSet.ChunkWords];
        for (var chunk = 0; chunk < 3; chunk++)
        {
            foreach (var excludes in new[] { false, true })
            {
                words.AsSpan().Fill(0xAAAA);
                column.Select(values, excludes, chunk, words, path);
                for (var i = 0; i < CustomerSet.ChunkSize; i++)
                {
                    var customer = chunk * CustomerSet.ChunkSize + i;
                    var value = customer < twin.Length ? twin[customer] : AttributeColumn.NoValue;
                    var isSelected = (words[i >> 6] >> i & 1) != 0;
                    if (isSelected != (wanted.Contains(value) != excludes))
                        Assert.Fail($"customer {customer} with {value}, excludes {excludes}, {values.Length} values: {isSelected}");
                }
            }
        }
    }
}
