using Microsoft.AspNetCore.Http.Features;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>Puts a <see cref="MeteredBody"/> before every call of the product's own services.</summary>
internal static class MeteredBodies
{
    private const string Services = "/retention.v1.";
    private static readonly string Ingestion = $"/{IngestionService.Descriptor.FullName}/";

    /// <summary>Sees to the bodies.</summary>
    public static Func<HttpContext, RequestDelegate, Task> Meter(IngestionServices services) =>
        (context, next) => MeterAsync(context, next, services);

    private static Task MeterAsync(HttpContext context, RequestDelegate next, IngestionServices services)
    {
        if (context.Request.Path.Value?.StartsWith(Services, StringComparison.Ordinal) != true)
            return next(context);
        if (context.Request.Path.Value.StartsWith(Ingestion, StringComparison.Ordinal))
            return CountAsync(context, next, services);
        var body = new MeteredBody(context.Request.BodyReader, services.Rules, services.Time, null, "");
        context.Features.Set<IRequestBodyPipeFeature>(body);
        return next(context);
    }

    private static async Task CountAsync(HttpContext context, RequestDelegate next, IngestionServices services)
    {
        string named = context.Request.Headers[TenantHeader.Name].FirstOrDefault() ?? TenantSettings.DefaultId;
        var body = new MeteredBody(
            context.Request.BodyReader, services.Rules, services.Time, services.Budget, services.Tenants.KeyOf(named));
        context.Features.Set(body);
        context.Features.Set<IRequestBodyPipeFeature>(body);
        try
        {
            await next(context);
        }
        finally
        {
            body.ReleaseClaim();
        }
    }
}
