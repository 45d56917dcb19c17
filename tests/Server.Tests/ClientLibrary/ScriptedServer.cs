using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetentionGrpc.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

/// <summary>A real Kestrel that serves a <see cref="ScriptedIngestion"/>, and a client of it.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ScriptedServer(WebApplication application, ScriptedIngestion ingestion, RetentionClientOptions options)
    {
        _application = application;
        Ingestion = ingestion;
        Client = new RetentionClient(new Uri(application.Urls.Single()), options);
    }

    public ScriptedIngestion Ingestion { get; }

    public RetentionClient Client { get; }

    public static async Task<ScriptedServer> StartAsync(RetentionClientOptions? options = null)
    {
        var ingestion = new ScriptedIngestion();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(ingestion);
        builder.Services.AddGrpc();
        var application = builder.Build();
        application.MapGrpcService<ScriptedIngestion>();
        await application.StartAsync();
        return new ScriptedServer(application, ingestion, options ?? new RetentionClientOptions());
    }

    /// <summary>A stream that sends full batches only, with a deadline on its opening.</summary>
    public Task<EventStream> OpenAsync(Func<EventStreamOptions, EventStreamOptions>? change = null)
    {
        var options = new EventStreamOptions { ProducerId = "p", Linger = Timeout.InfiniteTimeSpan };
        return Client.OpenEventStreamAsync(change?.Invoke(options) ?? options).WaitAsync(TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _application.DisposeAsync();
    }

    public static IEnumerable<Event> Events(int count, int from = 0) => Enumerable.Range(from, count).Select(number => new Event
    {
        EventId = $"e{number}",
        CustomerId = $"c{number % 7}",
        OccurredTime = new() { Seconds = 1_700_000_000 + number },
        Activity = new Activity { Name = "seen" },
    });
}
