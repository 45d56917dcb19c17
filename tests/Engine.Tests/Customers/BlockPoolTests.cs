using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Tests.Memory;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Customers;

/// <summary>Every owner keeps what it wrote, whoever comes, grows or goes, and so does every cut.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class BlockPoolTests
{
    private const int Owners = 3_000;
    private readonly BlockPool _pool = new();
    private readonly int[] _blocks = new int[Owners];
    private readonly int[] _bytes = new int[Owners];
    private readonly byte[] _marks = new byte[Owners];

    [Fact]
    public void Blocks_OfOwnersThatGrowAndGo_KeepTheirBytes()
    {
        var random = new Random(5);
        var cuts = new List<(BlockPool Pool, int[] Blocks, int[] Bytes, byte[] Marks)>();
        for (var i = 0; i < 200_000; i++)
        {
            Change(random.Next(Owners), random.Next(20) == 0 ? 0 : random.Next(1, BlockPool.LargestBlock - 4), (byte)i);
            if (i % 20_000 == 7)
                cuts.Add((_pool.Cut(), [.. _blocks], [.. _bytes], [.. _marks]));
        }
        AssertHolds(_pool, _blocks, _bytes, _marks);
        Assert.Equal(10, cuts.Count);
        foreach (var (pool, blocks, bytes, marks) in cuts)
            AssertHolds(pool, blocks, bytes, marks);
    }

    /// <summary>All grow in step: what they leave behind is used again for the sizes that they come to.</summary>
    [Fact]
    public void Blocks_OfOwnersThatGrowTogether_TakeLittleMoreThanTheirBytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var bytes = 4; bytes <= 300; bytes += 5)
        {
            for (var owner = 0; owner < Owners; owner++)
                Change(owner, bytes, (byte)(owner + bytes));
        }
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        AssertHolds(_pool, _blocks, _bytes, _marks);
        Assert.InRange(held, Owners * 299, (Owners * (299 + 4 + 8)) + (40 * 16 * 1024));
    }

    [Fact]
    public void Blocks_OfFewOwners_TakeFewBytes()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var owner = 0; owner < 10; owner++)
            Change(owner, 40, 1);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 4_000);
        AssertHolds(_pool, _blocks, _bytes, _marks);
    }

    private void Change(int owner, int bytes, byte mark)
    {
        var (before, units) = (BlockPool.UnitsOf(_bytes[owner]), BlockPool.UnitsOf(bytes));
        if (before != units)
        {
            var block = units == 0 ? 0 : _pool.Take(units, owner);
            if (before > 0 && _pool.Give(before, _blocks[owner]) is >= 0 and var moved)
                _blocks[moved] = _blocks[owner];
            _blocks[owner] = block;
        }
        (_bytes[owner], _marks[owner]) = (bytes, mark);
        if (bytes > 0)
            _pool.Write(_blocks[owner], bytes).Fill(mark);
    }

    private static void AssertHolds(BlockPool pool, int[] blocks, int[] bytes, byte[] marks)
    {
        for (var owner = 0; owner < Owners; owner++)
        {
            var held = pool.Read(blocks[owner], bytes[owner]);
            Assert.True(held.IndexOfAnyExcept(marks[owner]) < 0, $"owner {owner} lost its bytes");
        }
    }
}
