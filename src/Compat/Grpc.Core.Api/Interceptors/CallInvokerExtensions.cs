using Grpc.Core.Utils;

namespace Grpc.Core.Interceptors;

/// <summary>Puts client interceptors before an invoker.</summary>
public static class CallInvokerExtensions
{
    /// <summary>An invoker that shows each call to an interceptor first.</summary>
    /// <param name="invoker">Starts the calls.</param>
    /// <param name="interceptor">Sees them first.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallInvoker Intercept(this CallInvoker invoker, Interceptor interceptor) =>
        new InterceptingCallInvoker(invoker, interceptor);

    /// <summary>An invoker that shows each call to interceptors first, in the order given.</summary>
    /// <param name="invoker">Starts the calls.</param>
    /// <param name="interceptors">See them first; those of a later Intercept see a call before those of an earlier one.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallInvoker Intercept(this CallInvoker invoker, params Interceptor[] interceptors)
    {
        GrpcPreconditions.CheckNotNull(invoker, nameof(invoker));
        GrpcPreconditions.CheckNotNull(interceptors, nameof(interceptors));
        for (var i = interceptors.Length - 1; i >= 0; i--)
        {
            invoker = invoker.Intercept(interceptors[i]);
        }

        return invoker;
    }

    /// <summary>An invoker that lets a function replace the headers of each call first.</summary>
    /// <param name="invoker">Starts the calls.</param>
    /// <param name="interceptor">From the call's headers, empty where it has none, to those to send.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallInvoker Intercept(this CallInvoker invoker, Func<Metadata, Metadata> interceptor) =>
        new InterceptingCallInvoker(invoker, new HeadersInterceptor(GrpcPreconditions.CheckNotNull(interceptor, nameof(interceptor))));
}
