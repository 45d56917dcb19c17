using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class OperationsRpcs
{
    private const int MessageBytes = 256 * 1024;

    /// <summary>All that the server holds.</summary>
    public override async Task ExportArchive(
        ExportArchiveRequest request, IServerStreamWriter<ExportArchiveResponse> responses, ServerCallContext context)
    {
        var archive = (await services.Exports.CutAsync()).ValueOrThrow();
        var (message, length) = (new byte[MessageBytes], 0);
        foreach (var bytes in archive.Bytes)
        {
            for (var rest = bytes; !rest.IsEmpty;)
            {
                var part = Math.Min(rest.Length, message.Length - length);
                rest.Span[..part].CopyTo(message.AsSpan(length));
                (rest, length) = (rest[part..], length + part);
                if (length < message.Length)
                    continue;
                await SendAsync(responses, new ExportArchiveResponse { Chunk = UnsafeByteOperations.UnsafeWrap(message) }, context);
                (message, length) = (new byte[MessageBytes], 0);
            }
        }
        var last = new ExportArchiveResponse { Chunk = UnsafeByteOperations.UnsafeWrap(message.AsMemory(0, length)) };
        await SendAsync(responses, last, context);
    }

    private async Task SendAsync<T>(IServerStreamWriter<T> responses, T message, ServerCallContext context)
    {
        if (services.Draining.IsCancellationRequested)
            throw Refusal.ShuttingDown().ToException();
        var refusal = await UnreadMessages.SendAsync(
            responses, message, context.GetHttpContext(), services.ReadTimeout, services.Time, context.CancellationToken);
        if (refusal is not null)
            throw refusal.ToException();
    }
}
