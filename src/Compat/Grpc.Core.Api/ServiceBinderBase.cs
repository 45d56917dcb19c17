namespace Grpc.Core;

/// <summary>Receives the methods of a service, one call per method, from the BindService method of generated code.</summary>
public class ServiceBinderBase
{
    /// <summary>Receives a unary method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="handler">Its handler; null where only the method's description is asked for.</param>
    /// <exception cref="NotSupportedException">The binder does not take such methods.</exception>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class
        => throw NotTaken(method);

    /// <summary>Receives a client-streaming method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="handler">Its handler; null where only the method's description is asked for.</param>
    /// <exception cref="NotSupportedException">The binder does not take such methods.</exception>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class
        => throw NotTaken(method);

    /// <summary>Receives a server-streaming method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="handler">Its handler; null where only the method's description is asked for.</param>
    /// <exception cref="NotSupportedException">The binder does not take such methods.</exception>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class
        => throw NotTaken(method);

    /// <summary>Receives a duplex-streaming method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="handler">Its handler; null where only the method's description is asked for.</param>
    /// <exception cref="NotSupportedException">The binder does not take such methods.</exception>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class
        => throw NotTaken(method);

    private NotSupportedException NotTaken(IMethod method) => new($"{GetType()} does not take {method.Type} methods.");
}
