using System.CommandLine;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Commands;

/// <summary>
/// The options of serving that put the data into Redis. What is not given on the command line may stand in appsettings.json beside the
/// program or in the working folder, or in the environment (<c>ConnectionStrings__Redis</c>, <c>Redis__Namespace</c>, …).
/// </summary>
internal sealed class RedisFlags
{
    private const string Section = "Redis:";

    private readonly Option<string?> _redis = new("--redis")
    {
        Description = "Keep the data in this Redis 7 or newer instead of files: HOST:PORT, more of them after commas, then options such as "
            + "user=…,password=…,ssl=true. Default: ConnectionStrings:Redis of appsettings.json or the environment.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _namespace = new("--redis-namespace")
    {
        Description = "Tells this data from other data in the same Redis. Default: default.",
        HelpName = "NAME",
    };

    private readonly Option<int?> _replicas = new("--redis-replicas")
    {
        Description = "Replicas that must have an entry before it is acknowledged. Default: 0.",
        HelpName = "N",
    };

    private readonly Option<int?> _memoryPercent = new("--redis-memory-percent")
    {
        Description = "Percent of Redis' maxmemory above which events are refused. Default: 80.",
        HelpName = "N",
    };

    private readonly Option<string?> _fsync = new("--redis-fsync")
    {
        Description = "Redis' appendfsync, always or everysec, where it may not be asked (CONFIG forbidden).",
        HelpName = "POLICY",
    };

    private readonly Option<bool?> _allowLoss = new("--redis-allow-loss")
    {
        Description = "Take a Redis that evicts keys or has no append-only file. An ack then promises nothing.",
    };

    private readonly Option<int?> _lease = new("--redis-lease")
    {
        Description = "Seconds without a sign of life after which a second process over the same data takes over. Default: 10.",
        HelpName = "SECONDS",
    };

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [_redis, _namespace, _replicas, _memoryPercent, _fsync, _allowLoss, _lease];
        Array.ForEach(all, command.Add);
    }

    /// <summary>The options with what was given.</summary>
    public ServeOptions Read(ServeOptions options, ParseResult parsed) => Read(options, parsed, ReadSettings());

    /// <summary>The options with what was given, the command line before the settings.</summary>
    internal ServeOptions Read(ServeOptions options, ParseResult parsed, IConfiguration settings)
    {
        if ((parsed.GetValue(_redis) ?? settings.GetConnectionString("Redis")) is not { Length: > 0 } address)
            return options;
        var defaults = new RedisLogOptions { Configuration = address };
        return options with
        {
            Redis = defaults with
            {
                Namespace = parsed.GetValue(_namespace) ?? settings[Section + "Namespace"] ?? defaults.Namespace,
                Replicas = parsed.GetValue(_replicas) ?? settings.GetValue<int?>(Section + "Replicas") ?? defaults.Replicas,
                MemoryPercent =
                    parsed.GetValue(_memoryPercent) ?? settings.GetValue<int?>(Section + "MemoryPercent") ?? defaults.MemoryPercent,
                Fsync = parsed.GetValue(_fsync) ?? settings[Section + "Fsync"],
                AllowsLoss = parsed.GetValue(_allowLoss) ?? settings.GetValue<bool?>(Section + "AllowLoss") ?? false,
                Lease = TimeSpan.FromSeconds(
                    parsed.GetValue(_lease) ?? settings.GetValue<int?>(Section + "LeaseSeconds") ?? defaults.Lease!.Value.TotalSeconds),
            },
        };
    }

    /// <summary>What appsettings.json and the environment say.</summary>
    internal static IConfigurationRoot ReadSettings() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build();
}
