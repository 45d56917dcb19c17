using Grpc.Core;

namespace RetentionGrpc.Client;

/// <summary>A call that is made again while that may help.</summary>
internal sealed class UnaryCall(RetentionClientOptions options, TimeSpan retryFor)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Retries _retries = new(options, retryFor);

    /// <summary>Makes it, each time with a deadline.</summary>
    /// <exception cref="RetentionException">It was refused, or did not come through in time.</exception>
    public async Task<T> MakeAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var patience = new CancellationTokenSource(Deadline, options.TimeProvider);
                using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
                return await call(over.Token).ConfigureAwait(false);
            }
            catch (RpcException failure)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var error = RetentionError.From(failure);
                _retries.Fail(error);
                if (!_retries.IsWorthIt(error) || _retries.IsOver)
                    throw new RetentionException(error, failure);
                await Task.Delay(_retries.Delay(error.RetryDelay), options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
