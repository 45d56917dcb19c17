using System.Collections.Concurrent;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;
using RpcStatus = Google.Rpc.Status;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>A server on a free port of a real Kestrel, with the generated clients. What it logs as an error fails the test.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RetentionServer _server;
    private readonly ErrorLog _errors;
    private readonly string? _ownFolder;

    private RunningServer(RetentionServer server, ErrorLog errors, string? ownFolder)
    {
        (_server, _errors, _ownFolder) = (server, errors, ownFolder);
        Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}", new GrpcChannelOptions
        {
            MaxSendMessageSize = null,
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
            DisposeHttpClient = true,
        });
        Ingestion = new IngestionService.IngestionServiceClient(Channel);
        Tenants = new TenantService.TenantServiceClient(Channel);
        Metrics = new MetricsService.MetricsServiceClient(Channel);
        Customers = new CustomerService.CustomerServiceClient(Channel);
        Operations = new OperationsService.OperationsServiceClient(Channel);
    }

    public int Port => _server.Port;

    /// <summary>The address for HTTP/1.1, of a server that has one.</summary>
    public Uri HttpAddress => new($"http://127.0.0.1:{_server.HttpPort}");

    public GrpcChannel Channel { get; }

    public IngestionService.IngestionServiceClient Ingestion { get; }

    public TenantService.TenantServiceClient Tenants { get; }

    public MetricsService.MetricsServiceClient Metrics { get; }

    public CustomerService.CustomerServiceClient Customers { get; }

    public OperationsService.OperationsServiceClient Operations { get; }

    /// <summary>The partitions, for tests that break them.</summary>
    public Application.PartitionSet Partitions => _server.Partitions;

    /// <summary>Set by a test that makes the server fail: a word that each of its errors has.</summary>
    public string? ExpectedError { get; set; }

    public static Task<RunningServer> InMemoryAsync(
        Func<ServeOptions, ServeOptions>? change = null, TimeProvider? clock = null, ILogStore? store = null) =>
        StartAsync(options => (change ?? (same => same))(options with { Durability = LogDurability.Memory }), clock, store, null);

    public static Task<RunningServer> OnDiskAsync(
        string folder, Func<ServeOptions, ServeOptions>? change = null, TimeProvider? clock = null) =>
        StartAsync(options => (change ?? (same => same))(options with { DataFolder = folder }), clock, null, null);

    public static Task<RunningServer> OnDiskAsync()
    {
        var folder = Directory.CreateTempSubdirectory("retention-test-").FullName;
        return StartAsync(options => options with { DataFolder = folder }, null, null, folder);
    }

    /// <summary>Headers and the deadline of a call.</summary>
    public static CallOptions Call(string? tenant = null, TimeSpan? patience = null) => new(
        tenant is null ? [] : new Metadata { { TenantHeader.Name, tenant } },
        TimeProvider.System.GetUtcNow().UtcDateTime + (patience ?? Patience));

    /// <summary>The google.rpc.Status of a failure, with its ErrorInfo.</summary>
    public static (RpcStatus Status, ErrorInfo Info) DetailsOf(RpcException failure)
    {
        var bytes = failure.Trailers.GetValueBytes(StatusMapping.DetailsTrailer);
        Assert.True(bytes is not null, $"{failure.Status} has no details.");
        var status = RpcStatus.Parser.ParseFrom(bytes);
        Assert.Equal((int)failure.StatusCode, status.Code);
        var info = status.Details.Single(detail => detail.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        Assert.Equal("retention.v1", info.Domain);
        return (status, info);
    }

    /// <summary>Makes a call that must fail for a reason; its metadata.</summary>
    public static async Task<IDictionary<string, string>> FailsAsync(StatusCode code, string reason, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        var (_, info) = DetailsOf(failure);
        Assert.Equal((code, reason), (failure.StatusCode, info.Type));
        return info.Metadata;
    }

    public Task<DescribeTenantResponse> DescribeAsync(string tenant = "default") =>
        Tenants.DescribeTenantAsync(new DescribeTenantRequest { TenantId = tenant }, Call()).ResponseAsync;

    /// <summary>Begins a stream without an Open.</summary>
    public TestStream Stream(string? tenant = null, TimeSpan? patience = null) => new(Ingestion.StreamEvents(Call(tenant, patience)));

    /// <summary>Opens a stream.</summary>
    public async Task<TestStream> OpenAsync(
        string producer, long ackedThrough = 0, string? tenant = null, string readToken = "", TimeSpan? patience = null)
    {
        var stream = Stream(tenant, patience);
        var open = new Open { ProducerId = producer, AckedThrough = ackedThrough, ReadToken = readToken };
        await stream.SendAsync(new StreamEventsRequest { Open = open });
        stream.Opened = (await stream.NextAsync()).Opened;
        Assert.NotNull(stream.Opened);
        return stream;
    }

    /// <summary>Makes a stream's server send more than the way to the client holds, and leaves it unread for a while.</summary>
    public static async Task StallAsync(TestStream stream)
    {
        var bad = Enumerable.Range(0, 100).Select(_ => new Event()).ToArray();
        for (var sequence = 1; sequence <= 200; sequence++)
            await stream.SendAsync(sequence, bad);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
    }

    public static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await StopAsync();
        if (_ownFolder is not null)
            Directory.Delete(_ownFolder, recursive: true);
        Assert.All(_errors.Lines, line => Assert.True(
            ExpectedError is not null && line.Contains(ExpectedError, StringComparison.Ordinal), $"The server logged: {line}"));
    }

    public Task StopAsync() => _server.DisposeAsync().AsTask().WaitAsync(Patience);

    private static async Task<RunningServer> StartAsync(
        Func<ServeOptions, ServeOptions> change, TimeProvider? clock, ILogStore? store, string? ownFolder)
    {
        var errors = new ErrorLog();
        var options = change(new ServeOptions { Port = 0, StopTimeout = TimeSpan.FromSeconds(5) });
        var server = await RetentionServer.StartAsync(options, clock, store, errors).WaitAsync(Patience);
        return new RunningServer(server, errors, ownFolder);
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
            // The test reads the lines after the server has gone.
        }
    }
}
