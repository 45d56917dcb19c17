using System.CommandLine;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.Server.Commands.Query;
using RetentionGrpc.V1;
using Spectre.Console;

namespace RetentionGrpc.Server.Commands;

/// <summary>`retention query`: any rpc of metrics, customers and tenants, in Protobuf JSON; of a stream, reply after reply.</summary>
internal sealed class QueryCommand
{
    private const int UsageExitCode = 2;
    private const int WidestLine = 10_000;

    // As long as the server lets a query take.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    // Zeros are answers too.
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithIndentation());

    private readonly ClientConnection _connection = new();
    private readonly Argument<string> _rpc = new("RPC") { Description = $"What to ask: {string.Join(", ", Rpcs().Select(x => x.Name))}." };
    private readonly Argument<string> _request = new("JSON|@FILE")
    {
        Description = "The request in Protobuf JSON, or a file with it (@- is standard input). Unset: {}.",
        DefaultValueFactory = _ => "{}",
    };

    private readonly Option<bool> _table = new("--table") { Description = "Tables for people instead of JSON." };

    private QueryCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var query = new QueryCommand();
        var command = new Command(
            "query", "Call any rpc of metrics, customers or tenants, e.g. ComputeChurn, GetCustomer or CreateTenant, in Protobuf JSON.");
        command.Arguments.Add(query._rpc);
        command.Arguments.Add(query._request);
        command.Options.Add(query._table);
        query._connection.AddTo(command);
        command.SetAction(query.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (output, errors) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
        var name = arguments.GetValue(_rpc)!;
        var rpc = Named(Rpcs(), name);
        if (rpc is null)
        {
            await errors.WriteLineAsync($"error: there is no rpc '{name}'; there are {string.Join(", ", Rpcs().Select(x => x.Name))}");
            return UsageExitCode;
        }
        IMessage request;
        try
        {
            request = JsonParser.Default.Parse(await ReadAsync(arguments.GetValue(_request)!, cancellationToken), rpc.InputType);
        }
        catch (Exception exception) when (IsBadRequest(exception))
        {
            await errors.WriteLineAsync($"error: {rpc.InputType.Name}: {exception.Message}");
            return UsageExitCode;
        }
        await using var client = _connection.Connect(arguments);
        try
        {
            await AnswerAsync(CallAsync(client, rpc, request, cancellationToken), rpc, arguments.GetValue(_table), output);
            return 0;
        }
        catch (RpcException exception)
        {
            await ClientConnection.TellAsync(errors, RetentionError.From(exception));
            return 1;
        }
    }

    /// <summary>The rpc of a name: as grpcurl has it, with the service before a slash, or the name alone; null if there is none.</summary>
    internal static MethodDescriptor? Named(IEnumerable<MethodDescriptor> rpcs, string name)
    {
        var shortName = name[(name.LastIndexOf('/') + 1)..];
        return rpcs.FirstOrDefault(rpc => rpc.Name.Equals(shortName, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a request could not be read because of what it says or where it stands.</summary>
    internal static bool IsBadRequest(Exception exception) => exception is InvalidJsonException or InvalidProtocolBufferException
        or FormatException or IOException or UnauthorizedAccessException;

    /// <summary>Writes a reply, as JSON or as tables.</summary>
    internal static async Task WriteAsync(TextWriter output, IMessage reply, bool asTables)
    {
        if (asTables)
            new ReplyTables(ConsoleOn(output)).Write(reply);
        else
            await output.WriteLineAsync(Json.Format(reply));
    }

    private static async Task AnswerAsync(IAsyncEnumerable<IMessage> replies, MethodDescriptor rpc, bool asTables, TextWriter output)
    {
        List<IMessage> rows = [];
        await foreach (var reply in replies)
        {
            if (asTables && rpc.IsServerStreaming)
                rows.Add(reply);
            else
                await WriteAsync(output, reply, asTables);
        }
        if (rows.Count > 0)
            new ReplyTables(ConsoleOn(output)).WriteStream(rows);
    }

    private static IEnumerable<MethodDescriptor> Rpcs() =>
        MetricsServiceReflection.Descriptor.Services.Concat(CustomerServiceReflection.Descriptor.Services)
            .Concat(TenantServiceReflection.Descriptor.Services)
            .SelectMany(x => x.Methods)
            // Of the streams, only those of customers come to an end: a watch has a command of its own.
            .Where(x => !x.IsClientStreaming && (!x.IsServerStreaming || x.Service == CustomerService.Descriptor));

    /// <summary>The text of a request: itself, or the file that it names.</summary>
    internal static async Task<string> ReadAsync(string request, CancellationToken cancellationToken) => request switch
    {
        "@-" => await Console.In.ReadToEndAsync(cancellationToken),
        ['@', .. var path] => await File.ReadAllTextAsync(path, cancellationToken),
        _ => request,
    };

    private static async IAsyncEnumerable<IMessage> CallAsync(
        RetentionClient client, MethodDescriptor rpc, IMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var method = new Method<IMessage, IMessage>(
            rpc.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary,
            rpc.Service.FullName,
            rpc.Name,
            Marshallers.Create<IMessage>(x => x.ToByteArray(), rpc.InputType.Parser.ParseFrom),
            Marshallers.Create<IMessage>(x => x.ToByteArray(), rpc.OutputType.Parser.ParseFrom));
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + Deadline;
        var options = new CallOptions(null, deadline, cancellationToken);
        if (!rpc.IsServerStreaming)
        {
            yield return await client.Invoker.AsyncUnaryCall(method, null, options, request);
            yield break;
        }
        using var call = client.Invoker.AsyncServerStreamingCall(method, null, options, request);
        while (await call.ResponseStream.MoveNext(cancellationToken))
            yield return call.ResponseStream.Current;
    }

    // Rows are never folded: a terminal or a pager does that better.
    internal static IAnsiConsole ConsoleOn(TextWriter output)
    {
        var isPlain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
        });
        console.Profile.Width = WidestLine;
        return console;
    }
}
