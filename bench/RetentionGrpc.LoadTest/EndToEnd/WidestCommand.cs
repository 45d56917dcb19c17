using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using RetentionGrpc.LoadTest.Feeding;
using RetentionGrpc.LoadTest.Hosting;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.SampleShop;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary><c>widest</c>: the widest question of every metric, as a client waits for it.</summary>
internal static class WidestCommand
{
    private const double DefaultDeadlineMs = 2_000;
    private const int LeftOutDays = 30;
    private const int Rounds = 3;
    private const int Accounts = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var customers = new Option<int>("--customers") { Description = "Customers.", DefaultValueFactory = _ => 1_000_000 };
        var questions = new Option<string>("--questions")
        {
            Description = "File with the questions, a JSON object a line: name, rpc, request (without options and window).",
            DefaultValueFactory = _ => "widest.jsonl",
        };
        var json = new Option<string?>("--json") { Description = "File that takes the figures; stdout without." };
        var command = new Command("widest", """
            Loads a shop of 730 days that has all kinds of events into a server and asks each question three times, of the whole history
            but its first 30 days; those with count_by of a shop whose visits name one of 10,000 accounts. Times are the median of what
            the client waits, beside the default deadline of 2 s; the exit code is 1 if one took longer. Progress goes to stderr.
            """);
        foreach (var option in new System.CommandLine.Option[] { customers, questions, json })
            command.Add(option);
        command.SetAction(async (arguments, cancellation) =>
        {
            var shop = new LargeShopOptions(arguments.GetValue(customers)) { HasProfiles = true, HasOtherKinds = true };
            var figures = new Figures("widest", Figures.ScaleOf(shop.Customers), $"widest --customers {shop.Customers}");
            var lines = await File.ReadAllLinesAsync(arguments.GetValue(questions)!, cancellation);
            var slow = 0;
            // Values of a property are counted in a shop of its own: naming an account makes the timelines of all other questions longer.
            foreach (var questions in lines.GroupBy(IsOfAccounts))
                slow += await AskAllAsync([.. questions], questions.Key ? shop with { Accounts = Accounts } : shop, figures, cancellation);
            figures.Add("questions that took longer than the default deadline", slow, "");
            await figures.WriteAsync(arguments.GetValue(json));
            return slow == 0 ? 0 : 1;
        });
        return command;
    }

    private static bool IsOfAccounts(string line) => line.Contains("\"countBy\"", StringComparison.Ordinal);

    /// <returns>How many were not answered within the deadline.</returns>
    private static async Task<int> AskAllAsync(string[] lines, LargeShopOptions shop, Figures figures, CancellationToken cancellation)
    {
        var data = Directory.CreateTempSubdirectory("retention-widest-").FullName;
        try
        {
            await using var server = await ChildServer.StartAsync(new HostOptions(ServerKind.Real, data), cancellation);
            using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
            if (shop.Accounts > 0)
            {
                await new TenantService.TenantServiceClient(channel).DeclareEventPropertiesAsync(
                    new() { EventProperties = { "account" } }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Longest,
                    cancellationToken: cancellation);
            }
            await FeedCommand.LoadAsync(server.Port, shop, "widest", cancellation);
            var slow = 0;
            foreach (var line in lines)
                slow += await AskAsync(channel.CreateCallInvoker(), Question.Read(line, shop), figures, cancellation) ? 0 : 1;
            return slow;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <returns>Whether it was answered within the deadline.</returns>
    private static async Task<bool> AskAsync(
        CallInvoker invoker, Question question, Figures figures, CancellationToken cancellation)
    {
        var method = new Method<IMessage, IMessage>(
            MethodType.Unary, question.Rpc.Service.FullName, question.Rpc.Name,
            Marshallers.Create<IMessage>(message => message.ToByteArray(), question.Rpc.InputType.Parser.ParseFrom),
            Marshallers.Create<IMessage>(message => message.ToByteArray(), question.Rpc.OutputType.Parser.ParseFrom));
        var times = new Samples();
        var bytes = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var options = new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Longest, cancellationToken: cancellation);
            bytes = (await invoker.AsyncUnaryCall(method, null, options, question.Request)).CalculateSize();
            times.AddSince(start);
        }
        figures.Add(question.Name, times.Median / 1_000, "ms", $"an answer of {bytes} bytes");
        return times.Median / 1_000 <= DefaultDeadlineMs;
    }

    private sealed record Question(string Name, MethodDescriptor Rpc, IMessage Request)
    {
        public static Question Read(string line, LargeShopOptions shop)
        {
            using var text = JsonDocument.Parse(line);
            var rpc = MetricsServiceReflection.Descriptor.Services.Concat(CustomerServiceReflection.Descriptor.Services)
                .SelectMany(service => service.Methods)
                .Single(method => method.Name == text.RootElement.GetProperty("rpc").GetString());
            var request = JsonParser.Default.Parse(text.RootElement.GetProperty("request").GetRawText(), rpc.InputType);
            var end = Timestamp.FromDateTime(shop.Until.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
            // Who asks for members has them in the request that is asked about.
            rpc.InputType.FindFieldByName("options")?.Accessor.SetValue(request, new QueryOptions { AsOfTime = end });
            if (rpc.InputType.FindFieldByName("window") is { } window)
                window.Accessor.SetValue(request, new Window { Interval = new() { StartTime = end - StayedOut(shop), EndTime = end } });
            return new(text.RootElement.GetProperty("name").GetString()!, rpc, request);
        }

        private static Duration StayedOut(LargeShopOptions shop) => Duration.FromTimeSpan(TimeSpan.FromDays(shop.Days - LeftOutDays));
    }
}
