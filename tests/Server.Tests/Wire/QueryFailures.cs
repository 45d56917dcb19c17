using Grpc.Core;
using RetentionGrpc.Server.Tests.ClientLibrary;
using RetentionGrpc.Server.Tests.Verifying;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>For each reason that queries give: calls of a client that end with it.</summary>
internal static class QueryFailures
{
    public static IReadOnlyDictionary<ErrorReason, Func<Task>> All { get; } = new Dictionary<ErrorReason, Func<Task>>
    {
        [ErrorReason.ReadTokenAhead] = async () =>
        {
            await using var server = await RunningServer.InMemoryAsync();
            var written = await server.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(1) } }, RunningServer.Call());
            await AskAsync(server, new() { Options = new() { ReadToken = Ahead(written.ReadToken) } });
        },
        [ErrorReason.ReadTokenForeign] = async () =>
        {
            await using var other = await RunningServer.InMemoryAsync();
            await using var server = await RunningServer.InMemoryAsync();
            var written = await other.Ingestion.IngestEventsAsync(new() { Events = { Sample.Activities(1) } }, RunningServer.Call());
            await AskAsync(server, new() { Options = new() { ReadToken = written.ReadToken } });
        },
        [ErrorReason.ReadTokenLost] = async () =>
        {
            var (folder, copy) = (Directory.CreateTempSubdirectory("retention-test-"), Directory.CreateTempSubdirectory("retention-test-"));
            try
            {
                await using (await RunningServer.OnDiskAsync(folder.FullName))
                {
                }
                foreach (var file in folder.EnumerateFiles())
                    file.CopyTo(Path.Combine(copy.FullName, file.Name));
                string token;
                await using (var server = await RunningServer.OnDiskAsync(folder.FullName))
                {
                    var request = new IngestEventsRequest { Events = { Sample.Activities(1) } };
                    token = (await server.Ingestion.IngestEventsAsync(request, RunningServer.Call())).ReadToken;
                }
                await using var older = await RunningServer.OnDiskAsync(copy.FullName);
                await AskAsync(older, new() { Options = new() { ReadToken = token } });
            }
            finally
            {
                folder.Delete(recursive: true);
                copy.Delete(recursive: true);
            }
        },
        [ErrorReason.TooManyRows] = async () =>
        {
            await using var server = await RunningServer.InMemoryAsync(options => options with { AnswerRows = 6 });
            var week = new TrailingWindow { Count = 7, Bucket = BucketUnit.Day };
            await AskAsync(server, new() { Window = new() { Trailing = week }, SeriesBucket = BucketUnit.Day });
        },
        [ErrorReason.UndeclaredProperty] = async () =>
        {
            await using var server = await RunningServer.InMemoryAsync();
            var filter = new Filter { Conditions = { new Condition { Key = "screen", Values = { "home" } } } };
            var inactivity = new Google.Protobuf.WellKnownTypes.Duration { Seconds = 86_400 };
            await AskAsync(server, new()
            {
                Basis = CustomerBasis.Activity,
                Inactivity = inactivity,
                Selector = new ActivitySelector { EventFilter = filter },
            });
        },
        [ErrorReason.CustomerNotFound] = async () =>
        {
            await using var server = await RunningServer.InMemoryAsync();
            await server.Customers.GetCustomerAsync(new() { CustomerId = "nobody" }, RunningServer.Call());
        },
        [ErrorReason.ErasureNotFound] = async () =>
        {
            await using var server = await RunningServer.InMemoryAsync();
            await server.Customers.GetErasureAsync(new() { ErasureId = Guid.Empty.ToString() }, RunningServer.Call());
        },
        [ErrorReason.VerificationRunning] = async () =>
        {
            var store = new HeldStore();
            await using var server = await RunningServer.InMemoryAsync(store: store);
            store.Hold();
            using var first = server.Operations.Verify(new(), RunningServer.Call());
            await store.Held.WaitAsync(RunningServer.Patience);
            using var second = server.Operations.Verify(new(), RunningServer.Call());
            await second.ResponseStream.MoveNext();
        },
        [ErrorReason.QueryDeadline] = async () =>
        {
            // By the server's clock the deadline that the call names has long passed.
            var clock = new ManualTime();
            await using var server = await RunningServer.InMemoryAsync(clock: clock);
            clock.Advance(TimeSpan.FromDays(36_500));
            await AskAsync(server, new());
        },
    };

    private static async Task AskAsync(RunningServer server, ComputeChurnRequest request) =>
        await server.Metrics.ComputeChurnAsync(request, RunningServer.Call());

    private static string Ahead(string token)
    {
        Xunit.Assert.True(Application.ReadToken.TryParse(token, out var read));
        return (read with { Places = [.. read.Places.Select(place => place with { Sequence = place.Sequence * 1_000 })] }).Format();
    }
}
