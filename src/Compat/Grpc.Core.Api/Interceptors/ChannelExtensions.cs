using Grpc.Core.Utils;

namespace Grpc.Core.Interceptors;

/// <summary>Puts client interceptors before a channel.</summary>
public static class ChannelExtensions
{
    /// <summary>An invoker over the channel that shows each call to an interceptor first.</summary>
    /// <param name="channel">Carries the calls.</param>
    /// <param name="interceptor">Sees them first.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallInvoker Intercept(this ChannelBase channel, Interceptor interceptor) =>
        GrpcPreconditions.CheckNotNull(channel, nameof(channel)).CreateCallInvoker().Intercept(interceptor);

    /// <summary>An invoker over the channel that shows each call to interceptors first, in the order given.</summary>
    /// <param name="channel">Carries the calls.</param>
    /// <param name="interceptors">See them first.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallInvoker Intercept(this ChannelBase channel, params Interceptor[] interceptors) =>
        GrpcPreconditions.CheckNotNull(channel, nameof(channel)).CreateCallInvoker().Intercept(interceptors);

    /// <summary>An invoker over the channel that lets a function replace the headers of each call first.</summary>
    /// <param name="channel">Carries the calls.</param>
    /// <param name="interceptor">From the call's headers, empty where it has none, to those to send.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallInvoker Intercept(this ChannelBase channel, Func<Metadata, Metadata> interceptor) =>
        GrpcPreconditions.CheckNotNull(channel, nameof(channel)).CreateCallInvoker().Intercept(interceptor);
}
