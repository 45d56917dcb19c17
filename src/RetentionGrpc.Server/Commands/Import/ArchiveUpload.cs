using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>Restores an archive of `retention export` into an empty server.</summary>
/// <param name="client">The server.</param>
/// <param name="output">Takes what was restored.</param>
/// <param name="errors">Takes progress and failures.</param>
internal sealed class ArchiveUpload(RetentionClient client, TextWriter output, TextWriter errors)
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>Sends a file; - is standard input.</summary>
    /// <returns>The exit code: 0 once it is restored, 1 if it is not.</returns>
    public async Task<int> RunAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = file == ImportSource.StandardInput ? Console.OpenStandardInput() : ImportSource.OpenFile(file);
            var restored = await SendAsync(stream, stream.CanSeek ? stream.Length : CommandProgress.UnknownTotal, cancellationToken);
            await output.WriteLineAsync(
                FormattableString.Invariant($"restored: {restored.TenantCount:N0} tenants, {restored.CustomerCount:N0} customers, ")
                + FormattableString.Invariant($"{restored.EventCount:N0} events, {restored.RejectedEventCount:N0} rejected events, ")
                + $"as of {restored.Header.CutTime.ToDateTime():yyyy-MM-ddTHH:mm:ss.fffZ}, "
                + $"from {restored.Header.PartitionCount} partitions of version {restored.Header.ProductVersion}");
            return 0;
        }
        catch (RpcException failure) when (!cancellationToken.IsCancellationRequested)
        {
            await ClientConnection.TellAsync(errors, RetentionError.From(failure));
        }
        catch (Exception failure) when (cancellationToken.IsCancellationRequested || failure is IOException or UnauthorizedAccessException)
        {
            var told = cancellationToken.IsCancellationRequested
                ? "interrupted; look at the server before it is tried again"
                : failure.Message;
            await errors.WriteLineAsync($"error: {told}");
        }
        return 1;
    }

    private async Task<ImportArchiveResponse> SendAsync(Stream stream, long total, CancellationToken cancellationToken)
    {
        var progress = new CommandProgress(errors, "archive", "bytes", total, TimeProvider.System);
        var operations = new OperationsService.OperationsServiceClient(client.Invoker);
        using var call = operations.ImportArchive(cancellationToken: cancellationToken);
        var (chunk, sent) = (new byte[ChunkBytes], 0L);
        try
        {
            while (await stream.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var length)
            {
                await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(chunk, 0, length) }, cancellationToken);
                sent += length;
                progress.At(sent, sent);
            }
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception refused) when (refused is RpcException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            // A call that the server has ended takes nothing more; its answer says why.
            return await call.ResponseAsync;
        }
        progress.Finish(sent);
        return await call.ResponseAsync;
    }
}
