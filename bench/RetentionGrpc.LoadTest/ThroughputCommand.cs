using System.CommandLine;
using RetentionGrpc.Server.Hosting;

namespace RetentionGrpc.LoadTest;

/// <summary>`throughput`: as many events as go through one stream, in batches of one size.</summary>
internal static class ThroughputCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var events = new Option<int>("--events") { Description = "How many, 1,000 to 100,000,000.", DefaultValueFactory = _ => 200_000 };
        var batch = new Option<int>("--batch") { Description = "Events a message, 1 to 1,000.", DefaultValueFactory = _ => 500 };
        var snapshot = new Option<long?>("--snapshot-bytes") { Description = "A snapshot is due after so many bytes of log." };
        var credits = new Option<int>("--stream-batches")
        {
            Description = "Batches on their way, 1 to 1,000.",
            DefaultValueFactory = _ => new ServeOptions().StreamBatches,
        };
        var customers = new Option<int>("--customers") { Description = "Customers.", DefaultValueFactory = _ => 100_000 };
        var command = new Command("throughput", """
            Starts a server on 127.0.0.1 with a data folder of its own, which is deleted in the end, and sends events of all kinds by one
            stream of the C# client, as fast as its acks allow. Prints events a second, the times from handing a batch over to its ack, and
            what the server logs of its snapshots. Every event must count once. Exit code 0 if so, 1 if not.
            """);
        foreach (var option in new Option[] { events, batch, credits, snapshot, customers })
            command.Add(option);
        SoakCommand.AddRange(events, 1_000, 100_000_000);
        SoakCommand.AddRange(batch, 1, 1_000);
        SoakCommand.AddRange(credits, 1, 1_000);
        SoakCommand.AddRange(customers, 1, 10_000_000);
        command.SetAction(async (arguments, cancellation) =>
        {
            var options = new ServeOptions { Port = 0, StreamBatches = arguments.GetValue(credits) };
            if (arguments.GetValue(snapshot) is { } bytes)
                options = options with { SnapshotBytes = bytes };
            var throughput = new Throughput(
                arguments.GetValue(events), arguments.GetValue(batch), arguments.GetValue(customers), options,
                arguments.InvocationConfiguration.Output);
            return await throughput.RunAsync(cancellation) ? 0 : 1;
        });
        return command;
    }
}
