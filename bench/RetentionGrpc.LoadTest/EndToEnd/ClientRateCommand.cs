using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary>
/// <c>client</c>: how fast one stream of the C# client is, beside its encoder alone; bench/clients has the same in other languages.
/// </summary>
internal static class ClientRateCommand
{
    private const int BatchEvents = 500;
    private const int Customers = 10_000;
    private const long FirstSecond = 1_750_000_000;

    // So long that what is measured is compiled.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var address = new Option<string>("--address") { Description = "The server, HOST:PORT.", Required = true };
        var count = new Option<int>("--events") { Description = "Events.", DefaultValueFactory = _ => 1_000_000 };
        var command = new Command("client", """
            Builds events, encodes them in batches of 500 by one thread, and sends them through one EventStream to a server that runs,
            both after ten seconds of others. Prints one JSON line: seconds of the stream up to its flush, processor time of this process
            meanwhile, seconds of the encoding alone.
            """);
        command.Add(address);
        command.Add(count);
        command.SetAction((arguments, cancellation) => RunAsync(arguments.GetValue(address)!, arguments.GetValue(count), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string address, int count, CancellationToken cancellation)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        await using var client = new RetentionClient(new Uri($"http://{address}"));
        var warmUp = Events(count / 10, $"{run}w");
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
            Encode(warmUp);
        var streams = 0;
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
            await SendAsync(client, warmUp, $"rate-{run}-{streams++}", cancellation);
        var events = Events(count, run);
        var encoded = Encode(events);
        var cpu = Environment.CpuUsage.TotalTime;
        var sent = await SendAsync(client, events, $"rate-{run}", cancellation);
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["client"] = "csharp",
            ["events"] = count,
            ["seconds"] = Math.Round(sent.TotalSeconds, 4),
            ["cpu_seconds"] = Math.Round((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, 4),
            ["encode_seconds"] = Math.Round(encoded.TotalSeconds, 4),
        }));
        return 0;
    }

    private static async Task<TimeSpan> SendAsync(RetentionClient client, Event[] events, string producer, CancellationToken cancellation)
    {
        await using var stream = await client.OpenEventStreamAsync(new EventStreamOptions { ProducerId = producer }, cancellation);
        var start = Stopwatch.GetTimestamp();
        await stream.AddRangeAsync(events, cancellation);
        await stream.FlushAsync(cancellation);
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Encode(Event[] events)
    {
        var start = Stopwatch.GetTimestamp();
        for (var first = 0; first < events.Length; first += BatchEvents)
        {
            var batch = new Batch { Sequence = first };
            batch.Events.AddRange(events.Skip(first).Take(BatchEvents));
            batch.ToByteArray();
        }
        return Stopwatch.GetElapsedTime(start);
    }

    private static Event[] Events(int count, string run) =>
    [
        .. Enumerable.Range(0, count).Select(number =>
        {
            var made = new Event
            {
                EventId = $"{run}{number.ToString(CultureInfo.InvariantCulture)}",
                CustomerId = $"c-{number % Customers}",
                OccurredTime = new Timestamp { Seconds = FirstSecond + number },
            };
            if (number % 10 == 0)
                made.Purchase = new Purchase { OrderId = $"o-{number}", Amount = new Money { MinorUnits = 1999, CurrencyCode = "USD" } };
            else
                made.Activity = new() { Name = "open" };
            return made;
        }),
    ];
}
