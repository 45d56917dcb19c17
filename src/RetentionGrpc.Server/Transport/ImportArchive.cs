using System.Globalization;
using System.Runtime.CompilerServices;
using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class OperationsRpcs
{
    /// <summary>Restores an archive.</summary>
    public override async Task<ImportArchiveResponse> ImportArchive(
        IAsyncStreamReader<ImportArchiveRequest> requests, ServerCallContext context)
    {
        var restored = (await services.Restores.RunAsync(Chunks(requests), context.CancellationToken)).ValueOrThrow();
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
        IAsyncStreamReader<ImportArchiveRequest> requests, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await requests.MoveNext(cancellation))
            yield return requests.Current.Chunk.Memory;
    }
}
