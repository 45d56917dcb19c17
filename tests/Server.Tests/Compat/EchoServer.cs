using System.IO.Compression;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>A real Kestrel on a free port of 127.0.0.1, plaintext HTTP/2, that serves <see cref="EchoService"/>.</summary>
public sealed class EchoServer : IAsyncLifetime
{
    private WebApplication? _application;
    private GrpcChannel? _channel;

    internal CallJournal Journal { get; } = new();

    internal string Address => _application!.Urls.Single();

    internal GrpcChannel Channel => _channel!;

    internal Echo.EchoClient Client => new(Channel);

    /// <summary>Options with a deadline, a fresh "call-id" and the given headers.</summary>
    internal static CallOptions Options(Metadata? headers = null, double seconds = 10, CancellationToken cancellation = default)
    {
        headers ??= [];
        headers.Add(CallJournal.CallIdKey, Guid.NewGuid().ToString());
        return new CallOptions(headers, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(seconds), cancellation);
    }

    /// <summary>What the server sees of the call that is made with these options.</summary>
    internal CallRecord Record(CallOptions options) => Journal.Of(options.Headers!.GetValue(CallJournal.CallIdKey)!);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(Journal);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.ResponseCompressionAlgorithm = "gzip";
            grpc.ResponseCompressionLevel = CompressionLevel.Fastest;
            grpc.Interceptors.Add<ServerTrail>("outer");
            grpc.Interceptors.Add<ServerTrail>("inner");
        });
        _application = builder.Build();
        _application.Use(async (context, next) =>
        {
            Journal.Of(context.Request.Headers[CallJournal.CallIdKey].ToString())
                .Arrived([.. context.Request.Headers.Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}")]);
            await next(context);
        });
        _application.MapGrpcService<EchoService>();
        await _application.StartAsync();
        _channel = GrpcChannel.ForAddress(Address);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _channel?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }
}
