using Grpc.Core;

namespace RetentionGrpc.Client;

/// <summary>How a connection of a stream ended.</summary>
/// <param name="Broken">What broke it; null for a planned end.</param>
/// <param name="Cause">The exception that said so, if one did.</param>
internal sealed record StreamEnd(RetentionError? Broken, Exception? Cause = null)
{
    /// <summary>The server goes away, as it said.</summary>
    public static StreamEnd Planned { get; } = new(Broken: null);

    /// <summary>The call ended by a status.</summary>
    public static StreamEnd From(RpcException failure) => new(RetentionError.From(failure), failure);

    /// <summary>The call ended, or is to end, for a reason that is known here.</summary>
    public static StreamEnd From(string message) => new(new RetentionError { StatusCode = StatusCode.Unavailable, Message = message });
}
