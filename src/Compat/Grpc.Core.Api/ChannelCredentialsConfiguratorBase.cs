namespace Grpc.Core;

/// <summary>Through which an implementation of gRPC learns what <see cref="ChannelCredentials"/> are made of.</summary>
public abstract class ChannelCredentialsConfiguratorBase
{
    /// <summary>There is no security.</summary>
    /// <param name="state">What the implementation passed.</param>
    public abstract void SetInsecureCredentials(object? state);

    /// <summary>They are TLS.</summary>
    /// <param name="state">What the implementation passed.</param>
    /// <param name="rootCertificates">The roots, PEM; null for the system's.</param>
    /// <param name="keyCertificatePair">The client's own certificate and key; null for none.</param>
    /// <param name="verifyPeerCallback">A further check of the server; null for none.</param>
    public abstract void SetSslCredentials(
        object? state, string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback);

    /// <summary>They are those of a channel with those of its calls.</summary>
    /// <param name="state">What the implementation passed.</param>
    /// <param name="channelCredentials">The channel's.</param>
    /// <param name="callCredentials">The calls'.</param>
    public abstract void SetCompositeCredentials(object? state, ChannelCredentials channelCredentials, CallCredentials callCredentials);
}
