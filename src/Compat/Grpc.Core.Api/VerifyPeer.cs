namespace Grpc.Core;

/// <summary>A further check of a TLS server, after its certificate has passed.</summary>
/// <param name="context">The server.</param>
/// <returns>Whether to go on.</returns>
public delegate bool VerifyPeerCallback(VerifyPeerContext context);

/// <summary>The server that a <see cref="VerifyPeerCallback"/> checks. Immutable.</summary>
public class VerifyPeerContext
{
    /// <summary>A server with its certificate.</summary>
    /// <param name="targetName">The name that the channel asked for.</param>
    /// <param name="peerPem">The server's certificate, PEM.</param>
    internal VerifyPeerContext(string targetName, string peerPem)
    {
        TargetName = targetName;
        PeerPem = peerPem;
    }

    /// <summary>The name that the channel asked for.</summary>
    public string TargetName { get; }

    /// <summary>The server's certificate, PEM.</summary>
    public string PeerPem { get; }
}
