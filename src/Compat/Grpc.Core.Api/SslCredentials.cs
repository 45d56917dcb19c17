namespace Grpc.Core;

/// <summary>TLS. Immutable.</summary>
/// <remarks>
/// The client for HttpClient takes only the plain form, and its certificates from the HttpMessageHandler.
/// </remarks>
public sealed class SslCredentials : ChannelCredentials
{
    private readonly VerifyPeerCallback? _verifyPeerCallback;

    /// <summary>TLS with the system's root certificates.</summary>
    public SslCredentials()
        : this(null, null, null)
    {
    }

    /// <summary>TLS with given root certificates.</summary>
    /// <param name="rootCertificates">The roots, PEM; null for the system's.</param>
    public SslCredentials(string? rootCertificates)
        : this(rootCertificates, null, null)
    {
    }

    /// <summary>TLS with given root certificates and a client certificate.</summary>
    /// <param name="rootCertificates">The roots, PEM; null for the system's.</param>
    /// <param name="keyCertificatePair">The client's own certificate and key; null for none.</param>
    public SslCredentials(string? rootCertificates, KeyCertificatePair? keyCertificatePair)
        : this(rootCertificates, keyCertificatePair, null)
    {
    }

    /// <summary>TLS with given root certificates, a client certificate and a further check of the server.</summary>
    /// <param name="rootCertificates">The roots, PEM; null for the system's.</param>
    /// <param name="keyCertificatePair">The client's own certificate and key; null for none.</param>
    /// <param name="verifyPeerCallback">The further check; null for none.</param>
    public SslCredentials(string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback)
    {
        RootCertificates = rootCertificates;
        KeyCertificatePair = keyCertificatePair;
        _verifyPeerCallback = verifyPeerCallback;
    }

    /// <summary>The root certificates, PEM; null for the system's.</summary>
    public string? RootCertificates { get; }

    /// <summary>The client's own certificate and key; null for none.</summary>
    public KeyCertificatePair? KeyCertificatePair { get; }

    /// <inheritdoc/>
    public override void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object? state) =>
        configurator.SetSslCredentials(state, RootCertificates, KeyCertificatePair, _verifyPeerCallback);
}
