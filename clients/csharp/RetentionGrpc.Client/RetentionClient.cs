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

    private static readonly TimeSpan DefaultRetryFor = TimeSpan.FromSeconds(30);

    private readonly GrpcChannel? _channel;

    /// <summary>Connects at the first call.</summary>
    /// <param name="address">Where the server listens, e.g. http://127.0.0.1:5001.</param>
    /// <param name="options">Tenant and clock. Unset: the tenant "default", the system's clock.</param>
    public RetentionClient(Uri address, RetentionClientOptions? options = null)
        : this(ChannelTo(address), options)
    {
    }

    /// <summary>Makes its calls by an invoker of the caller's own, e.g. a channel with other credentials.</summary>
    /// <param name="invoker">Who makes the calls. It is not disposed of.</param>
    /// <param name="options">Tenant and clock. Unset: the tenant "default", the system's clock.</param>
    public RetentionClient(CallInvoker invoker, RetentionClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(invoker);
        Options = options ?? new RetentionClientOptions();
        Invoker = invoker.Intercept(AddTenant);
        Ingestion = new IngestionService.IngestionServiceClient(Invoker);
        Metrics = new MetricsService.MetricsServiceClient(Invoker);
        Tenants = new TenantService.TenantServiceClient(Invoker);
    }

    private RetentionClient(GrpcChannel channel, RetentionClientOptions? options)
        : this(channel.CreateCallInvoker(), options) => _channel = channel;

    /// <summary>Takes events in; <see cref="OpenEventStreamAsync"/> is the way for more than a few.</summary>
    public IngestionService.IngestionServiceClient Ingestion { get; }

    /// <summary>Answers questions.</summary>
    public MetricsService.MetricsServiceClient Metrics { get; }

    /// <summary>Creates and describes tenants.</summary>
    public TenantService.TenantServiceClient Tenants { get; }

    /// <summary>Makes calls of any service of the server, with the tenant's header.</summary>
    public CallInvoker Invoker { get; }

    internal RetentionClientOptions Options { get; }

    internal TimeProvider Time => Options.TimeProvider;

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

    /// <summary>
    /// Takes one batch, and tries again while that may help: where the batch is named by producer and sequence, or every event has an
    /// event_id, it counts once however often it is sent. Any other is sent once.
    /// </summary>
    /// <param name="request">The batch.</param>
    /// <param name="retryFor">How long to try again. Unset: 30 seconds.</param>
    /// <param name="cancellationToken">Gives up; the batch may count or not.</param>
    /// <exception cref="RetentionException">The server refused, or was not reached in time.</exception>
    public Task<IngestEventsResponse> IngestEventsAsync(
        IngestEventsRequest request, TimeSpan? retryFor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var isRepeatable = request.ProducerId.Length > 0 || request.Events.All(x => x.EventId.Length > 0);
        return new UnaryCall(Options, isRepeatable ? retryFor ?? DefaultRetryFor : TimeSpan.Zero).MakeAsync(
            token => Ingestion.IngestEventsAsync(request, cancellationToken: token).ResponseAsync, cancellationToken);
    }

    /// <summary>How far the server knows the batches of a producer; null where it knows none of the last 7 days.</summary>
    /// <param name="producerId">The producer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RetentionException">The server refused, or was not reached within 30 seconds.</exception>
    public async Task<GetProducerResponse?> GetProducerAsync(string producerId, CancellationToken cancellationToken = default)
    {
        var request = new GetProducerRequest { ProducerId = producerId };
        try
        {
            return await new UnaryCall(Options, DefaultRetryFor)
                .MakeAsync(token => Ingestion.GetProducerAsync(request, cancellationToken: token).ResponseAsync, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RetentionException refused) when (refused.Error.Reason == ErrorReason.ProducerNotFound)
        {
            return null;
        }
    }

    /// <summary>Closes the connection. Close event streams first: what they have not sent is lost.</summary>
    public ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static GrpcChannel ChannelTo(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
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
    }

    private Metadata AddTenant(Metadata headers)
    {
        if (Options.Tenant is null)
            return headers;
        var withTenant = new Metadata { { TenantHeader, Options.Tenant } };
        foreach (var entry in headers)
            withTenant.Add(entry);
        return withTenant;
    }
}
