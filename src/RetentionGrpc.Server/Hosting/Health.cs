using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace RetentionGrpc.Server.Hosting;

/// <summary><c>grpc.health.v1.Health</c>: tells probes and load balancers what <see cref="ServingStates"/> holds.</summary>
/// <param name="states">The states; shared with whoever sets them.</param>
public sealed class Health(ServingStates states) : global::Grpc.Health.V1.Health.HealthBase
{
    /// <summary>The state of one service; NOT_FOUND for a name that is not known.</summary>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        StatusOf(states.Current, request.Service) is var status && status != ServingStatus.ServiceUnknown
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new Status(StatusCode.NotFound, "This server has no service of that name."));

    /// <summary>The states of all services.</summary>
    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        HealthListResponse response = new();
        ServingStates.Snapshot current = states.Current;
        foreach (string service in current.IsServing.Keys)
        {
            response.Statuses.Add(service, new HealthCheckResponse { Status = StatusOf(current, service) });
        }

        return Task.FromResult(response);
    }

    /// <summary>The state of one service now and after each change, until the caller goes or the server has begun to drain.</summary>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        try
        {
            ServingStatus? sent = null;
            for (ServingStates.Snapshot? current = states.Current;
                current is not null;
                current = await NextAsync(current, context.CancellationToken))
            {
                ServingStatus status = StatusOf(current, request.Service);
                if (status != sent)
                {
                    await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
                    sent = status;
                }
            }
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            // A watch ends by the caller's going: no error, and nobody is left to be told.
        }
    }

    /// <summary>The newest states once these are old; null where these are the last.</summary>
    private async Task<ServingStates.Snapshot?> NextAsync(ServingStates.Snapshot seen, CancellationToken gone)
    {
        if (seen.IsDraining)
        {
            return null;
        }

        await seen.Changed.WaitAsync(gone);
        return states.Current;
    }

    private static ServingStatus StatusOf(ServingStates.Snapshot snapshot, string service) =>
        !snapshot.IsServing.TryGetValue(service, out bool isServing) ? ServingStatus.ServiceUnknown
        : isServing ? ServingStatus.Serving
        : ServingStatus.NotServing;
}
