using System.CommandLine;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Commands;

/// <summary><c>retention serve</c>: runs the server until Ctrl-C or SIGTERM.</summary>
internal static class ServeCommand
{
    private const int Failed = 1;

    /// <summary>Gives a command the options of serving and makes it serve.</summary>
    public static Command SetUp(Command command)
    {
        var defaults = new ServeOptions();
        var data = new Option<string>("--data")
        {
            Description = "Folder of the data; made if it is not there.",
            HelpName = "DIR",
            DefaultValueFactory = _ => defaults.DataFolder,
        };
        var port = new Option<int>("--port")
        {
            Description = "Port on 127.0.0.1; 0 takes a free one.",
            DefaultValueFactory = _ => defaults.Port,
        };
        var memory = new Option<bool>("--memory") { Description = "Keep the data in memory: it is gone with the process. For trials." };
        var partitions = new Option<int>("--partitions")
        {
            Description = "Partitions of new data; data that exists keeps its own.",
            DefaultValueFactory = _ => defaults.PartitionCount,
        };
        var zone = new Option<string>("--default-zone")
        {
            Description = "Time zone of the tenant \"default\"; read at the first start.",
            DefaultValueFactory = _ => defaults.DefaultZone,
        };
        var currency = new Option<string>("--default-currency")
        {
            Description = "Currency of the tenant \"default\"; read at the first start.",
            DefaultValueFactory = _ => defaults.DefaultCurrency,
        };
        Option[] all = [data, port, memory, partitions, zone, currency];
        Array.ForEach(all, command.Add);
        var limits = new LimitOptions(command);
        var durability = new DurabilityFlags();
        durability.AddTo(command);
        var telemetry = new TelemetryFlags();
        telemetry.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            telemetry.Read(durability.Read(limits.Apply(parsed, new ServeOptions
            {
                DataFolder = parsed.GetValue(data)!,
                Port = parsed.GetValue(port),
                Durability = parsed.GetValue(memory) ? LogDurability.Memory : LogDurability.Fsynced,
                PartitionCount = parsed.GetValue(partitions),
                DefaultZone = parsed.GetValue(zone)!,
                DefaultCurrency = parsed.GetValue(currency)!,
            }), parsed), parsed),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellation)
    {
        if (options.Validate().ToList() is { Count: > 0 } faults)
            return Fail(faults);
        try
        {
            await using var server = await RetentionServer.StartAsync(options, cancellation: cancellation);
            Console.Out.WriteLine(Banner(options, server));
            var stop = new TaskCompletionSource();
            await using var asked = server.StopAsked.Register(stop.SetResult);
            await stop.Task;
            Console.Out.WriteLine("stopping");
        }
        catch (Exception failure) when (failure is StoreLockedException or StoreFormatException or StoreUnavailableException
            or LogCorruptException or IOException or InvalidDataException)
        {
            return Fail([failure.Message]);
        }
        return 0;
    }

    private static string Banner(ServeOptions options, RetentionServer server)
    {
        var data = server.Durability == LogDurability.Memory
            ? "in memory: everything is gone when this process ends"
            : $"{Path.GetFullPath(options.DataFolder)}; an ack means written and synced to the disk";
        return $"""
            RetentionGrpc
            listening on 127.0.0.1:{server.Port}
              plaintext HTTP/2 without authentication, on this machine only
              data: {data}
              try:  grpcurl -plaintext 127.0.0.1:{server.Port} retention.v1.TenantService/DescribeTenant
              stop: Ctrl-C
            """;
    }

    private static int Fail(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
        return Failed;
    }
}
