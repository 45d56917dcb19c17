namespace Pipelines.Sockets.Unofficial;

/// <summary>The other side reset the connection: it ended, or refused what it was sent.</summary>
public sealed class ConnectionResetException : IOException
{
    /// <summary>Tells what happened.</summary>
    /// <param name="message">In words.</param>
    /// <param name="inner">What the socket said.</param>
    public ConnectionResetException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
