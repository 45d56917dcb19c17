using System.Globalization;
using System.Runtime.CompilerServices;
using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class OperationsRpcs
{
    /// <summary>Restores an archive.</summary>
    public override async Task<ImportArchiveResponse> ImportArchive(
        IAsyncStreamReader<ImportArchiveRequest> requests, ServerCallContext context)
    {
        var restored = (await services.Restores.RunAsync(Chunks(requests, services), context.CancellationToken)).ValueOrThrow();
        var (header, counts) = restored;
        return new ImportArchiveResponse
        {
            Header = new()
            {
                ProductVersion = header.ProductVersion,
                CutTime = WireTime.ToWire(header.CutMs),
                LogId = header.LogId.ToString("x32", CultureInfo.InvariantCulture),
                PartitionCount = header.PartitionCount,
            },
            TenantCount = counts.Tenants,
            CustomerCount = counts.Customers,
            EventCount = counts.Events,
            RejectedEventCount = counts.RejectedEvents,
        };
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(
        IAsyncStreamReader<ImportArchiveRequest> requests, OperationsServices services,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var silence = new CancellationTokenSource(services.ReadTimeout, services.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        while (await NextAsync())
        {
            yield return requests.Current.Chunk.Memory;
            silence.CancelAfter(services.ReadTimeout);
        }

        async Task<bool> NextAsync()
        {
            try
            {
                return await requests.MoveNext(ending.Token);
            }
            catch (Exception failure) when (silence.IsCancellationRequested && !cancellation.IsCancellationRequested
                && failure is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
            {
                throw new Refusal(RefusalReason.MessageTimeout,
                    $"Nothing of the archive came for {services.ReadTimeout.TotalSeconds} s: nothing of it was taken. Send it again.")
                    .ToException();
            }
        }
    }
}
