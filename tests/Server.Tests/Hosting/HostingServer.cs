using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetentionGrpc.Server.Hosting;
using RetentionGrpc.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace RetentionGrpc.Server.Tests.Hosting;

/// <summary>Health and reflection alone, on a free port of a real Kestrel, with a channel to them.</summary>
internal sealed class HostingServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HostingServer(WebApplication application, ServingStates states)
    {
        _application = application;
        States = states;
        IServerAddressesFeature addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Channel = GrpcChannel.ForAddress(addresses.Addresses.Single());
    }

    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        IngestionService.Descriptor, MetricsService.Descriptor, CustomerService.Descriptor, TenantService.Descriptor,
        OperationsService.Descriptor, Grpc.Health.V1.Health.Descriptor, Grpc.Reflection.V1.ServerReflection.Descriptor,
        Grpc.Reflection.V1Alpha.ServerReflection.Descriptor,
    ];

    public ServingStates States { get; }

    public GrpcChannel Channel { get; }

    public static async Task<HostingServer> StartAsync()
    {
        ServingStates states = new(["retention.v1.MetricsService", "retention.v1.IngestionService"]);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(states);
        builder.Services.AddSingleton(new ReflectionIndex(Services));
        WebApplication application = builder.Build();
        application.MapGrpcService<Server.Hosting.Health>();
        application.MapGrpcService<Server.Hosting.Reflection>();
        application.MapGrpcService<ReflectionAlpha>();
        await application.StartAsync();
        return new HostingServer(application, states);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _application.DisposeAsync();
    }
}
