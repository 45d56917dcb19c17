using System.Text;
using PlainRecount;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>Plain questions in the engine's words.</summary>
internal static class EngineQuestions
{
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static Interval Of(Span span) => new(span.StartMs, span.EndMs);

    public static Span Span(Interval interval) => new(interval.StartMs, interval.EndMs);

    public static Filter Of(PlainFilter filter) =>
        new([.. filter.Conditions.Select(one => new Condition(Utf8(one.Key), one.NotIn, [.. one.Values.Select(Utf8)]))]);

    public static Grouping? Of(PlainGrouping? grouping) =>
        grouping is null
            ? null
            : new(Utf8(grouping.Key), grouping.IsAttribute, grouping.Limit, grouping.Declared?.Select(Utf8).ToArray());

    public static string NameOf<T>(SplitGroup<T> group) =>
        group.Kind == GroupKind.Value ? $"'{Encoding.UTF8.GetString(group.Value)}'" : group.Kind.ToString().ToUpperInvariant();

    public static ActivitySelector Of(PlainSelector selector) => new(
        [.. selector.Kinds.Select(one => new KindSelection((EventKind)one.Kind, [.. one.Actions.Select(action => (byte)action)]))],
        [.. selector.Names.Select(Utf8)],
        Of(selector.Filter));

    public static ChurnPopulation Of(PlainPopulation population) => new(
        (CustomerBasis)population.Basis, population.InactivityMs, Of(population.Selector), Of(population.Filter));

    public static BucketSeries Buckets(TenantCalendar calendar, Span window, PlainUnit unit, int multiple) =>
        calendar.Buckets(Of(window), (BucketUnit)unit, multiple, 100_000);

    /// <summary>The bucket before the first, as the server hands it to the lifecycle.</summary>
    public static Interval Before(TenantCalendar calendar, BucketSeries buckets, PlainUnit unit, int multiple) =>
        new(calendar.AddBuckets(buckets.Window.StartMs, (BucketUnit)unit, -multiple), buckets.Window.StartMs);
}
