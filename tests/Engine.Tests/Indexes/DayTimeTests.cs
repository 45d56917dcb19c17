using RetentionGrpc.Engine.Indexes;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

public sealed class DayTimeTests
{
    public static TheoryData<BitPath> Paths => BitPaths.All;

    /// <summary>Where a code answers, the answer is right for every pair of moments that has the code; and it does answer.</summary>
    [Theory]
    [InlineData(86_400_000)]
    [InlineData(82_800_000)]
    [InlineData(90_000_000)]
    [InlineData(97)]
    public void BeforeAndFrom_AnyMoments_AnswerRightOrNotAtAll(int dayMs)
    {
        var random = new Random(dayMs);
        var (before, from) = (new DayAnswer[DayTime.Codes], new DayAnswer[DayTime.Codes]);
        var (asked, unclear) = (0, 0);
        foreach (var cut in Enumerable.Range(0, 200).Select(_ => random.Next(dayMs + 1)).Append(0).Append(dayMs))
        {
            DayTime.Before(cut, dayMs, before);
            DayTime.From(cut, dayMs, from);
            for (var i = 0; i < 300; i++)
            {
                // Near the cut as often as anywhere.
                var first = i % 2 == 0 ? random.Next(dayMs) : Math.Clamp(cut + random.Next(-2, 3), 0, dayMs - 1);
                var last = i % 3 == 0 ? first : random.Next(first, dayMs);
                var code = DayTime.Of(first, last, dayMs);
                Assert.NotEqual(DayTime.Unknown, code);
                CheckAnswer(first < cut, before[code]);
                CheckAnswer(last >= cut, from[code]);
                asked += i % 2 == 0 ? 2 : 0;
                unclear += i % 2 == 0 ? (before[code] == DayAnswer.Unclear ? 1 : 0) + (from[code] == DayAnswer.Unclear ? 1 : 0) : 0;
            }
            Assert.Equal((DayAnswer.Unclear, DayAnswer.Unclear), (before[DayTime.Unknown], from[DayTime.Unknown]));
        }
        Assert.InRange((double)unclear / asked, 0, 0.06);
    }

    [Fact]
    public void Of_EveryPart_HasItsOwnCode()
    {
        const int dayMs = 1_700;
        var codes = new HashSet<byte>();
        for (var moment = 0; moment < 100; moment++)
            Assert.True(codes.Add(DayTime.Of(moment * 17, moment * 17, dayMs)));
        for (var first = 0; first < 17; first++)
        {
            for (var last = first; last < 17; last++)
                Assert.True(codes.Add(DayTime.Of(first * 100, last * 100 + 1, dayMs)));
        }
        Assert.Equal((253, (byte)252), (codes.Count, codes.Max()));
    }

    /// <summary>Times keep to their customers whatever is added and taken out around them, in every form of the day's set.</summary>
    [Theory]
    [InlineData(300)]
    [InlineData(3_000)]
    [InlineData(40_000)]
    public void Times_AfterAnyChanges_AreThoseOfTheMembers(int customers)
    {
        var random = new Random(customers);
        var bitmaps = new DyadicBitmaps(keepsTimes: true);
        var twin = new ActiveDays(bitmaps);
        for (var i = 0; i < customers * 3; i++)
        {
            var (customer, day) = (random.Next(customers) + 50_000, random.Next(2));
            if (i % 5 == 4)
                twin.Remove(customer, day);
            else
                twin.Add(customer, day, (byte)random.Next(254));
        }
        foreach (var (customer, _) in twin.On(1).Take(50))
            twin.SetTime(customer, 1, 254);
        for (var day = 0; day < 2; day++)
        {
            var on = twin.On(day);
            byte[] times = [.. bitmaps.Times(day, 0), .. bitmaps.Times(day, 1)];
            Assert.Equal(on.Values, times);
            Assert.Equal(on.Keys, CustomerSetTests.Members(bitmaps.Day(day)));
        }
        Assert.True(bitmaps.KeepsTimes);
        CheckPartOfDay(bitmaps, twin, random);
    }

    /// <summary>From nobody over all numbers of members that fill no word of answers to a whole chunk.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void OrInto_AnyMembers_SetsThoseWhoseTimeSaysSo(BitPath path)
    {
        var random = new Random(31);
        foreach (var percent in new[] { 0, 1, 5, 40, 100 })
        {
            var members = BitPaths.RandomWords(random, CustomerSet.ChunkWords, percent);
            members[0] = percent == 0 ? 0 : ulong.MaxValue;
            int[] numbers = [.. BitPaths.SetBits(members)];
            var times = new byte[numbers.Length];
            random.NextBytes(times);
            DayAnswer[] answers = [.. Enumerable.Range(0, DayTime.Codes).Select(_ => (DayAnswer)random.Next(3))];
            var (active, unclear) = (new ulong[CustomerSet.ChunkWords], new ulong[CustomerSet.ChunkWords]);
            active[^1] = 1;
            TimeAnswers.OrInto(members, times, answers, active, unclear, path);
            Assert.Equal(Those(DayAnswer.Yes).Append(64 * (CustomerSet.ChunkWords - 1)).Distinct().Order(), BitPaths.SetBits(active));
            Assert.Equal(Those(DayAnswer.Unclear), BitPaths.SetBits(unclear));
            IEnumerable<int> Those(DayAnswer answer) => numbers.Where((_, i) => answers[times[i]] == answer);
        }
    }

    [Fact]
    public void OrPartOfDayInto_WithoutTimes_LeavesAllToTheTimelines()
    {
        var bitmaps = new DyadicBitmaps();
        new ActiveDays(bitmaps).Add(7, 3, time: 5);
        var (active, unclear) = (new ulong[CustomerSet.ChunkWords], new ulong[CustomerSet.ChunkWords]);
        bitmaps.OrPartOfDayInto(0, 3, new DayAnswer[DayTime.Codes], active, unclear);
        Assert.Empty(BitPaths.SetBits(active));
        Assert.Equal([7], BitPaths.SetBits(unclear));
        Assert.Equal((false, 0), (bitmaps.KeepsTimes, bitmaps.Times(3, 0).Length));
    }

    private static void CheckPartOfDay(DyadicBitmaps bitmaps, ActiveDays twin, Random random)
    {
        DayAnswer[] answers = [.. Enumerable.Range(0, DayTime.Codes).Select(_ => (DayAnswer)random.Next(3))];
        for (var chunk = 0; chunk < bitmaps.ChunkCount; chunk++)
        {
            var first = chunk * CustomerSet.ChunkSize;
            var (active, unclear) = (new ulong[CustomerSet.ChunkWords], new ulong[CustomerSet.ChunkWords]);
            active[3] = 2;
            bitmaps.OrPartOfDayInto(chunk, 1, answers, active, unclear);
            var on = twin.On(1).Where(member => CustomerSet.ChunkOf(member.Key) == chunk).ToList();
            Assert.Equal(Those(DayAnswer.Yes).Append(193).Distinct().Order(), BitPaths.SetBits(active));
            Assert.Equal(Those(DayAnswer.Unclear), BitPaths.SetBits(unclear));
            IEnumerable<int> Those(DayAnswer answer) =>
                on.Where(member => answers[member.Value] == answer).Select(member => member.Key - first);
        }
    }

    private static void CheckAnswer(bool isSo, DayAnswer answer)
    {
        if (answer != DayAnswer.Unclear)
            Assert.Equal(isSo, answer == DayAnswer.Yes);
    }
}
