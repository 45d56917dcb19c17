using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RetentionGrpc.Redis.Tests.Client;

/// <summary>A certificate for 127.0.0.1 that nobody has signed but itself, and its files in PEM as the server reads them.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-tls-").FullName;

    public TlsFiles()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificateFile, Certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Certificate { get; }

    public string CertificateFile => Path.Combine(_folder, "redis.crt");

    private string KeyFile => Path.Combine(_folder, "redis.key");

    /// <summary>What a server needs to listen with TLS on a port.</summary>
    /// <param name="port">Beside its plain port.</param>
    /// <param name="authClients">Whether clients must show a certificate: yes or no.</param>
    public string[] ServerArguments(int port, string authClients) =>
    [
        "--tls-port", $"{port}", "--tls-cert-file", CertificateFile, "--tls-key-file", KeyFile, "--tls-ca-cert-file", CertificateFile,
        "--tls-auth-clients", authClients,
    ];

    public void Dispose()
    {
        Certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
