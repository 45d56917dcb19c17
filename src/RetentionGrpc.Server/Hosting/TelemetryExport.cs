using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Hosting;

/// <summary>
/// Sends metrics and traces to a collector by OTLP, where one is configured. Everything else of OTLP (protocol, headers, intervals) is
/// read from the environment variables of OpenTelemetry, <c>OTEL_EXPORTER_OTLP_*</c>, <c>OTEL_METRIC_EXPORT_INTERVAL</c> and the like.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    /// <summary>What is measured, for whoever reads it: the server's own, and what the framework tells of itself.</summary>
    public static readonly string[] Meters =
        [IngestionMeter.Name, "Microsoft.AspNetCore.Server.Kestrel", "Grpc.AspNetCore.Server", "System.Runtime"];

    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private TelemetryExport(Uri? endpoint)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("retention");
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Meters)
            .AddOtlpExporter(otlp => Point(otlp, endpoint))
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(IngestionMeter.Name, "Microsoft.AspNetCore", "Grpc.AspNetCore.Server")
            .AddOtlpExporter(otlp => Point(otlp, endpoint))
            .Build();
    }

    /// <summary>Begins to export, or returns null where neither the option nor the environment names a collector.</summary>
    public static TelemetryExport? Begin(Uri? endpoint) =>
        endpoint is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable))
            ? null
            : new TelemetryExport(endpoint);

    /// <summary>Sends what is left, for a moment, and ends.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _traces.Dispose();
    }

    private static void Point(OtlpExporterOptions otlp, Uri? endpoint)
    {
        if (endpoint is not null)
            otlp.Endpoint = endpoint;
    }
}
