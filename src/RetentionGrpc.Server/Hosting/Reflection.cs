using Grpc.Core;
using Grpc.Reflection.V1;

namespace RetentionGrpc.Server.Hosting;

/// <summary><c>grpc.reflection.v1.ServerReflection</c>: lets grpcurl and ghz call this server without its protos.</summary>
/// <param name="index">What there is to tell.</param>
public sealed class Reflection(ReflectionIndex index) : ServerReflection.ServerReflectionBase
{
    /// <summary>Answers each request in the order of arrival.</summary>
    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context) =>
        new ReflectionAnswers(index).AnswerAllAsync(
            requestStream,
            responseStream,
            request => request,
            response => response,
            context.CancellationToken);
}
