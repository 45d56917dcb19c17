using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Customers;

/// <summary>Packed timelines hold what two sorted lists would, to the last column, whatever came in whichever order.</summary>
public sealed class TimelineTests
{
    private static readonly ByteStringTable Texts = RandomTimelineEvents.Texts();
    private readonly TimelineOrder _order = new(Texts);
    private readonly TimelineScratch _scratch = new();

    [Fact]
    public void Live_EventsInAnyOrder_AreThoseOfSortedLists()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var (random, events) = (new Random(seed), new RandomTimelineEvents(seed));
            var (timeline, plain) = (new Timeline(), new PlainTimeline(_order));
            var spanMs = (long)Math.Pow(10, random.Next(1, 12));
            var known = new List<TimelineEvent>();
            for (var i = 0; i < random.Next(1, 300); i++)
            {
                var isAgain = known.Count > 0 && random.Next(5) == 0;
                var next = isAgain ? known[random.Next(known.Count)] : events.Next(spanMs);
                known.Add(next);
                if (random.Next(6) == 0)
                {
                    timeline.Retract(RandomTimelineEvents.IdentityOf(next), _order, _scratch);
                    plain.Retract(RandomTimelineEvents.IdentityOf(next));
                    continue;
                }
                timeline.Add(next, _order, _scratch);
                plain.Add(next);
                if (random.Next(20) == 0)
                    AssertSame(plain, timeline, seed);
            }
            AssertSame(plain, timeline, seed);
        }
    }

    [Fact]
    public void Live_ManyEventsForwardAndBackward_AreInOrder()
    {
        const int count = 3_000;
        foreach (var step in new[] { 1, -1, 0, 1_009 })
        {
            var (timeline, plain) = (new Timeline(), new PlainTimeline(_order));
            for (var i = 0; i < count; i++)
            {
                var next = Plain(((i * step % count) + count) % count * 1_000L, name: i % 3);
                timeline.Add(next, _order, _scratch);
                plain.Add(next);
            }
            AssertSame(plain, timeline, step);
        }
    }

    [Fact]
    public void Live_HugeEvents_AreKeptWhole()
    {
        var (timeline, plain) = (new Timeline(), new PlainTimeline(_order));
        for (var i = 0; i < 50; i++)
        {
            var huge = Plain(EventLimits.LastMs - (i * 7 % 50 * (EventLimits.LastMs / 50)), name: 19_999) with
            {
                Action = 7,
                Number = long.MinValue + 1,
                LabelNumber = 19_998,
                Detail = int.MinValue,
                UntilMs = EventLimits.FirstMs,
                Properties = Enumerable.Range(19_900, EventLimits.Properties).Select(key => new PropertyValue(key, key)).ToArray(),
            };
            timeline.Add(huge, _order, _scratch);
            plain.Add(huge);
        }
        AssertSame(plain, timeline, 0);
    }

    [Fact]
    public void Live_OfAnotherTimelineOrAfterAChange_IsUnpackedAnew()
    {
        var (one, other) = (new Timeline(), new Timeline());
        one.Add(Plain(1), _order, _scratch);
        Assert.Equal(1, one.Live(_order, _scratch)[0].OccurredMs);
        other.Add(Plain(2), _order, _scratch);
        Assert.Equal(2, other.Live(_order, _scratch)[0].OccurredMs);
        Assert.Equal(1, one.Live(_order, _scratch)[0].OccurredMs);
        one.Add(Plain(0), _order, _scratch);
        Assert.Equal(0, one.Live(_order, _scratch)[0].OccurredMs);
        one.Retract(Plain(0), _order, _scratch);
        Assert.Equal(1, one.Live(_order, _scratch)[0].OccurredMs);
        Assert.Equal(1, one.FirstLiveMs(_order, _scratch));
        one.Retract(Plain(1), _order, _scratch);
        Assert.Null(one.FirstLiveMs(_order, _scratch));
        Assert.Equal(2, one.AcceptedCount);
    }

    private static TimelineEvent Plain(long occurredMs, int name = 0) => new()
    {
        OccurredMs = occurredMs,
        Kind = EventKind.Activity,
        Action = 0,
        NameNumber = name,
        Number = EventView.Absent,
        UntilMs = EventView.Absent,
    };

    private void AssertSame(PlainTimeline plain, Timeline timeline, int seed)
    {
        Assert.Equal(plain.Count, timeline.AcceptedCount);
        var expected = plain.Live();
        var live = timeline.Live(_order, _scratch);
        Assert.True(expected.Count == live.Length, $"seed {seed}: {live.Length} live events, not {expected.Count}");
        for (var i = 0; i < live.Length; i++)
        {
            var (one, other) = (Describe(expected[i]), Describe(live[i]));
            Assert.True(one == other, $"seed {seed}, event {i}:\n{one}\n{other}");
        }
        Assert.Equal(expected.Count == 0 ? null : expected[0].OccurredMs, timeline.FirstLiveMs(_order, _scratch));
    }

    private static string Describe(in TimelineEvent one) =>
        $"{one.OccurredMs} {one.Kind} {one.Action} {one.NameNumber} {one.Number} {one.LabelNumber} {one.Detail} {one.UntilMs}"
        + string.Concat(one.Properties.ToArray().Select(property => $" {property.KeyNumber}={property.ValueNumber}"));
}
