using System.Text;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>How an answer is split, from and to the wire.</summary>
internal static class GroupMapping
{
    private const int GroupLimit = 100;
    private const int DefaultGroups = 10;

    /// <summary>How an answer is split; null where it is not.</summary>
    /// <param name="call">The call.</param>
    /// <param name="groupBy">The request's.</param>
    /// <param name="hasEvents">Whether what is counted are events, which have properties; else only attributes can split it.</param>
    /// <param name="field">Its path.</param>
    public static Grouping? Map(QueryCall call, GroupBy? groupBy, bool hasEvents, string field)
    {
        if (groupBy is null)
            return null;
        var isAttribute = groupBy.KeyCase != GroupBy.KeyOneofCase.EventProperty;
        var key = isAttribute ? groupBy.Attribute : groupBy.EventProperty;
        call.Violations.Require(key.Length > 0, field, hasEvents
            ? "Name the attribute or event_property to split by."
            : "Name the attribute to split by.");
        call.Violations.Require(isAttribute || hasEvents, $"{field}.event_property", "Customers are counted here: split by an attribute.");
        if (!isAttribute && hasEvents && key.Length > 0)
            call.Selectors.RequireDeclared(key, $"{field}.event_property");
        return new(Encoding.UTF8.GetBytes(key), isAttribute, LimitOf(call, groupBy, field));
    }

    /// <summary>How an answer is split by a column of the events that are counted.</summary>
    public static Grouping ByColumn(QueryCall call, GroupColumn column, int limit, string field) =>
        new([], false, call.Violations.InRange(limit, 1, GroupLimit, DefaultGroups, field)) { Column = column };

    /// <summary>How many values have groups of their own.</summary>
    public static int LimitOf(QueryCall call, GroupBy groupBy, string field) =>
        call.Violations.InRange(groupBy.Limit, 1, GroupLimit, DefaultGroups, $"{field}.limit");

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
