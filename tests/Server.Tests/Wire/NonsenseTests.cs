using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>
/// Every Compute rpc, by reflection, refuses the same nonsense in the same fields: a new rpc is asked without a line here.
/// </summary>
public class NonsenseTests
{
    private static readonly string[] FilterNames = ["event_filter"];

    public static TheoryData<string> Metrics =>
        [.. MetricRequest.Descriptor.Fields.InFieldNumberOrder().Where(one => Has(one, "window")).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task EndBeforeStart_NamesTheField(string metric) =>
        await RefusedAsync(metric, "window", BerlinShop.Between("2026-06-02T00:00", "2026-06-01T00:00"), "window.interval.end_time");

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task EmptyWindow_NamesTheField(string metric) =>
        await RefusedAsync(metric, "window", BerlinShop.Between("2026-06-02T00:00", "2026-06-02T00:00"), "window.interval.end_time");

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task TimeFinerThanMilliseconds_NamesTheField(string metric) => await RefusedAsync(
        metric, "window", new Window { Interval = new Interval { StartTime = new Timestamp { Nanos = 1 } } }, "window.interval.start_time");

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task TrailingWindowOfNothing_NamesTheField(string metric) => await RefusedAsync(
        metric, "window", new Window { Trailing = new TrailingWindow { Bucket = BucketUnit.Day } }, "window.trailing.count");

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task NowFinerThanMilliseconds_NamesTheField(string metric) => await RefusedAsync(
        metric, "options", new QueryOptions { AsOfTime = new Timestamp { Nanos = 1 } }, "options.as_of_time");

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task FilterWithoutValues_NamesTheField(string metric)
    {
        if (Field(metric, "customer_filter"))
            await RefusedAsync(metric, "customer_filter", MarketingShop.WithoutValues(), "customer_filter.conditions[0].values");
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task UndeclaredProperty_NamesTheField(string metric)
    {
        var filter = new Filter { Conditions = { new Condition { Key = "undeclared", Values = { "x" } } } };
        foreach (var name in FilterNames.Where(name => Field(metric, name)))
            await RefusedAsync(metric, name, filter, $"{name}.conditions[0].key");
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task UnknownSelector_NamesTheField(string metric)
    {
        var selector = new ActivitySelector { Kinds = { new KindSelection { Kind = EventKind.Spend } } };
        foreach (var field in Type(metric).Fields.InFieldNumberOrder().Where(IsSelector))
            await RefusedAsync(metric, field.Name, selector, $"{field.Name}.kinds[0].kind");
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task MoreBucketsThanRows_IsTooManyRows(string metric)
    {
        if (!Field(metric, "series_bucket"))
            return;
        await using var server = await BerlinShop.OpenAsync(answerRows: 20);
        var request = Make(metric, "window", BerlinShop.June);
        request.Descriptor.FindFieldByName("series_bucket").Accessor.SetValue(request, BucketUnit.Day);
        var failure = await FailAsync(server, metric, request);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Contains("rows", ReasonsOf(failure), StringComparison.Ordinal);
    }

    private static bool IsSelector(FieldDescriptor field) =>
        field.FieldType == FieldType.Message && !field.IsRepeated && field.MessageType == ActivitySelector.Descriptor
        // Only the basis ACTIVITY, and the preset of funnels, have these: by themselves they are refused as a whole.
        && field.Name is not ("selector" or "activation");

    private static async Task RefusedAsync(string metric, string name, IMessage value, string expected)
    {
        await using var server = await BerlinShop.OpenAsync();
        var failure = await FailAsync(server, metric, Make(metric, name, value));
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Contains(expected, ReasonsOf(failure).Split(' '));
    }

    private static IMessage Make(string metric, string name, IMessage value)
    {
        var request = (IMessage)Activator.CreateInstance(Type(metric).ClrType)!;
        request.Descriptor.FindFieldByName(name).Accessor.SetValue(request, value);
        return request;
    }

    /// <summary>Asks by the rpc itself, as the batch would.</summary>
    private static async Task<RpcException> FailAsync(RunningServer server, string metric, IMessage request)
    {
        var rpc = MetricsService.Descriptor.Methods.Single(one => one.InputType == Type(metric));
        var method = new Method<IMessage, IMessage>(
            MethodType.Unary, rpc.Service.FullName, rpc.Name,
            Marshallers.Create<IMessage>(x => x.ToByteArray(), rpc.InputType.Parser.ParseFrom),
            Marshallers.Create<IMessage>(x => x.ToByteArray(), rpc.OutputType.Parser.ParseFrom));
        return await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, RunningServer.Call(BerlinShop.Id), request));
    }

    /// <summary>The fields that a failure names, and its message.</summary>
    private static string ReasonsOf(RpcException failure)
    {
        var (status, _) = RunningServer.DetailsOf(failure);
        var fields = status.Details.Where(detail => detail.Is(Google.Rpc.BadRequest.Descriptor))
            .SelectMany(detail => detail.Unpack<Google.Rpc.BadRequest>().FieldViolations).Select(violation => violation.Field);
        return $"{string.Join(" ", fields)} {status.Message}";
    }

    private static MessageDescriptor Type(string metric) => MetricRequest.Descriptor.FindFieldByName(metric).MessageType;

    private static bool Field(string metric, string name) => Type(metric).FindFieldByName(name) is not null;

    private static bool Has(FieldDescriptor metric, string name) => metric.MessageType.FindFieldByName(name) is not null;
}
