using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Question = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace RetentionGrpc.Server.Hosting;

/// <summary>The answers of one reflection call. It remembers which files the call has sent, so each goes out once.</summary>
/// <param name="index">What there is to tell.</param>
internal sealed class ReflectionAnswers(ReflectionIndex index)
{
    private readonly HashSet<string> _sent = [];

    /// <summary>Answers one question; one that has no answer gets an error_response, never a failure of the call.</summary>
    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        ServerReflectionResponse response = new() { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case Question.ListServices:
                response.ListServicesResponse = new ListServiceResponse
                {
                    Service = { index.ServiceNames.Select(name => new ServiceResponse { Name = name }) },
                };
                break;
            case Question.FileByFilename:
                Describe(response, index.FileNamed(request.FileByFilename), $"file {request.FileByFilename}");
                break;
            case Question.FileContainingSymbol:
                // Some tools write a full name with a dot before it.
                string symbol = request.FileContainingSymbol.TrimStart('.');
                Describe(response, index.FileDeclaring(symbol), $"symbol {symbol}");
                break;
            case Question.FileContainingExtension:
                Describe(response, null, $"extension of {request.FileContainingExtension.ContainingType}");
                break;
            case Question.AllExtensionNumbersOfType:
                Describe(response, null, $"extension of {request.AllExtensionNumbersOfType}");
                break;
            default:
                response.ErrorResponse = Error(StatusCode.InvalidArgument, "The request asks nothing that this server knows.");
                break;
        }

        return response;
    }

    /// <summary>Answers each request of a call in the order of arrival, in either version of the contract.</summary>
    /// <param name="requests">Of the call.</param>
    /// <param name="responses">Of the call.</param>
    /// <param name="read">Makes a request of v1 of one of the call's.</param>
    /// <param name="write">Makes one of the call's responses of v1's.</param>
    /// <param name="gone">Says that the caller has gone.</param>
    public async Task AnswerAllAsync<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses,
        Func<TRequest, ServerReflectionRequest> read,
        Func<ServerReflectionResponse, TResponse> write,
        CancellationToken gone)
    {
        try
        {
            while (await requests.MoveNext(gone))
            {
                await responses.WriteAsync(write(Answer(read(requests.Current))), gone);
            }
        }
        catch (Exception) when (gone.IsCancellationRequested)
        {
            // A caller who has read enough just goes: no error, and nobody is left to be told.
        }
    }

    private void Describe(ServerReflectionResponse response, FileDescriptor? file, string asked)
    {
        if (file is null)
        {
            response.ErrorResponse = Error(StatusCode.NotFound, $"This server has no {asked}.");
            return;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse();
        foreach (FileDescriptor next in ReflectionIndex.WithImports(file))
        {
            if (_sent.Add(next.Name) || next == file)
            {
                response.FileDescriptorResponse.FileDescriptorProto.Add(next.SerializedData);
            }
        }
    }

    private static ErrorResponse Error(StatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}
