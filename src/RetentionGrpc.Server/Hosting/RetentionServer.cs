using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.Server.Transport.Http;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using HealthService = Grpc.Health.V1.Health;
using ReflectionService = Grpc.Reflection.V1.ServerReflection;
using ReflectionServiceAlpha = Grpc.Reflection.V1Alpha.ServerReflection;

namespace RetentionGrpc.Server.Hosting;

/// <summary>
/// A running server: the log, the partitions rebuilt from it, and Kestrel on 127.0.0.1, HTTP/2 without TLS, and HTTP/1.1 where it is asked
/// for.
/// </summary>
public sealed class RetentionServer : IAsyncDisposable
{
    // After the streams were cut off their clients are told why.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    // One that was overtaken can do nothing for its calls: they are to go elsewhere soon.
    private static readonly TimeSpan StepDownTimeout = TimeSpan.FromSeconds(1);

    private const int StreamWindowBytes = 256 * 1024;

    private static readonly Google.Protobuf.Reflection.ServiceDescriptor[] Services =
    [
        IngestionService.Descriptor, MetricsService.Descriptor, CustomerService.Descriptor, TenantService.Descriptor,
        OperationsService.Descriptor,
    ];

    private readonly PartitionHost _data;
    private readonly WebApplication _web;
    private readonly AnswerCache? _answers;
    private readonly ILoggerFactory _loggers;
    private readonly TelemetryExport? _export;
    private readonly TimeSpan _stopTimeout;
    private readonly Lazy<Task> _stop;

    private RetentionServer(
        PartitionHost data, WebApplication web, AnswerCache? answers, ILoggerFactory loggers, ServeOptions options)
    {
        (_data, _web, _answers, _loggers, _stopTimeout) = (data, web, answers, loggers, options.StopTimeout);
        _export = TelemetryExport.Begin(options.OtlpEndpoint);
        _stop = new Lazy<Task>(StopAsync);
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var ports = addresses.Select(address => new Uri(address).Port).ToList();
        Port = ports[0];
        HttpPort = options.HttpPort is null ? null : ports[1];
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The port for HTTP/1.1; null without one.</summary>
    public int? HttpPort { get; }

    /// <summary>The partitions that are served.</summary>
    internal PartitionSet Partitions => _data.Partitions;

    /// <summary>What an ack promises.</summary>
    public LogDurability Durability => _data.Durability;

    /// <summary>
    /// Ends when another process writes the data, or the store has lost some of it: dispose of the server and start another, which serves
    /// what the store has. What was acknowledged and is lost is told to the clients then.
    /// </summary>
    public Task Overtaken => _data.Overtaken;

    /// <summary>Says that the process is asked to stop, by Ctrl-C or SIGTERM: dispose of the server then.</summary>
    public CancellationToken StopAsked => _web.Lifetime.ApplicationStopping;

    /// <summary>Opens the data, rebuilds what it holds, and takes calls.</summary>
    /// <param name="options">How.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <param name="store">The log, which the server then owns; null opens the one that the options name.</param>
    /// <param name="logs">Takes the log instead of stderr.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="StoreLockedException">Another process has the data folder.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<RetentionServer> StartAsync(
        ServeOptions options, TimeProvider? clock = null, ILogStore? store = null, ILoggerProvider? logs = null,
        CancellationToken cancellation = default)
    {
        if (string.Join(' ', options.Validate()) is { Length: > 0 } faults)
            throw new ArgumentException(faults, nameof(options));
        clock ??= TimeProvider.System;
        var loggers = LoggerFactory.Create(logging => ConfigureLogging(logging, options.JsonLog, logs));
        PartitionHost? data = null;
        WebApplication? web = null;
        AnswerCache? answers = null;
        try
        {
            data = await PartitionHost.OpenAsync(
                store ?? await OpenStoreAsync(options, clock, loggers, cancellation), options.DefaultTenant, options.Limits,
                new IngestionMeter(), clock, TaskScheduler.Default, loggers, cancellation);
            answers = await OpenAnswersAsync(options, data, clock, loggers);
            web = Build(options, data, answers, clock, loggers);
            await ListenAsync(web, cancellation);
            Announce(web.Services.GetRequiredService<ServingStates>(), data);
            return new RetentionServer(data, web, answers, loggers, options);
        }
        catch
        {
            await CloseAsync(web, data, answers, loggers);
            throw;
        }
    }

