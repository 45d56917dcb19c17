using Pipelines.Sockets.Unofficial.Arenas;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Compat;

/// <summary>Memory of one answer, and the sequences in it.</summary>
public sealed class ArenaTests
{
    [Fact]
    public void Allocate_GivesPiecesThatDoNotOverlapWhateverTheirSizes()
    {
        using var arena = new Arena<int>(new ArenaOptions(blockSizeBytes: 64));
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            var pieces = Enumerable.Range(0, 50).Select(_ => arena.Allocate(random.Next(40))).ToArray();
            foreach (var (number, piece) in pieces.Index())
            {
                Assert.Equal(-1, piece.FirstSpan.IndexOfAnyExcept(0));
                piece.FirstSpan.Fill(number + 1);
            }
            Assert.All(pieces.Index(), piece => Assert.Equal(-1, piece.Item.FirstSpan.IndexOfAnyExcept(piece.Index + 1)));
            arena.Reset();
        }
    }

    [Fact]
    public void Reset_LetsGoOfWhatThePiecesReferredTo()
    {
        using var arena = new Arena<object?>();
        var gone = Fill(arena);
        arena.Reset();
        GC.Collect();
        Assert.False(gone.TryGetTarget(out _));
        GC.KeepAlive(arena);
    }

    [Fact]
    public void Reset_KeepsAUsualBlockAndDropsALargeOne()
    {
        using var arena = new Arena<long>();
        for (var round = 0; round < 3; round++)
        {
            arena.Allocate(100);
            arena.Reset();
        }
        // A collection that another thread asks for takes the rest of this thread's buffer, which then counts as allocated.
        var least = long.MaxValue;
        for (var tries = 0; tries < 5 && least > 0; tries++)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            arena.Allocate(100);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
            arena.Reset();
        }
        Assert.Equal(0, least);

        arena.Allocate(10_000_000);
        arena.Reset();
        var before = GC.GetAllocatedBytesForCurrentThread();
        arena.Allocate(100);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 100_000);
    }

    [Fact]
    public void Policy_AndAllocator_OfTheCallerAreAsked()
    {
        var asked = new List<(long Kept, long Used)>();
        var allocator = new Counting();
        using var arena = new Arena<byte>(
            new ArenaOptions(blockSizeBytes: 10, retentionPolicy: (kept, used) =>
            {
                asked.Add((kept, used));
                return 0;
            }),
            allocator);
        arena.Allocate(7);
        arena.Allocate(3);
        arena.Reset();
        arena.Allocate(1);
        Assert.Equal([(0L, 10L)], asked);
        Assert.Equal([10, 10], allocator.Lengths);
    }

    [Fact]
    public void Allocate_OfNegativeLength_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Arena<int>().Allocate(-1));

    private static WeakReference<object> Fill(Arena<object?> arena)
    {
        var held = new object();
        arena.Allocate(3)[1] = held;
        return new WeakReference<object>(held);
    }

    private sealed class Counting : Allocator<byte>
    {
        public List<int> Lengths { get; } = [];

        public override byte[] Allocate(int length)
        {
            Lengths.Add(length);
            return new byte[length];
        }
    }
}
