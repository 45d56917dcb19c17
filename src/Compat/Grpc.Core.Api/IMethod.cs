namespace Grpc.Core;

/// <summary>A remote method without regard to its message types.</summary>
public interface IMethod
{
    /// <summary>Which sides stream.</summary>
    MethodType Type { get; }

    /// <summary>The full name of the service, for example "package.Service".</summary>
    string ServiceName { get; }

    /// <summary>The method's name within its service.</summary>
    string Name { get; }

    /// <summary>The path on the wire: "/package.Service/Method".</summary>
    string FullName { get; }
}
