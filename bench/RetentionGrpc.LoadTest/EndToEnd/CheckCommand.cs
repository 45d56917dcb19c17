using System.CommandLine;
using Grpc.Core;
using Grpc.Net.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary><c>check</c>: asks once what h2load is going to ask, and looks at the answer.</summary>
internal static class CheckCommand
{
    private const int FrameHead = 5;

    private static readonly Method<byte[], byte[]> ComputeChurn = new(
        MethodType.Unary, MetricsService.Descriptor.FullName, "ComputeChurn", Bytes, Bytes);

    private static Marshaller<byte[]> Bytes => new((bytes, context) => context.Complete(bytes), context => context.PayloadAsNewBuffer());

    public static Command Create()
    {
        var body = new Argument<string>("body") { Description = "A body of ComputeChurn that \"bodies\" wrote." };
        var port = new Option<int>("--port") { Description = "The server's port on 127.0.0.1.", Required = true };
        var command = new Command("check", "Sends a body of ComputeChurn once; prints the bytes of the reply. Fails if it counts nobody.");
        command.Add(body);
        command.Add(port);
        command.SetAction(async (arguments, cancellation) =>
        {
            var request = (await File.ReadAllBytesAsync(arguments.GetValue(body)!, cancellation))[FrameHead..];
            using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{arguments.GetValue(port)}");
            var options = new CallOptions(cancellationToken: cancellation);
            var call = channel.CreateCallInvoker().AsyncUnaryCall(ComputeChurn, null, options, request);
            var reply = await call.ResponseAsync;
            var counts = ComputeChurnResponse.Parser.ParseFrom(reply).Counts;
            if (counts.StartCount == 0 || counts.RetainedCount == 0)
                throw new InvalidOperationException($"The answer counts nobody: {counts}");
            Console.WriteLine(reply.Length + FrameHead);
            return 0;
        });
        return command;
    }
}
