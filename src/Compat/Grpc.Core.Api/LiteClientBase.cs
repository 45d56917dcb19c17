using Grpc.Core.Utils;

namespace Grpc.Core;

/// <summary>Base of generated clients that have nothing but their calls.</summary>
public abstract class LiteClientBase
{
    private readonly CallInvoker? _callInvoker;

    /// <summary>A client without a way to call, for test doubles that override every call.</summary>
    protected LiteClientBase()
    {
    }

    /// <summary>A client that calls through an invoker.</summary>
    /// <param name="callInvoker">Makes the calls.</param>
    /// <exception cref="ArgumentNullException"><paramref name="callInvoker"/> is null.</exception>
    protected LiteClientBase(CallInvoker callInvoker) => _callInvoker = GrpcPreconditions.CheckNotNull(callInvoker, nameof(callInvoker));

    /// <summary>Makes the calls.</summary>
    /// <exception cref="InvalidOperationException">The client is a test double.</exception>
    protected CallInvoker CallInvoker =>
        _callInvoker ?? throw new InvalidOperationException("This client was made without an invoker: override the calls that are made.");
}
