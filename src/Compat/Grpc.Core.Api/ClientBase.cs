using Grpc.Core.Interceptors;
using Grpc.Core.Utils;

namespace Grpc.Core;

/// <summary>Base of generated clients, with what depends on the client's own type.</summary>
/// <typeparam name="T">The client's own type.</typeparam>
public abstract class ClientBase<T> : ClientBase
    where T : ClientBase<T>
{
    /// <inheritdoc/>
    protected ClientBase()
    {
    }

    /// <inheritdoc/>
    protected ClientBase(ChannelBase channel)
        : base(channel)
    {
    }

    /// <inheritdoc/>
    protected ClientBase(CallInvoker callInvoker)
        : base(callInvoker)
    {
    }

    /// <inheritdoc/>
    protected ClientBase(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>A client like this one that asks for another host in every call.</summary>
    /// <param name="host">The host; null for the channel's.</param>
    public T WithHost(string? host) => NewInstance(Configuration.WithHost(host));

    /// <summary>A client of the same type.</summary>
    /// <param name="configuration">What it calls through.</param>
    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}

/// <summary>Base of generated clients.</summary>
public abstract class ClientBase
{
    private readonly ClientBaseConfiguration? _configuration;
    private readonly CallInvoker? _callInvoker;

    /// <summary>A client without a way to call, for test doubles that override every call.</summary>
    protected ClientBase()
    {
    }

    /// <summary>A client that calls over a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <exception cref="ArgumentNullException"><paramref name="channel"/> is null.</exception>
    protected ClientBase(ChannelBase channel)
        : this(GrpcPreconditions.CheckNotNull(channel, nameof(channel)).CreateCallInvoker())
    {
    }

    /// <summary>A client that calls through an invoker.</summary>
    /// <param name="callInvoker">Makes the calls.</param>
    /// <exception cref="ArgumentNullException"><paramref name="callInvoker"/> is null.</exception>
    protected ClientBase(CallInvoker callInvoker)
        : this(new ClientBaseConfiguration(GrpcPreconditions.CheckNotNull(callInvoker, nameof(callInvoker)), null))
    {
    }

    /// <summary>A client like another.</summary>
    /// <param name="configuration">What the other calls through.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configuration"/> is null.</exception>
    protected ClientBase(ClientBaseConfiguration configuration)
    {
        _configuration = GrpcPreconditions.CheckNotNull(configuration, nameof(configuration));
        _callInvoker = configuration.CreateCallInvoker();
    }

    /// <summary>Makes the calls.</summary>
    /// <exception cref="InvalidOperationException">The client is a test double.</exception>
    protected CallInvoker CallInvoker => _callInvoker ?? throw WithoutInvoker();

    internal ClientBaseConfiguration Configuration => _configuration ?? throw WithoutInvoker();

    private static InvalidOperationException WithoutInvoker() =>
        new("This client was made without an invoker: override the calls that are made.");

    /// <summary>What a client calls through; lets a client be copied. Immutable.</summary>
    protected internal class ClientBaseConfiguration
    {
        private readonly CallInvoker _undecorated;
        private readonly string? _host;

        internal ClientBaseConfiguration(CallInvoker undecorated, string? host)
        {
            _undecorated = undecorated;
            _host = host;
        }

        internal ClientBaseConfiguration WithHost(string? host) => new(_undecorated, host);

        internal CallInvoker CreateCallInvoker() => _host is null
            ? _undecorated
            : _undecorated.Intercept(new HostInterceptor(_host));
    }
}
