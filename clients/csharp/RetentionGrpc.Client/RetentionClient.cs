using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>One connection to a RetentionGrpc server, for one tenant. Safe for use by many threads; make one and keep it.</summary>
public sealed class RetentionClient : IAsyncDisposable
{
    /// <summary>The header that names the tenant.</summary>
    public const string TenantHeader = "retention-tenant";

    private readonly GrpcChannel _channel;
    private readonly RetentionClientOptions _options;

    /// <summary>Connects at the first call.</summary>
    /// <param name="address">Where the server listens, e.g. http://127.0.0.1:5001.</param>
    /// <param name="options">Tenant and clock. Unset: the tenant "default", the system's clock.</param>
    public RetentionClient(Uri address, RetentionClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _options = options ?? new RetentionClientOptions();
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                KeepAlivePingDelay = TimeSpan.FromSeconds(30),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            },
            DisposeHttpClient = true,
            // A server that was restarted is found again soon: event streams do their own backoff.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
        });
        Invoker = _channel.Intercept(AddTenant);
        Ingestion = new IngestionService.IngestionServiceClient(Invoker);
        Metrics = new MetricsService.MetricsServiceClient(Invoker);
        Tenants = new TenantService.TenantServiceClient(Invoker);
    }

    /// <summary>Takes events in; <see cref="OpenEventStreamAsync"/> is the way for more than a few.</summary>
    public IngestionService.IngestionServiceClient Ingestion { get; }

    /// <summary>Answers questions.</summary>
    public MetricsService.MetricsServiceClient Metrics { get; }

    /// <summary>Creates and describes tenants.</summary>
    public TenantService.TenantServiceClient Tenants { get; }

    /// <summary>Makes calls of any service of the server, with the tenant's header.</summary>
    public CallInvoker Invoker { get; }

    internal TimeProvider Time => _options.TimeProvider;

    /// <summary>Opens a stream of events. Returns when the server has answered the Open.</summary>
    /// <param name="options">Producer, batches, callbacks.</param>
    /// <param name="cancellationToken">Gives up waiting for the server.</param>
    /// <exception cref="RetentionException">
    /// The server refused, or was not reached within <see cref="EventStreamOptions.RetryFor"/>.
    /// </exception>
    public async Task<EventStream> OpenEventStreamAsync(EventStreamOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var stream = new EventStream(this, options);
        try
        {
            await stream.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await stream.AbortAsync().ConfigureAwait(false);
            throw;
        }
        return stream;
    }

    /// <summary>Closes the connection. Close event streams first: what they have not sent is lost.</summary>
    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private Metadata AddTenant(Metadata headers)
    {
        if (_options.Tenant is null)
            return headers;
        var withTenant = new Metadata { { TenantHeader, _options.Tenant } };
        foreach (var entry in headers)
            withTenant.Add(entry);
        return withTenant;
    }
}
