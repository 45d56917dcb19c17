using System.Text;
using Google.Protobuf;
using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>What is counted instead of customers (count_by): the values of a declared event property.</summary>
internal static class CountByMapping
{
    private const string Field = "count_by";

    /// <summary>The event property whose values are counted, in UTF-8; null where customers are.</summary>
    /// <param name="call">The call.</param>
    /// <param name="countBy">The request's; null where it is unset.</param>
    /// <param name="groupBy">The request's: a split answer counts customers.</param>
    public static byte[]? Map(QueryCall call, string? countBy, GroupBy? groupBy)
    {
        if (countBy is null)
            return null;
        if (countBy.Length > 0)
            call.Selectors.RequireDeclared(countBy, Field);
        else
            call.Violations.Add(Field, "Name the event property whose values to count, or leave it unset: then customers are counted.");
        call.Violations.Require(
            groupBy is null, Field, "A split answer counts customers: leave group_by unset, and filter by one group after the other.");
        return Encoding.UTF8.GetBytes(countBy);
    }

    /// <summary>Asks for a metric of values.</summary>
    /// <exception cref="Grpc.Core.RpcException">The deadline passed, or there is more than may be kept.</exception>
    public static T Ask<T>(QueryCall call, CountedMetric<T> metric)
    {
        var values = Ask(call, metric.Query);
        return call.InTime(deadline => metric.Of(values, deadline));
    }

    /// <summary>Asks what was selected of each value.</summary>
    /// <exception cref="Grpc.Core.RpcException">The deadline passed, or there is more than may be kept.</exception>
    public static CountedValues<TCells> Ask<TCells>(QueryCall call, CountedQuery<TCells> query)
        where TCells : class, IValueCells<TCells>
    {
        var values = call.Ask(query);
        if (values.IsTooLarge)
        {
            var message = $"Its values, in each span of time that the answer tells apart, take more than {query.RoomLimit} bytes: "
                + "take a shorter window, longer buckets or a narrower selector, or leave it unset.";
            call.Violations.Add(new Refusal(RefusalReason.TooManyRows, message, Field).With("limit", query.RoomLimit));
        }
        call.Check();
        return values;
    }

    /// <summary>What an answer counts, in words.</summary>
    /// <param name="countBy">The request's; empty where it is unset.</param>
    public static string Counted(string countBy) => countBy.Length == 0 ? "customers" : $"values of {countBy}";

    /// <summary>A violation where members are asked of a metric that counts none.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">The metric's request; null where it is unset.</param>
    /// <param name="field">Its path.</param>
    public static void RequireCustomers(QueryCall call, IMessage? request, string field)
    {
        var countBy = request?.Descriptor.FindFieldByName(Field);
        call.Violations.Require(
            countBy is null || !countBy.Accessor.HasValue(request), $"{field}{Field}",
            "Members are customers: leave it unset, and name a value in the selector's event_filter to see whose events it has.");
    }
}
