using System.Text;
using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Events;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Customers;

/// <summary>Packed timelines hold what two sorted lists would, to the last column, whatever came in whichever order.</summary>
public sealed class TimelineTests
{
    private readonly TimelineOrder _order = new(new Vocabulary(RandomTimelineEvents.Texts), new TimelineScratch());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Live_EventsInAnyOrder_AreThoseOfSortedLists(bool isLarge)
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var (random, events) = (new Random(seed), new RandomTimelineEvents(seed));
            var (timeline, plain) = (new EitherTimeline(isLarge, _order), new PlainTimeline(_order));
            var spanMs = (long)Math.Pow(10, random.Next(1, 12));
            var known = new List<TimelineEvent>();
            for (var i = 0; i < random.Next(1, 300); i++)
            {
                var isAgain = known.Count > 0 && random.Next(5) == 0;
                var next = isAgain ? known[random.Next(known.Count)] : events.Next(spanMs);
                known.Add(next);
                if (random.Next(seed % 2 == 0 ? 6 : 200) == 0)
                {
                    timeline.Retract(RandomTimelineEvents.IdentityOf(next));
                    plain.Retract(RandomTimelineEvents.IdentityOf(next));
                    continue;
                }
                Assert.Equal(plain.IsNewest(next), timeline.Add(next));
                plain.Add(next);
                if (random.Next(20) == 0)
                    AssertSame(plain, timeline, seed);
            }
            AssertSame(plain, timeline, seed);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Live_ManyEventsForwardAndBackward_AreInOrder(bool isLarge)
    {
        const int count = 3_000;
        foreach (var step in new[] { 1, -1, 0, 1_009 })
        {
            var (timeline, plain) = (new EitherTimeline(isLarge, _order), new PlainTimeline(_order));
            for (var i = 0; i < count; i++)
            {
                var next = Plain(((i * step % count) + count) % count * 1_000L, name: i % 3);
                timeline.Add(next);
                plain.Add(next);
            }
            AssertSame(plain, timeline, step);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Live_HugeEvents_AreKeptWhole(bool isLarge)
    {
        var (timeline, plain) = (new EitherTimeline(isLarge, _order), new PlainTimeline(_order));
        for (var i = 0; i < 50; i++)
        {
            var huge = Plain(EventLimits.LastMs - (i * 7 % 50 * (EventLimits.LastMs / 50)), name: 19_999) with
            {
                Kind = i % 2 == 0 ? EventKind.Subscription : EventKind.Purchase,
                Action = 7,
                Number = long.MinValue + 1,
                LabelNumber = 19_998,
                Detail = int.MinValue,
                UntilMs = EventLimits.FirstMs,
                Properties = Enumerable.Range(19_900, EventLimits.Properties).Select(key => new PropertyValue(key, key)).ToArray(),
            };
            timeline.Add(huge);
            plain.Add(huge);
        }
        AssertSame(plain, timeline, 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Live_OfAnotherTimelineOrAfterAChange_IsUnpackedAnew(bool isLarge)
    {
        var (one, other) = (new EitherTimeline(isLarge, _order), new EitherTimeline(isLarge, _order));
        Assert.True(one.Live().IsEmpty);
        Assert.Null(one.FirstLiveMs);
        one.Add(Plain(1));
        Assert.Equal(1, one.Live()[0].OccurredMs);
        other.Add(Plain(2));
        Assert.Equal(2, other.Live()[0].OccurredMs);
        Assert.Equal(1, one.Live()[0].OccurredMs);
        one.Add(Plain(0));
        Assert.Equal(0, one.Live()[0].OccurredMs);
        one.Retract(Plain(0));
        Assert.Equal(1, one.Live()[0].OccurredMs);
        Assert.Equal(1, one.FirstLiveMs);
        one.Retract(Plain(1));
        Assert.Null(one.FirstLiveMs);
        Assert.Equal(2, one.AcceptedCount);
    }

    /// <summary>More than 286 kinds of shape: the last ones are packed without a number.</summary>
    [Fact]
    public void Live_EventsOfManyShapes_AreKeptWhole()
    {
        var (timeline, plain) = (new EitherTimeline(false, _order), new PlainTimeline(_order));
        for (var i = 0; i < 1_000; i++)
        {
            var next = Plain(i * 777_777L, name: i % 400) with { Action = (byte)(i % 251), Number = i % 3 == 0 ? -i : i };
            timeline.Add(next);
            plain.Add(next);
        }
        Assert.Equal(EventShapes.Most, _order.Vocabulary.Shapes.Count);
        AssertSame(plain, timeline, 0);
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

    private void AssertSame(PlainTimeline plain, EitherTimeline timeline, int seed)
    {
        Assert.Equal(plain.Count, timeline.AcceptedCount);
        var expected = plain.Live();
        var live = timeline.Live();
        Assert.True(expected.Count == live.Length, $"seed {seed}: {live.Length} live events, not {expected.Count}");
        for (var i = 0; i < live.Length; i++)
        {
            var (one, other) = (Describe(expected[i]), Describe(live[i]));
            Assert.True(one == other, $"seed {seed}, event {i}:\n{one}\n{other}");
        }
        Assert.Equal(expected.Count == 0 ? null : expected[0].OccurredMs, timeline.FirstLiveMs);
    }

    private string Describe(in TimelineEvent one) =>
        $"{one.OccurredMs} {one.Kind} {one.Action} {Encoding.UTF8.GetString(_order.TextOf(one.NameNumber))} "
        + $"{one.Number} {one.LabelNumber} {one.Detail} {one.UntilMs}"
        + string.Concat(one.Properties.ToArray().Select(property => $" {property.KeyNumber}={property.ValueNumber}"));
}