    /// <summary>
    /// Stops: says so to probes, refuses new streams, gives the calls that are open the time to end, cuts off what is left, and closes the
    /// log. Once.
    /// </summary>
    public async ValueTask DisposeAsync() => await _stop.Value;

    private async Task StopAsync()
    {
        _web.Services.GetRequiredService<ServingStates>().Drain();
        var timeout = _data.Overtaken.IsCompleted && StepDownTimeout < _stopTimeout ? StepDownTimeout : _stopTimeout;
        _data.Pipeline.Drain(timeout);
        var calls = _web.Services.GetRequiredService<OpenCalls>();
        await calls.WhenNoneAsync(timeout);
        _data.Pipeline.Stop();
        await calls.WhenNoneAsync(LastWords);
        await _web.StopAsync();
        _export?.Dispose();
        await CloseAsync(_web, _data, _answers, _loggers);
    }

    /// <summary>
    /// Tells probes that everything is served, until a partition's log is damaged: then no events should be sent here. Queries go on.
    /// </summary>
    private static void Announce(ServingStates states, PartitionHost data)
    {
        states.Serve();
        _ = data.Damaged.ContinueWith(
            _ => states.Set(IngestionService.Descriptor.FullName, isServing: false), CancellationToken.None, TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private static async Task CloseAsync(WebApplication? web, PartitionHost? data, AnswerCache? answers, ILoggerFactory loggers)
    {
        if (web is not null)
            await web.DisposeAsync();
        answers?.Dispose();
        if (data is not null)
            await data.DisposeAsync();
        loggers.Dispose();
    }

    private static async Task<ILogStore> OpenStoreAsync(
        ServeOptions options, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellation)
    {
        if (options.Redis is { } redis)
        {
            var logger = loggers.CreateLogger<RetentionServer>();
            return await RedisLogStore.OpenAsync(
                redis with
                {
                    PartitionCount = options.PartitionCount,
                    Clock = clock,
                    Waiting = holder => logger.LogInformation("Standing by: the data is written by {Holder}.", holder),
                },
                cancellation);
        }
        return options.Durability == LogDurability.Memory
            ? new MemoryLogStore(options.PartitionCount)
            : FileLogStore.Open(options.DataFolder, options.StoreOptions);
    }

    private static async Task<AnswerCache?> OpenAnswersAsync(
        ServeOptions options, PartitionHost data, TimeProvider clock, ILoggerFactory loggers)
    {
        if (!options.KeepsAnswers)
            return null;
        var limits = AnswerCacheLimits.Default with { Floor = options.AnswerFloor, Bytes = options.AnswerBytes };
        var cache = options.Redis is { } redis
            ? await RedisCaches.OpenAsync(redis, options.AnswerPatience)
            : new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions { SizeLimit = limits.Bytes }));
        return new AnswerCache(
            cache, data.Answers, limits, () => !data.IsStale, () => data.HasRoom, clock, loggers.CreateLogger<AnswerCache>());
    }

    private static WebApplication Build(
        ServeOptions options, PartitionHost data, AnswerCache? answers, TimeProvider clock, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Services.AddSingleton(loggers);
        // The calls had their time before: what is left are answers that nobody reads.
        var leftTime = options.StopTimeout < LastWords ? options.StopTimeout : LastWords;
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = leftTime);
        builder.WebHost.ConfigureKestrel(kestrel => ConfigureKestrel(kestrel, options));

