using System.CommandLine;

namespace RetentionGrpc.LoadTest;

/// <summary>`soak`: a steady stream of events, and how the live heap grows with them.</summary>
internal static class SoakCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var minutes = new Option<int>("--minutes") { Description = "How long, 3 or more.", DefaultValueFactory = _ => 60 };
        var rate = new Option<int>("--rate") { Description = "Events a second, 1 to 20,000.", DefaultValueFactory = _ => 500 };
        var customers = new Option<int>("--customers") { Description = "Customers, always the same.", DefaultValueFactory = _ => 2_000 };
        var seed = new Option<int>("--seed") { Description = "Makes the same events again.", DefaultValueFactory = _ => 1 };
        var command = new Command("soak", """
            Starts a server on 127.0.0.1 with a data folder of its own, which is deleted in the end, and streams events of all kinds with
            event ids to it. Every minute it collects all garbage and prints a line with the live heap of server and client together. In
            the end it fits live heap = a + b * events to the lines and fails if b is above 40 bytes. Exit code 0 if it passed, 1 if not.

            With a heap of 256 MiB: DOTNET_GCHeapHardLimit=0x10000000.
            """);
        foreach (var option in new Option[] { minutes, rate, customers, seed })
            command.Add(option);
        AddRange(minutes, 3, 10_000);
        AddRange(rate, 1, 20_000);
        AddRange(customers, 1, 10_000_000);
        command.SetAction(async (arguments, cancellation) =>
        {
            var options = new SoakOptions(
                arguments.GetValue(minutes), arguments.GetValue(rate), arguments.GetValue(customers), arguments.GetValue(seed));
            return await new Soak(options, arguments.InvocationConfiguration.Output).RunAsync(cancellation) ? 0 : 1;
        });
        return command;
    }

    /// <summary>Values of an option that are in range.</summary>
    internal static void AddRange(Option<int> option, int low, int high) => option.Validators.Add(result =>
    {
        if (result.GetValue(option) is var value && (value < low || value > high))
            result.AddError($"{option.Name} is {value}; it must be {low} to {high}.");
    });
}

/// <summary>What a soak does.</summary>
/// <param name="Minutes">How long.</param>
/// <param name="Rate">Events a second.</param>
/// <param name="Customers">How many customers there are.</param>
/// <param name="Seed">Of the events.</param>
internal sealed record SoakOptions(int Minutes, int Rate, int Customers, int Seed);
