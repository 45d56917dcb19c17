using Grpc.Core.Utils;

namespace Grpc.Core.Interceptors;

/// <summary>Puts server interceptors before the handlers of a service.</summary>
public static class ServerServiceDefinitionExtensions
{
    /// <summary>The same service with an interceptor before its handlers.</summary>
    /// <param name="serverServiceDefinition">The service.</param>
    /// <param name="interceptor">Sees each call first.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static ServerServiceDefinition Intercept(this ServerServiceDefinition serverServiceDefinition, Interceptor interceptor)
    {
        GrpcPreconditions.CheckNotNull(serverServiceDefinition, nameof(serverServiceDefinition));
        GrpcPreconditions.CheckNotNull(interceptor, nameof(interceptor));
        var binder = new InterceptingBinder(interceptor);
        serverServiceDefinition.BindService(binder);
        return binder.Intercepted.Build();
    }

    /// <summary>The same service with interceptors before its handlers, in the order given.</summary>
    /// <param name="serverServiceDefinition">The service.</param>
    /// <param name="interceptors">See each call first; those of a later Intercept see it before those of an earlier one.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static ServerServiceDefinition Intercept(
        this ServerServiceDefinition serverServiceDefinition, params Interceptor[] interceptors)
    {
        GrpcPreconditions.CheckNotNull(serverServiceDefinition, nameof(serverServiceDefinition));
        GrpcPreconditions.CheckNotNull(interceptors, nameof(interceptors));
        for (var i = interceptors.Length - 1; i >= 0; i--)
        {
            serverServiceDefinition = serverServiceDefinition.Intercept(interceptors[i]);
        }

        return serverServiceDefinition;
    }

    private sealed class InterceptingBinder(Interceptor interceptor) : ServiceBinderBase
    {
        public ServerServiceDefinition.Builder Intercepted { get; } = ServerServiceDefinition.CreateBuilder();

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            Intercepted.AddMethod(method, handler is null
                ? null
                : new UnaryServerMethod<TRequest, TResponse>(
                    (request, context) => interceptor.UnaryServerHandler(request, context, handler)));

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
            Intercepted.AddMethod(method, handler is null
                ? null
                : new ClientStreamingServerMethod<TRequest, TResponse>(
                    (requests, context) => interceptor.ClientStreamingServerHandler(requests, context, handler)));

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
            Intercepted.AddMethod(method, handler is null
                ? null
                : new ServerStreamingServerMethod<TRequest, TResponse>(
                    (request, responses, context) => interceptor.ServerStreamingServerHandler(request, responses, context, handler)));

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            Intercepted.AddMethod(method, handler is null
                ? null
                : new DuplexStreamingServerMethod<TRequest, TResponse>(
                    (requests, responses, context) => interceptor.DuplexStreamingServerHandler(requests, responses, context, handler)));
    }
}
