using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>
/// Echoes requests, and sends back as response headers and trailers every request header whose key begins with "mirror-".
/// </summary>
internal sealed class EchoService(CallJournal journal) : Echo.EchoBase
{
    public const string DetailsKey = "grpc-status-details-bin";

    public override async Task<EchoReply> Unary(EchoRequest request, ServerCallContext context)
    {
        await MirrorAsync(context);
        await BehaveAsync(request.Behaviour, context);
        return new EchoReply { Text = request.Text };
    }

    public override async Task<EchoReply> Collect(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        await MirrorAsync(context);
        var texts = new List<string>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await BehaveAsync(request.Behaviour, context);
            texts.Add(request.Text);
        }

        return new EchoReply { Text = string.Join(',', texts) };
    }

    public override async Task Expand(EchoRequest request, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        await MirrorAsync(context);
        for (var i = 0; i < request.Count; i++)
        {
            await responseStream.WriteAsync(new EchoReply { Text = $"{request.Text}{i}" }, context.CancellationToken);
        }

        await BehaveAsync(request.Behaviour, context);
    }

    public override async Task Chat(
        IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        await MirrorAsync(context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await BehaveAsync(request.Behaviour, context);
            await responseStream.WriteAsync(new EchoReply { Text = request.Text });
        }
    }

    private static async Task MirrorAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("mirror-", StringComparison.Ordinal)))
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry);
        }

        await context.WriteResponseHeadersAsync(headers);
    }

    private async Task BehaveAsync(Behaviour behaviour, ServerCallContext context)
    {
        switch (behaviour)
        {
            case Behaviour.Wait:
                await journal.Of(context).WaitForCancellationAsync(context);
                break;
            case Behaviour.Refuse:
                throw new RpcException(new Status(StatusCode.NotFound, "no such text"), new Metadata { { "reason", "refused" } });
            case Behaviour.RefuseWithDetails:
                throw new RpcException(
                    new Status(StatusCode.ResourceExhausted, "slow down"),
                    new Metadata { { DetailsKey, DetailedStatus().ToByteArray() } });
            case Behaviour.Crash:
                throw new InvalidOperationException("a defect of the handler");
            case Behaviour.AnswerUncompressed:
                context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
                break;
            case Behaviour.Cancel:
                throw new RpcException(new Status(StatusCode.Cancelled, "enough"));
        }
    }

    private static Google.Rpc.Status DetailedStatus() => new()
    {
        Code = (int)StatusCode.ResourceExhausted,
        Message = "slow down",
        Details =
        {
            Any.Pack(new ResourceInfo { ResourceName = "texts" }),
            Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) }),
        },
    };
}
