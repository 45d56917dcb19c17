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
        var redis = new RedisFlags();
        redis.AddTo(command);
        var answers = new AnswerFlags();
        answers.AddTo(command);
        var telemetry = new TelemetryFlags();
        telemetry.AddTo(command);
        var http = new HttpFlags();
        http.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            answers.Read(redis.Read(http.Read(telemetry.Read(durability.Read(limits.Apply(parsed, new ServeOptions
            {
                DataFolder = parsed.GetValue(data)!,
                Port = parsed.GetValue(port),
                Durability = parsed.GetValue(memory) ? LogDurability.Memory : LogDurability.Fsynced,
                PartitionCount = parsed.GetValue(partitions),
                DefaultZone = parsed.GetValue(zone)!,
                DefaultCurrency = parsed.GetValue(currency)!,
            }), parsed), parsed), parsed), parsed), parsed),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellation)
    {
        if (options.Validate().ToList() is { Count: > 0 } faults)
            return Fail(faults);
        try
        {
            // One that another process has overtaken comes back behind it, as the one that waits.
            while (await ServeAsync(options, cancellation))
                Console.Out.WriteLine("another process writes the data now, or Redis has lost some of it: starting anew");
            Console.Out.WriteLine("stopping");
        }
        catch (Exception failure) when (failure is StoreLockedException or StoreFormatException or StoreUnavailableException
            or StoreUnsafeException or LogCorruptException or IOException or InvalidDataException)
        {
            return Fail([failure.Message]);
        }
        return 0;
    }

    /// <summary>Serves until the process is asked to stop, or may no longer write the data.</summary>
    /// <returns>Whether it was overtaken.</returns>
    private static async Task<bool> ServeAsync(ServeOptions options, CancellationToken cancellation)
    {
        await using var server = await RetentionServer.StartAsync(options, cancellation: cancellation);
        Console.Out.WriteLine(Banner(options, server));
        var stop = new TaskCompletionSource();
        await using var asked = server.StopAsked.Register(stop.SetResult);
        return await Task.WhenAny(stop.Task, server.Overtaken) == server.Overtaken;
    }

    private static string Banner(ServeOptions options, RetentionServer server)
    {
        var promise = server.Durability switch
        {
            LogDurability.Fsynced => "an ack means written and synced to the disk",
            LogDurability.EverySecond => "an ack means that it has the events, which it syncs each second",
            _ => "an ack promises nothing",
        };
        var data = (options.Redis, server.Durability) switch
        {
            ({ } redis, _) => $"Redis, namespace {redis.Namespace}; {promise}",
            (_, LogDurability.Memory) => "in memory: everything is gone when this process ends",
            _ => $"{Path.GetFullPath(options.DataFolder)}; {promise}",
        };
        var http = server.HttpPort is { } port
            ? "\n  http: curl -H 'Content-Type: application/json' -d '{}' "
                + $"http://127.0.0.1:{port}/retention.v1.TenantService/DescribeTenant"
            : "";
        return $"""
            RetentionGrpc
            listening on 127.0.0.1:{server.Port}
              plaintext HTTP/2 without authentication, on this machine only
              data: {data}
              try:  grpcurl -plaintext 127.0.0.1:{server.Port} retention.v1.TenantService/DescribeTenant{http}
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
