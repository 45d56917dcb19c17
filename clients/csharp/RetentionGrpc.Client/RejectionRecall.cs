using Grpc.Core;
using RetentionGrpc.V1;

namespace RetentionGrpc.Client;

/// <summary>Fetches the rejections of batches whose ack was lost, or names only the first of them, from the server's dead letter.</summary>
internal sealed class RejectionRecall(RetentionClient client, string producerId)
{
    private const int PageSize = 1_000;

    private static readonly TimeSpan PageDeadline = TimeSpan.FromSeconds(10);

    private ILookup<long, Rejection> _known = Enumerable.Empty<RejectedEvent>().ToLookup(x => x.Sequence, x => x.Rejection);
    private long _knownThrough;

    /// <summary>The rejections of a batch, as far as the dead letter has them. A server that has none to give says nothing.</summary>
    /// <param name="sequence">The batch.</param>
    /// <param name="logThrough">What the log is known to have by now, this batch included: one fetch does for all of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">It cannot be asked just now.</exception>
    public async Task<IEnumerable<Rejection>> OfAsync(long sequence, long logThrough, CancellationToken cancellationToken)
    {
        if (sequence > _knownThrough)
        {
            _known = await FetchAsync(cancellationToken).ConfigureAwait(false);
            _knownThrough = logThrough;
        }
        return _known[sequence];
    }

    private async Task<ILookup<long, Rejection>> FetchAsync(CancellationToken cancellationToken)
    {
        var all = new List<RejectedEvent>();
        var request = new ListRejectedEventsRequest { PageSize = PageSize, ProducerId = producerId };
        try
        {
            do
            {
                using var patience = new CancellationTokenSource(PageDeadline, client.Time);
                using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
                var page = await client.Ingestion.ListRejectedEventsAsync(request, cancellationToken: over.Token).ConfigureAwait(false);
                all.AddRange(page.RejectedEvents.Select(x => new RejectedEvent { Sequence = x.Sequence, Rejection = x.Rejection }));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.Unimplemented or StatusCode.PermissionDenied)
        {
            // The events are in the log all the same.
            all.Clear();
        }
        return all.ToLookup(x => x.Sequence, x => x.Rejection);
    }
}
