using System.Buffers.Binary;
using System.Text;
using Grpc.Core;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.V1;
using Interval = RetentionGrpc.Engine.Calendar.Interval;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class CustomerRpcs
{
    private const int DefaultRiskPage = 1_000;
    private const double LargestMultiple = 1_000;
    private const int AmountBytes = 16;
    private const long LongestSilenceMs = 3_660L * 24 * 3600 * 1000;

    /// <summary>Who has been silent for too long, the most valuable first.</summary>
    public override async Task ListCustomersAtRisk(
        ListCustomersAtRiskRequest request, IServerStreamWriter<ListCustomersAtRiskResponse> responseStream, ServerCallContext context)
    {
        var replies = AtRisk(request, context);
        foreach (var reply in replies)
            await responseStream.WriteAsync(reply, context.CancellationToken);
    }

    private List<ListCustomersAtRiskResponse> AtRisk(ListCustomersAtRiskRequest request, ServerCallContext context)
    {
        using var call = new QueryCall(services.Queries, request.Options, "", context);
        var query = MapAtRisk(call, request);
        call.Check();
        var page = call.Ask(query);
        var replies = page.Customers.Take(query.PageSize).Select(customer => ToWire(call, customer)).DefaultIfEmpty(new()).ToList();
        call.Check();
        replies[0].Info = call.Info(
            query.SilenceMs is null ? $"silent for more than {query.GapMultiple} median gaps" : "silent for a fixed time",
            new Interval(call.AsOfMs, call.AsOfMs));
        replies[0].TotalCount = page.TotalCount;
        if (page.Customers.Count > query.PageSize)
            replies[^1].NextPageToken = PageToken.Write(request, Write(page.Customers[query.PageSize - 1].Place));
        return replies;
    }

    private static AtRiskQuery MapAtRisk(QueryCall call, ListCustomersAtRiskRequest request)
    {
        var multiple = request.HasGapMultiple ? request.GapMultiple : 3;
        call.Violations.Require(multiple is > 0 and <= LargestMultiple, "gap_multiple", "It must be above 0, and 1,000 at most.");
        long? silenceMs = request.Silence is { } silence ? WireTime.ToMs(silence, LongestSilenceMs, call.Violations, "silence") : null;
        return new AtRiskQuery
        {
            AsOfMs = call.AsOfMs,
            CustomerFilter = call.Selectors.CustomerFilter(request.CustomerFilter, "customer_filter"),
            Selector = call.Selectors.Selector(request.Selector, "selector"),
            GapMultiple = multiple,
            SilenceMs = silenceMs,
            After = Read(PageToken.Read(call.Violations, request, request.PageToken)),
            PageSize = call.Violations.InRange(request.PageSize, 1, LargestPage, DefaultRiskPage, "page_size"),
        };
    }

    private static ListCustomersAtRiskResponse ToWire(QueryCall call, CustomerAtRisk customer)
    {
        var wire = new ListCustomersAtRiskResponse
        {
            CustomerId = Encoding.UTF8.GetString(customer.Id),
            LastActivityTime = WireTime.ToWire(customer.LastMs),
            SilentDays = customer.SilentDays,
            RecurringRevenueMinorUnits = Money(call, customer.RecurringRevenue),
            NetRevenueMinorUnits = Money(call, customer.Revenue),
        };
        if (customer.TwiceMedianGap is { } twice)
            wire.MedianGapDays = twice / 2.0;
        return wire;
    }

    private static byte[] Write(RiskPlace place)
    {
        var bytes = new byte[2 * AmountBytes + place.Id.Length];
        BinaryPrimitives.WriteInt128LittleEndian(bytes, place.RecurringRevenue);
        BinaryPrimitives.WriteInt128LittleEndian(bytes.AsSpan(AmountBytes), place.Revenue);
        place.Id.CopyTo(bytes, 2 * AmountBytes);
        return bytes;
    }

    private static RiskPlace? Read(byte[] place) => place.Length <= 2 * AmountBytes ? null : new(
        BinaryPrimitives.ReadInt128LittleEndian(place), BinaryPrimitives.ReadInt128LittleEndian(place.AsSpan(AmountBytes)),
        place[(2 * AmountBytes)..]);
}
