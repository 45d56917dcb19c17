using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.SampleShop;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Archives;

/// <summary>A server with something of everything, and all that it answers.</summary>
internal static class ArchivedShop
{
    public const string Erased = "erased.customer-4711";

    private static readonly DateOnly End = new(2026, 6, 1);
    private static readonly Timestamp AsOf = Timestamp.FromDateTime(End.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));

    /// <summary>
    /// The sample shop in the default tenant; a tenant with another calendar, declarations, rejected events, retractions, spend and
    /// erasures; and an empty one.
    /// </summary>
    public static async Task FillAsync(RunningServer server, int customers = 300)
    {
        var shop = new Shop(new ShopOptions(customers, 150, 7, End));
        using (var stream = await server.OpenAsync("shop"))
        {
            var sequence = 0;
            foreach (var batch in shop.Events().Chunk(500))
                Assert.Equal(0, (await stream.SendAndGetAsync(++sequence, batch)).RejectedCount);
            await stream.CompleteAsync();
        }
        var berlin = new Tenant
        {
            TenantId = "berlin",
            TimeZone = "Europe/Berlin",
            WeekStart = V1.DayOfWeek.Sunday,
            CurrencyCode = "EUR",
            PausePolicy = PausePolicy.StillACustomer,
        };
        await server.Tenants.CreateTenantAsync(new() { Tenant = berlin }, RunningServer.Call());
        await server.Tenants.CreateTenantAsync(new() { Tenant = new() { TenantId = "empty" } }, RunningServer.Call());
        await DeclareAsync(server);
        await FillBerlinAsync(server);
        foreach (var customer in new[] { Erased, "s3" })
            await server.Customers.EraseCustomerAsync(new() { CustomerId = customer }, RunningServer.Call("berlin"));
    }

    /// <summary>All that is told of every tenant.</summary>
    public static async Task<IReadOnlyList<(string Question, IMessage Answer)>> AnswersAsync(RunningServer server)
    {
        var answers = new List<(string, IMessage)>
        {
            ("tenants", await server.Tenants.ListTenantsAsync(new(), RunningServer.Call())),
        };
        foreach (var tenant in new[] { "default", "berlin", "empty" })
        {
            var described = await server.DescribeAsync(tenant);
            // An index is built when it pays, in the background.
            foreach (var index in described.Indexes)
                index.State = IndexState.Unspecified;
            answers.Add(($"{tenant}: description", described));
            answers.AddRange(await MetricsAsync(server, tenant));
            answers.Add(($"{tenant}: rejected", await RejectedAsync(server, tenant)));
        }
        var receipt = "";
        foreach (var customer in new[] { "s3", Erased })
        {
            // Who is erased already keeps the receipt.
            var erased = await server.Customers.EraseCustomerAsync(new() { CustomerId = customer }, RunningServer.Call("berlin"));
            erased.Erasure.PurgedTime = null;
            receipt = erased.Erasure.ErasureId;
            answers.Add(($"{customer}: erased", erased));
        }
        foreach (var customer in new[] { "s1", "s2" })
        {
            var profile = await server.Customers.GetCustomerAsync(
                new() { CustomerId = customer, Options = new() { AsOfTime = AsOf } }, RunningServer.Call("berlin"));
            profile.Info = null;
            answers.Add((customer, profile));
            var events = await server.Customers.ListCustomerEventsAsync(
                new() { CustomerId = customer, Options = new() { AsOfTime = AsOf } }, RunningServer.Call("berlin"));
            events.Info = null;
            // A sweep, which comes when it comes, has put the receipt in the place of who was erased.
            foreach (var referral in events.Events.Select(one => one.Referral).Where(one => one?.ReferredCustomerId == Erased))
                referral.ReferredCustomerId = receipt;
            answers.Add((customer, events));
        }
        return answers;
    }

    /// <summary>Every metric of a tenant.</summary>
    public static async Task<IReadOnlyList<(string Question, IMessage Answer)>> MetricsAsync(RunningServer server, string tenant)
    {
        MetricRequest[] requests = [.. Requests()];
        var batch = await server.Metrics.BatchComputeAsync(
            new() { Options = new() { AsOfTime = AsOf }, Requests = { requests } }, RunningServer.Call(tenant));
        var failures = requests.Zip(batch.Answers).Where(one => one.Second.Failure is not null).Select(one => $"{one}");
        Assert.True(!failures.Any(), string.Join('\n', failures));
        return [.. requests.Zip(batch.Answers, (asked, told) => ($"{tenant}: {asked}", (IMessage)Bare(told)))];
    }

    public static void AreEqual(
        IReadOnlyList<(string Question, IMessage Answer)> expected, IReadOnlyList<(string Question, IMessage Answer)> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (one, other) in expected.Zip(actual))
            Assert.True(one.Answer.Equals(other.Answer), $"{one.Question}\nbefore: {one.Answer}\nafter:  {other.Answer}");
    }

    /// <summary>Every metric that can be asked with little more than a window, once plain and once with groups or a series.</summary>
    private static IEnumerable<MetricRequest> Requests()
    {
        var window = new Window { Trailing = new() { Count = 4, Bucket = BucketUnit.Month } };
        foreach (var field in MetricRequest.Descriptor.Fields.InFieldNumberOrder())
        {
            var fields = field.MessageType.Fields.InFieldNumberOrder();
            var request = (IMessage)Activator.CreateInstance(field.MessageType.ClrType)!;
            Set(request, "window", window);
            if (fields.Any(each => each.Name == "group_by"))
                Set(request, "series_bucket", BucketUnit.Month);
            Complete(request);
            var metric = new MetricRequest();
            field.Accessor.SetValue(metric, request);
            yield return metric;
        }
    }

    private static void Complete(IMessage request)
    {
        switch (request)
        {
            case ComputeChurnRequest churn:
                (churn.Basis, churn.Inactivity) = (CustomerBasis.Activity, Duration.FromTimeSpan(TimeSpan.FromDays(30)));
                break;
            case ComputeRetentionRequest retention:
                retention.Base = new() { Window = new() { Trailing = new() { Count = 3, Bucket = BucketUnit.Month } } };
                retention.Comparisons.Add(new ActivityWindow());
                break;
            case ComputeFunnelRequest funnel:
                funnel.Preset = FunnelPreset.RetentionFunnel;
                break;
            case ComputeLifetimeValueRequest value:
                value.LifetimeHorizon = Duration.FromTimeSpan(TimeSpan.FromDays(1_000));
                break;
            case ComputeSurveyScoreRequest survey:
                survey.Type = SurveyType.Nps;
                break;
            default:
                Set(request, "bucket", BucketUnit.Month);
                break;
        }
    }

    private static void Set(IMessage message, string name, object value)
    {
        if (message.Descriptor.FindFieldByName(name) is not { } field)
            return;
        if (value is IMessage part && field.FieldType == FieldType.Message && part.Descriptor == field.MessageType)
            field.Accessor.SetValue(message, value);
        else if (value is BucketUnit && field.FieldType == FieldType.Enum && field.EnumType.Name == nameof(BucketUnit))
            field.Accessor.SetValue(message, value);
    }

    /// <summary>An answer without what it says of where it was read.</summary>
    private static MetricResponse Bare(MetricAnswer told)
    {
        var answer = told.Response;
        var field = MetricResponse.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(answer);
        var inner = (IMessage)field.Accessor.GetValue(answer);
        inner.Descriptor.FindFieldByName("info")?.Accessor.Clear(inner);
        return answer;
    }

    /// <summary>The dead letter without its ids, which are new, in an order that does not depend on them.</summary>
    private static async Task<IMessage> RejectedAsync(RunningServer server, string tenant)
    {
        var list = await server.Ingestion.ListRejectedEventsAsync(new() { PageSize = 1_000 }, RunningServer.Call(tenant));
        foreach (var rejected in list.RejectedEvents)
            rejected.RejectedEventId = "";
        var sorted = list.RejectedEvents.OrderBy(one => one.Sequence).ThenBy(one => one.Rejection.Index).ToArray();
        list.RejectedEvents.Clear();
        list.RejectedEvents.Add(sorted);
        return list;
    }

    private static async Task DeclareAsync(RunningServer server)
    {
        var call = RunningServer.Call();
        await server.Tenants.DeclareEventPropertiesAsync(new() { TenantId = "berlin", EventProperties = { "screen", "size" } }, call);
        var visits = new DeclaredSelector { Name = "visits", Selector = new() { ActivityNames = { "visit" } } };
        await server.Tenants.DeclareSelectorsAsync(new() { TenantId = "berlin", Selectors = { visits } }, call);
        var segment = new DeclaredSegment { Attribute = "country", Values = { "DE", "FR" } };
        await server.Tenants.DeclareSegmentsAsync(new() { TenantId = "berlin", Segments = { segment } }, call);
    }

    private static async Task FillBerlinAsync(RunningServer server)
    {
        using var stream = await server.OpenAsync("p", tenant: "berlin");
        for (var sequence = 1; sequence <= 12; sequence++)
        {
            Event[] events =
            [
                .. Sample.Activities(40, "s"), Sample.Activity($"s{sequence}", name: "visit", minute: sequence),
                Sample.Activity(Erased, minute: sequence), Sample.Profile($"s{sequence}", "country", sequence % 2 == 0 ? "DE" : "FR"),
                new Event { CustomerId = $"bad{sequence}" }, new Event(), Sample.Spend($"channel{sequence % 3}", 100 * sequence),
                Property(Sample.Activity($"s{sequence}", $"id-{sequence}", 2 * sequence), sequence),
                Property(Sample.Activity($"s{sequence}", $"id-{sequence}", 2 * sequence), sequence), Referral($"s{sequence}"),
            ];
            Assert.Equal(2, (await stream.SendAndGetAsync(sequence, events)).RejectedCount);
        }
        var retraction = new Event
        {
            CustomerId = "s1",
            OccurredTime = Timestamp.FromDateTime(Sample.Start.AddMinutes(1)),
            Retraction = new() { Kind = EventKind.Activity, Name = "visit" },
        };
        Assert.Equal(1, (await stream.SendAndGetAsync(13, [retraction])).AcceptedCount);
        await stream.CompleteAsync();
    }

    private static Event Property(Event one, int number)
    {
        one.Properties.Add("screen", $"screen{number % 4}");
        one.Properties.Add("noise", "undeclared");
        return one;
    }

    private static Event Referral(string customer) => new()
    {
        CustomerId = customer,
        OccurredTime = Timestamp.FromDateTime(Sample.Start),
        Referral = new() { ReferredCustomerId = Erased },
    };
}
