using RetentionGrpc.Engine.Tenants;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Tenants;

/// <summary>Revisions by how far an answer reads, against a list of all that was touched.</summary>
public sealed class WindowRevisionsTests
{
    private const long DayMs = 86_400_000;

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 400)]
    [InlineData(2, 40_000)]
    [InlineData(3, 40_000)]
    public void What_is_touched_before_an_instant_is_a_new_revision_and_nothing_else_is(int seed, int days)
    {
        var random = new Random(seed);
        var revisions = new WindowRevisions(7);
        var touched = new List<(long Ms, long Sequence)>();
        // Half of it as live events come, the rest at any time, before 1970 too.
        var liveMs = -days / 2 * DayMs;
        for (var sequence = 8; sequence < 3_000; sequence++)
        {
            var endMs = Time();
            var before = revisions.Before(endMs);
            Assert.True(before >= Newest(endMs));
            Assert.InRange(before, 0, sequence - 1);
            if (random.Next(200) == 0)
            {
                revisions.TouchAll(sequence);
                touched.Clear();
                touched.Add((long.MinValue, sequence));
                Assert.Equal(sequence, revisions.Before(long.MinValue + 1));
                continue;
            }
            // An entry may have several events.
            long[] times =
            [
                .. Enumerable.Range(0, random.Next(1, 4))
                    .Select(_ => random.Next(2) == 0 ? liveMs += random.NextInt64(days * DayMs / 3_000) : Time()),
            ];
            foreach (var ms in times)
            {
                revisions.Touch(ms, sequence);
                touched.Add((ms, sequence));
            }
            Assert.All(times, ms => Assert.Equal(sequence, revisions.Before(ms + 1)));
            Assert.Equal(sequence, revisions.Before(long.MaxValue));
            // Not before the quarter of an hour of the first begins.
            if (endMs <= times.Min() - WindowRevisions.SlotMs)
                Assert.Equal(before, revisions.Before(endMs));
        }

        long Time() => random.NextInt64(-days / 2, days) * DayMs + random.Next(4) * WindowRevisions.SlotMs + random.Next(2);

        long Newest(long endMs) => touched.Where(one => one.Ms < endMs).Select(one => one.Sequence).DefaultIfEmpty(7).Max();
    }

    [Fact]
    public void Of_all_times_in_order_so_many_steps_are_kept_and_an_old_revision_changes_seldom()
    {
        var revisions = new WindowRevisions(0);
        var (changes, before) = (0, 0L);
        for (var sequence = 1; sequence <= 100 * WindowRevisions.MostSteps; sequence++)
        {
            revisions.Touch(sequence * WindowRevisions.SlotMs, sequence);
            var old = revisions.Before(11 * WindowRevisions.SlotMs);
            changes += sequence > 10 && old != before ? 1 : 0;
            before = old;
            Assert.Equal(sequence, revisions.Before(long.MaxValue));
        }
        Assert.InRange(changes, 1, 400);
        Assert.InRange(before, 10, 100 * WindowRevisions.MostSteps);
    }

    [Fact]
    public void Events_that_come_cost_no_memory_once_there_is_room()
    {
        var revisions = new WindowRevisions(0);
        var (random, sequence) = (new Random(1), 1L);
        Touch(4 * WindowRevisions.MostSteps);
        Assert.Equal(0, Allocations.Of(() => Touch(200_000)));

        void Touch(int times)
        {
            for (var i = 0; i < times; i++)
                revisions.Touch((sequence - (random.Next(100) == 0 ? random.Next(5_000) : 0)) * WindowRevisions.SlotMs, sequence++);
        }
    }
}
