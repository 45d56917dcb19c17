using Google.Protobuf;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Stable = Grpc.Reflection.V1;

namespace RetentionGrpc.Server.Hosting;

/// <summary><c>grpc.reflection.v1alpha.ServerReflection</c>, for older tools: the bytes of v1 under another name.</summary>
/// <param name="index">What there is to tell.</param>
public sealed class ReflectionAlpha(ReflectionIndex index) : ServerReflection.ServerReflectionBase
{
    /// <summary>Answers each request in the order of arrival.</summary>
    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context) =>
        new ReflectionAnswers(index).AnswerAllAsync(
            requestStream,
            responseStream,
            request => Stable.ServerReflectionRequest.Parser.ParseFrom(request.ToByteString()),
            response => ServerReflectionResponse.Parser.ParseFrom(response.ToByteString()),
            context.CancellationToken);
}
