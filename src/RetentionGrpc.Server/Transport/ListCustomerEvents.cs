using System.Buffers.Binary;
using Grpc.Core;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class CustomerRpcs
{
    private const int LargestEventPage = 1_000;
    private const int DefaultPage = 100;

    /// <summary>A page of one customer's timeline.</summary>
    public override Task<ListCustomerEventsResponse> ListCustomerEvents(ListCustomerEventsRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services.Queries, request.Options, "", context);
        var query = MapEvents(call, request);
        call.Check();
        var page = call.Ask(query) ?? throw Refusal.CustomerNotFound().ToException();
        var reply = new ListCustomerEventsResponse
        {
            Info = call.Info("events of one customer", query.Window),
            Events = { page.Events.Select(each => EventMapping.ToWire(each, request.CustomerId, call.Tenant.Currency)) },
            TotalCount = page.TotalCount,
        };
        var next = query.Skip + page.Events.Count;
        if (next < page.TotalCount)
            reply.NextPageToken = PageToken.Write(request, BitConverter.GetBytes(next));
        return Task.FromResult(reply);
    }

    private static CustomerEventsQuery MapEvents(QueryCall call, ListCustomerEventsRequest request)
    {
        var id = CustomerId(call.Violations, request.CustomerId);
        var window = call.Window(request.Window, "window");
        for (var i = 0; i < request.Kinds.Count; i++)
        {
            var isListed = Enum.IsDefined(request.Kinds[i]) && request.Kinds[i]
                is not EventKind.Unspecified and not EventKind.Retraction and not EventKind.Spend;
            call.Violations.Require(isListed, $"kinds[{i}]", "Give a kind of events that a timeline has.");
        }
        call.Violations.Require(Enum.IsDefined(request.Order), "order", "Set NEWEST_FIRST or OLDEST_FIRST.");
        var place = PageToken.Read(call.Violations, request, request.PageToken);
        return new CustomerEventsQuery
        {
            CustomerId = id,
            AsOfMs = call.AsOfMs,
            Window = window,
            Kinds = request.Kinds.Select(kind => (Engine.Events.EventKind)(int)kind).ToHashSet(),
            NewestFirst = request.Order != EventOrder.OldestFirst,
            Skip = place.Length == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(place) : 0,
            PageSize = call.Violations.InRange(request.PageSize, 1, LargestEventPage, DefaultPage, "page_size"),
        };
    }
}
