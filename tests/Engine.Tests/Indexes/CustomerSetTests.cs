using RetentionGrpc.Engine.Indexes;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>Against a plain sorted set, over every form that a chunk takes and back.</summary>
public sealed class CustomerSetTests
{
    public static TheoryData<BitPath> Paths => BitPaths.All;

    /// <summary>Fills a chunk up to everybody and empties it again, in random order, comparing everything on the way.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 2)]
    public void AddAndRemove_ThroughAllForms_EqualsASortedSet(int chunk, int seed)
    {
        var random = new Random(seed);
        var (set, twin) = (new CustomerSet(), new SortedSet<int>());
        var first = chunk * CustomerSet.ChunkSize;
        int[] order = [.. Enumerable.Range(first, CustomerSet.ChunkSize)];
        random.Shuffle(order);
        var bytes = new List<long>();
        for (var i = 0; i < order.Length; i++)
        {
            Assert.True(set.Add(order[i]) && twin.Add(order[i]));
            Assert.False(set.Add(order[i]));
            if (IsCheckpoint(i + 1))
            {
                CheckEqual(set, twin, random);
                bytes.Add(set.Bytes);
            }
        }
        CheckEqual(set, twin, random);
        random.Shuffle(order);
        for (var i = 0; i < order.Length; i++)
        {
            Assert.True(set.Remove(order[i]) && twin.Remove(order[i]));
            Assert.False(set.Remove(order[i]));
            if (IsCheckpoint(order.Length - i - 1))
                CheckEqual(set, twin, random);
        }
        Assert.Equal((0, 0), (set.Count, set.CountOf(chunk)));
        // Small, then 1 KiB and what is set, then the bitmap.
        Assert.InRange(bytes[0], 1, 600);
        Assert.InRange(bytes[^1], 8_192, 9_000);
    }

    /// <summary>Members come and go around the bounds between the forms, which must not lose any.</summary>
    [Theory]
    [InlineData(1_024)]
    [InlineData(512)]
    [InlineData(4_096)]
    [InlineData(14_000)]
    public void AddAndRemove_AroundABound_EqualsASortedSet(int bound)
    {
        var random = new Random(bound);
        var (set, twin) = (new CustomerSet(), new SortedSet<int>());
        foreach (var from in new[] { bound - 40, 20_000, bound - 40 })
        {
            while (twin.Count < from)
                Toggle(set, twin, random.Next(CustomerSet.ChunkSize), add: true);
            while (twin.Count > from)
                Toggle(set, twin, twin.ElementAt(random.Next(20)), add: false);
            for (var i = 0; i < 400; i++)
                Toggle(set, twin, i % 3 == 0 ? twin.ElementAt(random.Next(9)) : random.Next(CustomerSet.ChunkSize), i % 200 < 130);
            CheckEqual(set, twin, random);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void OrInto_EveryForm_SetsTheMembersAndLeavesOthers(BitPath path)
    {
        var random = new Random(5);
        foreach (var count in new[] { 0, 1, 700, 1_024, 1_025, 2_400, 9_000, 40_000, 65_536 })
        {
            var (set, before) = (new CustomerSet(), BitPaths.RandomWords(random, CustomerSet.ChunkWords, 5));
            var members = new HashSet<int>();
            // From both ends on, so that the first and the last place of the chunk are there.
            for (var i = 0; members.Count < count; i++)
            {
                var member = i < 64 ? i / 2 * 1_024 + i % 2 * 1_023 : random.Next(CustomerSet.ChunkSize);
                members.Add(count == CustomerSet.ChunkSize ? members.Count : member);
            }
            foreach (var member in members)
                set.Add(CustomerSet.ChunkSize + member);
            ulong[] words = [.. before];
            set.OrInto(0, words, path);
            set.OrInto(2, words, path);
            Assert.Equal(before, words);
            set.OrInto(1, words, path);
            Assert.Equal(members.Union(BitPaths.SetBits(before)).Order(), BitPaths.SetBits(words));
        }
    }

    [Fact]
    public void Chunks_AtTheirEdges_AreApart()
    {
        var set = new CustomerSet();
        int[] customers = [0, 65_535, 65_536, 131_071, 131_072, 983_039];
        foreach (var customer in customers)
            Assert.True(set.Add(customer));
        Assert.Equal((6, 15), (set.Count, set.ChunkCount));
        Assert.Equal([2, 2, 1, 0, 1, 0], new[] { 0, 1, 2, 3, 14, 15 }.Select(set.CountOf));
        Assert.Equal(customers, Members(set));
        foreach (var customer in customers)
            Assert.Equal((true, false, false), (set.Contains(customer), set.Contains(customer + 2), set.Remove(customer + 2)));
        Assert.False(set.Contains(int.MaxValue) || set.Remove(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Add(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Contains(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Remove(-1));
    }

    [Theory]
    [InlineData(900)]
    [InlineData(2_400)]
    [InlineData(20_000)]
    public void Trim_AnyForm_KeepsTheMembersInLessRoom(int count)
    {
        var random = new Random(count);
        var (set, twin) = (new CustomerSet(), new SortedSet<int>());
        for (var i = 0; i < count; i++)
            Toggle(set, twin, random.Next(CustomerSet.ChunkSize), add: true);
        var before = set.Bytes;
        set.Trim();
        Assert.InRange(set.Bytes, 1, before);
        CheckEqual(set, twin, random);
        for (var i = 0; i < 100; i++)
            Toggle(set, twin, random.Next(CustomerSet.ChunkSize), add: true);
        CheckEqual(set, twin, random);
    }

    internal static List<int> Members(CustomerSet set)
    {
        var members = new List<int>();
        for (var chunk = 0; chunk < set.ChunkCount; chunk++)
        {
            foreach (var customer in set.Members(chunk))
                members.Add(customer);
        }
        return members;
    }

    private static bool IsCheckpoint(int count) =>
        count is 200 or 1_023 or 1_024 or 1_025 or 511 or 512 or 4_095 or 4_096 || count % 7_919 == 0;

    private static void Toggle(CustomerSet set, SortedSet<int> twin, int customer, bool add)
    {
        if (add)
            Assert.Equal(twin.Add(customer), set.Add(customer));
        else
            Assert.Equal(twin.Remove(customer), set.Remove(customer));
    }

    private static void CheckEqual(CustomerSet set, SortedSet<int> twin, Random random)
    {
        Assert.Equal(twin.Count, set.Count);
        var members = Members(set);
        Assert.Equal(twin, members);
        for (var i = 0; i < 300; i++)
        {
            var customer = random.Next(4 * CustomerSet.ChunkSize);
            Assert.Equal(twin.Contains(customer), set.Contains(customer));
        }
        for (var i = 0; i < members.Count; i += 1 + members.Count / 200)
            Assert.Equal((true, i, i + 1), (set.Contains(members[i]), set.RankOf(members[i]), RankBehind(set, members[i])));
    }

    // The next place's rank counts the member, too, unless it is in another chunk.
    private static int RankBehind(CustomerSet set, int customer) =>
        CustomerSet.ChunkOf(customer + 1) == CustomerSet.ChunkOf(customer) ? set.RankOf(customer + 1) : set.RankOf(customer) + 1;
}