        var rules = options.IngestionRules;
        var header = new TenantHeader(data.Tenants);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(new OpenCalls(clock));
        var budget = new ByteBudget(
            options.BytesUnderWay, options.BytesUnderWay * options.TenantShare / 100, options.RoomTimeout, clock);
        builder.Services.AddSingleton(new IngestionServices(data.Pipeline, header, budget, rules, data.Durability, clock));
        builder.Services.AddSingleton(new TenantServices(data.Tenants, header, data.Partitions));
        var limits = new QueryLimits(options.AnswerRows, options.DefaultQuery, options.LongestQuery);
        var watches = new OpenWatches(options.Watches, options.ReadTimeout, data.Pipeline.Draining);
        var queries = new QueryServices(new QueryRunner(data.Partitions, () => data.IsStale), header, clock, limits, watches, answers);
        builder.Services.AddSingleton(queries);
        builder.Services.AddSingleton(new CustomerServices(queries, data.Erasures));
        builder.Services.AddSingleton(new OperationsServices(
            data.Verification, data.Exports, data.Restores, new EventExport(data.Partitions), data.Tenants, header, data.Partitions.Count,
            options.ReadTimeout, clock, data.Pipeline.Draining));
        var states = new ServingStates(Services.Select(service => service.FullName));
        builder.Services.AddSingleton(states);
        if (options.HttpPort is not null)
            AddHttpPort(builder.Services, options, states, clock);
        builder.Services.AddSingleton(new ReflectionIndex(
            [.. Services, HealthService.Descriptor, ReflectionService.Descriptor, ReflectionServiceAlpha.Descriptor]));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MessageSize.FrameworkLimit(options.InflatedBytes);
            grpc.CompressionProviders.Clear();
            grpc.CompressionProviders.Add(new CappedGzip(options.InflatedBytes));
            grpc.Interceptors.Add<StatusInterceptor>();
            grpc.IgnoreUnknownServices = false;
        });

        // The framework makes what is not registered anew for each call, in a scope of services that it opens for the call.
        builder.Services.AddSingleton<StatusInterceptor>();
        builder.Services.AddSingleton<MetricsRpcs>();
        builder.Services.AddSingleton<TenantRpcs>();
        builder.Services.AddSingleton<OperationsRpcs>();
        builder.Services.AddSingleton<Health>();

        var web = builder.Build();
        if (web.Services.GetService<HttpPort>() is { } http)
            web.Use(http.HandleAsync);
        web.Use(web.Services.GetRequiredService<OpenCalls>().CountAsync);
        web.Use(UnreadRequests.EndCalls(rules, clock));
        web.Use(MeteredBodies.Meter(web.Services.GetRequiredService<IngestionServices>()));
        MapServices(web);
        return web;
    }

    private static async Task ListenAsync(WebApplication web, CancellationToken cancellation)
    {
        try
        {
            await web.StartAsync(cancellation);
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            throw new IOException(
                $"{failure.Message} Stop what listens there, or name another port with --port or --http-port, 0 for a free one.", failure);
        }
    }

    private static void AddHttpPort(IServiceCollection services, ServeOptions options, ServingStates states, TimeProvider clock)
    {
        // Made by the container, which then sees to its end.
        services.AddSingleton<PrometheusMetrics>();
        var callers = new HttpCallers(options.HttpOrigins, options.HttpHosts);
        var room = new ByteBudget(options.BytesUnderWay, options.BytesUnderWay, options.RoomTimeout, clock);
        var connect = new ConnectCalls([.. Services, HealthService.Descriptor], options.IngestionRules, room, clock);
        services.AddSingleton(given => new HttpPort(callers, connect, states, given.GetRequiredService<PrometheusMetrics>()));
    }

    private static void MapServices(WebApplication web)
    {
        web.MapGrpcService<IngestionRpcs>();
        web.MapGrpcService<MetricsRpcs>();
        web.MapGrpcService<CustomerRpcs>();
        web.MapGrpcService<TenantRpcs>();
        web.MapGrpcService<OperationsRpcs>();
        web.MapGrpcService<Health>();
        web.MapGrpcService<Reflection>();
        web.MapGrpcService<ReflectionAlpha>();
    }

    /// <summary>Sets Kestrel up; also for servers that this one is measured against.</summary>
    internal static void ConfigureKestrel(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        // A stream may be silent for long, and its client slow to read: silence and slowness are no attack here.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxConcurrentConnections = options.Connections;
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.ConnectionStreams;
        // What a client may send before it is read: as much stays in memory for each stream that is not.
        kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        // A client that is gone without a word is noticed by its silence to a ping.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.Listen(IPAddress.Loopback, options.Port, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        if (options.HttpPort is { } http)
            kestrel.Listen(IPAddress.Loopback, http, endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }

    /// <summary>Quiet unless something is wrong: the framework from Warning up, the server's own words from Information up.</summary>
    private static void ConfigureLogging(ILoggingBuilder logging, bool isJson, ILoggerProvider? logs)
    {
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter(nameof(RetentionGrpc), LogLevel.Information);
        // What it says is thrown, too: who starts the server tells it in a line.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (logs is not null)
        {
            logging.AddProvider(logs);
            return;
        }
        if (isJson)
        {
            logging.AddJsonConsole(StampTimes);
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                StampTimes(console);
                console.SingleLine = true;
            });
        }
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void StampTimes(Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions console)
    {
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        console.UseUtcTimestamp = true;
    }
}
