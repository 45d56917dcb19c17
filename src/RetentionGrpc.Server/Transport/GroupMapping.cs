using System.Text;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>How an answer is split, from and to the wire.</summary>
internal static class GroupMapping
{
    private const int GroupLimit = 100;
    private const int DefaultGroups = 10;

    /// <summary>The field of ListMetricMembers that names a group.</summary>
    public const string ReplyGroup = "reply_group";

    /// <summary>How an answer is split; null where it is not.</summary>
    /// <param name="call">The call.</param>
    /// <param name="groupBy">The request's.</param>
    /// <param name="hasEvents">Whether what is counted are events, which have properties; else only attributes can split it.</param>
    /// <param name="field">Its path.</param>
    public static Grouping? Map(QueryCall call, GroupBy? groupBy, bool hasEvents, string field)
    {
        if (groupBy is null)
            return null;
        if (groupBy.KeyCase == GroupBy.KeyOneofCase.Segment)
            return BySegment(call, groupBy, field);
        var isAttribute = groupBy.KeyCase != GroupBy.KeyOneofCase.EventProperty;
        var key = isAttribute ? groupBy.Attribute : groupBy.EventProperty;
        call.Violations.Require(key.Length > 0, field, hasEvents
            ? "Name the attribute, event_property or segment to split by."
            : "Name the attribute or segment to split by.");
        call.Violations.Require(isAttribute || hasEvents, $"{field}.event_property", "Customers are counted here: split by an attribute.");
        if (!isAttribute && hasEvents && key.Length > 0)
            call.Selectors.RequireDeclared(key, $"{field}.event_property");
        return new(Encoding.UTF8.GetBytes(key), isAttribute, LimitOf(call, groupBy, field));
    }

    /// <summary>How an answer is split by a column of the events that are counted.</summary>
    public static Grouping ByColumn(QueryCall call, GroupColumn column, int limit, string field) =>
        new([], false, call.Violations.InRange(limit, 1, GroupLimit, DefaultGroups, field)) { Column = column };

    /// <summary>
    /// The group that members are asked of; null where it is not one, or the answer is not split. OTHER asks for the answer first: only
    /// then is it known which values have groups of their own.
    /// </summary>
    public static ChosenGroup? Chosen<T>(QueryCall call, SplitQuery<T>? query, Group? asked)
        where T : class, IStatistic<T>
    {
        if (asked is null || query?.Grouping is not { } grouping)
            return null;
        var (kind, value) = ((Engine.Metrics.GroupKind)(int)asked.Kind, Encoding.UTF8.GetBytes(asked.Value));
        var isGroup = kind is Engine.Metrics.GroupKind.Value
            || (kind is Engine.Metrics.GroupKind.Other or Engine.Metrics.GroupKind.None && value.Length == 0);
        call.Violations.Require(isGroup, ReplyGroup, "Name a group as the reply does: a VALUE with its value, OTHER or NONE.");
        if (call.Violations.List.Count == 0 && kind == Engine.Metrics.GroupKind.Other && grouping.Values is null)
        {
            var answer = call.Ask(query);
            while (query.ChooseGroups(answer) && query.Grouping.Values is null)
                answer = call.Ask(query);
            grouping = query.Grouping.Values is null ? grouping with { Values = [.. answer.Values.Keys] } : query.Grouping;
        }
        return new(grouping, kind, value);
    }

    private static int LimitOf(QueryCall call, GroupBy groupBy, string field) =>
        call.Violations.InRange(groupBy.Limit, 1, GroupLimit, DefaultGroups, $"{field}.limit");

    private static Grouping BySegment(QueryCall call, GroupBy groupBy, string field)
    {
        var segment = call.Tenant.Segments.FirstOrDefault(declared => declared.Attribute == groupBy.Segment);
        var unknown = $"No segment of the attribute \"{Refusal.Shown(groupBy.Segment)}\" is declared";
        call.Violations.Require(
            segment is not null, $"{field}.segment", $"{unknown}: call DeclareSegments first, or split by attribute.");
        call.Violations.Require(groupBy.Limit == 0, $"{field}.limit", "Every value of a segment has its group: leave it unset.");
        byte[][] values = [.. (segment?.Values ?? []).Select(Encoding.UTF8.GetBytes)];
        return new(Encoding.UTF8.GetBytes(groupBy.Segment), true, Math.Max(values.Length, 1), values);
    }

    /// <summary>A group.</summary>
    public static Group ToWire<T>(SplitGroup<T> group) =>
        new() { Kind = (V1.GroupKind)(int)group.Kind, Value = Encoding.UTF8.GetString(group.Value) };

    /// <summary>TOO_MANY_ROWS if an answer may have more rows than the limit.</summary>
    public static void CheckRows(QueryCall call, Grouping? grouping, int rowsOfGroup, string windowField)
    {
        var groups = grouping is null ? 1 : grouping.Limit + 2;
        if ((long)groups * rowsOfGroup > call.RowLimit)
            call.TooManyRows(windowField);
    }
}
