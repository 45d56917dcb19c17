namespace Grpc.Core;

/// <summary>What a call made from within a server handler takes over from the handler's call. Immutable.</summary>
public class ContextPropagationOptions
{
    /// <summary>Takes over everything.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Chooses what is taken over.</summary>
    /// <param name="propagateDeadline">Whether the deadline is; true by default.</param>
    /// <param name="propagateCancellation">Whether the cancellation is; true by default.</param>
    public ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
    {
        IsPropagateDeadline = propagateDeadline;
        IsPropagateCancellation = propagateCancellation;
    }

    /// <summary>Whether the deadline is taken over.</summary>
    public bool IsPropagateDeadline { get; }

    /// <summary>Whether the cancellation is taken over.</summary>
    public bool IsPropagateCancellation { get; }
}

/// <summary>
/// Carries a server handler's deadline and cancellation to the calls that the handler makes. Only an implementation of gRPC makes them;
/// that for ASP.NET Core does not, so pass <see cref="ServerCallContext.Deadline"/> and <see cref="ServerCallContext.CancellationToken"/>.
/// </summary>
public abstract class ContextPropagationToken
{
    /// <summary>For implementations of gRPC only.</summary>
    private protected ContextPropagationToken()
    {
    }
}
