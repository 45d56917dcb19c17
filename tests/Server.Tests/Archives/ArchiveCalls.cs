using Google.Protobuf;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Archives;

/// <summary>The rpcs of archives by the generated client.</summary>
internal static class ArchiveCalls
{
    /// <summary>The whole archive of a server.</summary>
    public static async Task<byte[]> ExportAsync(this RunningServer server)
    {
        using var call = server.Operations.ExportArchive(new(), RunningServer.Call());
        using var bytes = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(RunningServer.Patience))
        {
            Xunit.Assert.InRange(call.ResponseStream.Current.Chunk.Length, 1, 256 * 1024);
            call.ResponseStream.Current.Chunk.WriteTo(bytes);
        }
        return bytes.ToArray();
    }

    /// <summary>Restores an archive, which is cut into pieces of so many bytes.</summary>
    public static async Task<ImportArchiveResponse> ImportAsync(this RunningServer server, byte[] archive, int piece = 100_000)
    {
        using var call = server.Operations.ImportArchive(RunningServer.Call());
        try
        {
            foreach (var chunk in archive.Chunk(piece))
                await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(chunk) }).WaitAsync(RunningServer.Patience);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception ended) when (ended is Grpc.Core.RpcException or InvalidOperationException)
        {
            // The answer says why.
            return await call.ResponseAsync.WaitAsync(RunningServer.Patience);
        }
        return await call.ResponseAsync.WaitAsync(RunningServer.Patience);
    }
}
