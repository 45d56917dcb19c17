using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Metrics;

/// <summary>Selectors are equal exactly where they pick the same events: so a question finds what is indexed for it.</summary>
public sealed class SelectorEqualityTests
{
    private readonly TenantState _tenant = new(new() { TenantId = "t" }, new DeadLetter(new(1)), new TimelineScratch(), new(1));

    [Fact]
    public void Selectors_AreEqual_ExactlyWhereTheyPickTheSameEvents()
    {
        var events = RandomSelectors.AllEvents(_tenant);
        var random = new RandomSelectors(11);
        var selectionOf = new Dictionary<string, ActivitySelector>();
        var again = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var selector = random.Next();
            var picks = Picks(selector, events);
            if (selectionOf.TryAdd(picks, selector))
                continue;
            again++;
            Assert.True(selectionOf[picks].Equals(selector), $"{Text(selectionOf[picks])} picks what {Text(selector)} does");
            Assert.Equal(selectionOf[picks].GetHashCode(), selector.GetHashCode());
        }
        Assert.Equal(selectionOf.Count, selectionOf.Values.Distinct().Count());
        Assert.True(again > 2_000 && selectionOf.Count > 2_000, $"{again} again, {selectionOf.Count} different");
    }

    [Fact]
    public void Rewritten_IsTheSameSelector_AndPicksTheSame()
    {
        var events = RandomSelectors.AllEvents(_tenant);
        var (random, differently) = (new RandomSelectors(12), 0);
        for (var i = 0; i < 5_000; i++)
        {
            var selector = random.Next();
            var other = random.Rewritten(selector);
            Assert.True(selector.Equals(other), $"{Text(selector)} and {Text(other)}");
            Assert.True(selector.CanonicalBytes.SequenceEqual(other.CanonicalBytes));
            if (i % 50 == 0)
                Assert.Equal(Picks(selector, events), Picks(other, events));
            differently += Text(selector) == Text(other) ? 0 : 1;
        }
        Assert.True(differently > 3_500, $"only {differently} were written otherwise");
    }

    [Fact]
    public void Canonical_PicksTheSame_AndIsItsOwnCanonicalForm()
    {
        var events = RandomSelectors.AllEvents(_tenant);
        var random = new RandomSelectors(13);
        for (var i = 0; i < 500; i++)
        {
            var selector = random.Next();
            var canonical = selector.Canonical();
            Assert.Equal(Picks(selector, events), Picks(canonical, events));
            Assert.Equal(Text(canonical), Text(canonical.Canonical()));
        }
    }

    [Fact]
    public void Any_WrittenOut_IsAny()
    {
        var random = new RandomSelectors(14);
        for (var i = 0; i < 20; i++)
            Assert.Equal(ActivitySelector.Any, random.NextOfAnyWrittenOut());
        Assert.Empty(random.NextOfAnyWrittenOut().Canonical().Kinds);
        Assert.NotEqual(ActivitySelector.Any, ActivitySelector.Purchases);
        Assert.NotEqual(ActivitySelector.Any, new([new(EventKind.Activity, [])], [], Filter.None));
    }

    [Fact]
    public void Nothing_IsWhatNoValuePasses()
    {
        var (x, y) = (new Condition("p"u8.ToArray(), false, ["x"u8.ToArray()]), new Condition("p"u8.ToArray(), false, ["y"u8.ToArray()]));
        var never = new ActivitySelector([new(EventKind.Purchase, [])], [], new([x, y]));
        Assert.Equal(ActivitySelector.Nothing, never);
        Assert.Equal(ActivitySelector.Nothing, new([], [], new([x, x with { Excludes = true }])));
        Assert.NotEqual(ActivitySelector.Nothing, new([], [], new([x, y with { Excludes = true }])));
        Assert.DoesNotContain('1', Picks(ActivitySelector.Nothing, RandomSelectors.AllEvents(_tenant)));
    }

    [Fact]
    public void Changed_ByWith_IsAnotherSelector()
    {
        var selector = new ActivitySelector([], ["play"u8.ToArray()], Filter.None);
        Assert.False(selector.CanonicalBytes.IsEmpty);
        Assert.NotEqual(selector, selector with { ActivityNames = ["pay"u8.ToArray()] });
        Assert.Equal(selector, selector with { });
    }

    private string Picks(ActivitySelector selector, List<TimelineEvent> events)
    {
        var bound = selector.Bind(_tenant);
        return string.Concat(events.Select(one => bound.Picks(one) ? '1' : '0'));
    }

    private static string Text(ActivitySelector selector) => string.Join(
        ' ',
        selector.Kinds.Select(one => $"{one.Kind}({string.Join(',', one.Actions)})")
            .Concat(selector.ActivityNames.Select(OneTenant.Text))
            .Concat(selector.EventFilter.Conditions.Select(one =>
                $"{OneTenant.Text(one.Key)}{(one.Excludes ? "!=" : "=")}[{string.Join(',', one.Values.Select(OneTenant.Text))}]")));
}
