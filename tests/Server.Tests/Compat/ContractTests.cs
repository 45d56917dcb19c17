using System.Buffers;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Xunit;

namespace RetentionGrpc.Server.Tests.Compat;

/// <summary>What the contract types promise by themselves, without a connection.</summary>
public sealed class ContractTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("naïve")]
    [InlineData("a\n")]
    public void MetadataKey_WithInvalidCharacter_IsRefused(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata { { key, "value" } });

    [Fact]
    public void MetadataKey_IsLoweredAndFindsTheLastEntry()
    {
        var metadata = new Metadata { { "X-Request_Id.1", "first" }, { "x-request_id.1", "last" }, { "other", "o" } };
        Assert.Equal("last", metadata.GetValue("x-request_id.1"));
        Assert.Equal(["first", "last"], metadata.GetAll("x-request_id.1").Select(entry => entry.Value));
        Assert.Null(metadata.Get("absent"));
        Assert.Null(metadata.GetValue("absent"));
        Assert.Null(metadata.GetValueBytes("absent"));
    }

    [Fact]
    public void MetadataEntry_TextAndBytes_KeepToTheirKeys()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("key-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("key", [1]));

        byte[] bytes = [1, 2, 255];
        var binary = new Metadata.Entry("Key-Bin", bytes);
        bytes[0] = 9;
        binary.ValueBytes[1] = 9;
        Assert.True(binary.IsBinary);
        Assert.Equal([1, 2, 255], binary.ValueBytes);
        Assert.Throws<InvalidOperationException>(() => binary.Value);
        Assert.Equal("[Entry: key=key-bin, valueBytes=0102FF]", binary.ToString());

        var text = new Metadata.Entry("Key", "text");
        Assert.False(text.IsBinary);
        Assert.Equal("text"u8.ToArray(), text.ValueBytes);
        Assert.Equal("[Entry: key=key, value=text]", text.ToString());
    }

    [Fact]
    public void MetadataEmpty_RefusesEveryChange()
    {
        var entry = new Metadata.Entry("key", "value");
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add(entry));
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Insert(0, entry));
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty[0] = entry);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Remove(entry));
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.RemoveAt(0));
        Assert.Throws<InvalidOperationException>(Metadata.Empty.Clear);
    }

    [Fact]
    public void Metadata_IsAList()
    {
        var (a, b) = (new Metadata.Entry("a", "1"), new Metadata.Entry("b", "2"));
        var metadata = new Metadata { b };
        metadata.Insert(0, a);
        Assert.Equal([a, b], metadata);
        Assert.Equal(1, metadata.IndexOf(b));
        Assert.True(metadata.Remove(a));
        Assert.DoesNotContain(a, metadata);
        metadata[0] = a;
        metadata.RemoveAt(0);
        Assert.Empty(metadata);
    }

    [Fact]
    public void RpcException_SaysItsStatusAndCause()
    {
        var cause = new InvalidOperationException("cause");
        var status = new Status(StatusCode.Internal, "detail", cause);
        var exception = new RpcException(status);
        Assert.Equal(
            "Status(StatusCode=\"Internal\", Detail=\"detail\", DebugException=\"System.InvalidOperationException: cause\")",
            exception.Message);
        Assert.Same(cause, exception.InnerException);
        Assert.Same(Metadata.Empty, exception.Trailers);
        Assert.Equal("own words", new RpcException(status, "own words").Message);
        Assert.Throws<ArgumentNullException>(() => new RpcException(status, (Metadata)null!));
    }

    [Fact]
    public void CallOptions_With_ChangesOneThingInACopy()
    {
        var headers = new Metadata();
        var deadline = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var credentials = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);
        using var cancellation = new CancellationTokenSource();
        var original = new CallOptions();

        var changed = original.WithHeaders(headers).WithDeadline(deadline).WithCancellationToken(cancellation.Token)
            .WithWriteOptions(WriteOptions.Default).WithCredentials(credentials).WithWaitForReady();

        Assert.Same(headers, changed.Headers);
        Assert.Equal(deadline, changed.Deadline);
        Assert.Equal(cancellation.Token, changed.CancellationToken);
        Assert.Same(WriteOptions.Default, changed.WriteOptions);
        Assert.Same(credentials, changed.Credentials);
        Assert.True(changed.IsWaitForReady);
        Assert.False(changed.WithWaitForReady(false).IsWaitForReady);
        Assert.Equal(default, original);
    }

    [Fact]
    public void Marshaller_OverBuffers_AlsoWorksOverArrays()
    {
        var marshaller = Marshallers.Create<byte[]>(
            (message, context) =>
            {
                context.SetPayloadLength(message.Length);
                context.GetBufferWriter().Write(message);
                context.Complete();
            },
            context => context.PayloadAsReadOnlySequence().ToArray());
        Assert.Equal([1, 2, 3], marshaller.Serializer([1, 2, 3]));
        Assert.Equal([1, 2, 3], marshaller.Deserializer([1, 2, 3]));

        var incomplete = Marshallers.Create<string>((_, _) => { }, _ => "");
        Assert.Throws<InvalidOperationException>(() => incomplete.Serializer("never completed"));
        Assert.Equal("naïve", Marshallers.StringMarshaller.Deserializer(Marshallers.StringMarshaller.Serializer("naïve")));
    }

    [Fact]
    public async Task UnaryCall_OfTestDouble_AnswersFromItsParts()
    {
        var disposals = 0;
        var trailers = new Metadata { { "t", "1" } };
        var call = new AsyncUnaryCall<string>(
            Task.FromResult("response"), Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => trailers, () => disposals++);

        Assert.Equal("response", await call);
        Assert.Same(Metadata.Empty, await call.ResponseHeadersAsync);
        Assert.Equal(Status.DefaultSuccess, call.GetStatus());
        Assert.Same(trailers, call.GetTrailers());
        call.Dispose();
        Assert.Equal(1, disposals);
    }

    [Fact]
    public async Task ServiceDefinition_Intercepted_HandsEveryMethodToTheBinder()
    {
        var definition = Echo.BindService(new EchoService(new CallJournal()));
        var binder = new CollectingBinder();
        definition.Intercept(new Answering("inner")).Intercept(new Answering("outer")).BindService(binder);

        Assert.Equal(
            [MethodType.Unary, MethodType.ClientStreaming, MethodType.ServerStreaming, MethodType.DuplexStreaming], binder.Types);
        Assert.Equal("outer", ((EchoReply)await binder.UnaryAnswer!).Text);
    }

    [Fact]
    public void ServiceDefinition_SameMethodTwice_IsRefused()
    {
        var method = new Method<string, string>(
            MethodType.Unary, "s", "m", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        Assert.Equal("/s/m", method.FullName);
        UnaryServerMethod<string, string> handler = (request, _) => Task.FromResult(request);
        var builder = ServerServiceDefinition.CreateBuilder().AddMethod(method, handler);
        Assert.Throws<ArgumentException>(() => builder.AddMethod(method, handler));
    }

    [Fact]
    public void AuthContext_FindsThePeersIdentity()
    {
        var name = AuthProperty.Create("name", "ada"u8.ToArray());
        var context = new AuthContext("name", new Dictionary<string, List<AuthProperty>> { ["name"] = [name] });
        Assert.True(context.IsPeerAuthenticated);
        Assert.Equal("ada", context.PeerIdentity.Single().Value);
        Assert.Empty(context.FindPropertiesByName("absent"));
        Assert.False(new AuthContext(null, []).IsPeerAuthenticated);
    }

    /// <summary>Answers unary calls itself, with its own name.</summary>
    private sealed class Answering(string name) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            Task.FromResult((TResponse)(object)new EchoReply { Text = name });
    }

    private sealed class CollectingBinder : ServiceBinderBase
    {
        public List<MethodType> Types { get; } = [];

        public Task<object>? UnaryAnswer { get; private set; }

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        {
            Types.Add(method.Type);
            UnaryAnswer = AnswerAsync();

            async Task<object> AnswerAsync() => await handler!(null!, null!);
        }

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) => Types.Add(method.Type);

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) => Types.Add(method.Type);

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) => Types.Add(method.Type);
    }
}
