namespace Pipelines.Sockets.Unofficial;

/// <summary>How a socket is served.</summary>
[Flags]
public enum SocketConnectionOptions
{
    /// <summary>As usual.</summary>
    None = 0,
}
