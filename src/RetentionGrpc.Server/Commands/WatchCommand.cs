using System.CommandLine;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands;

/// <summary>`retention watch`: a metric, told again whenever it changes, until Ctrl-C.</summary>
internal sealed class WatchCommand
{
    private const int UsageExitCode = 2;

    private readonly ClientConnection _connection = new();
    private readonly Argument<string> _rpc = new("RPC")
    {
        Description = $"What to watch: {string.Join(", ", Rpcs().Select(x => x.Name))}.",
    };

    private readonly Argument<string> _request = new("JSON|@FILE")
    {
        Description = "The request in Protobuf JSON, or a file with it (@- is standard input). Unset: {}.",
        DefaultValueFactory = _ => "{}",
    };

    private readonly Option<double> _interval = new("--interval")
    {
        Description = "Seconds from one answer to the next at least, from 0.1.",
        DefaultValueFactory = _ => 1,
        HelpName = "SECONDS",
    };

    private readonly Option<int?> _count = new("--count") { Description = "End after so many answers. Unset: at Ctrl-C.", HelpName = "N" };

    private readonly Option<bool> _table = new("--table") { Description = "Tables for people instead of JSON." };

    private WatchCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var watch = new WatchCommand();
        var command = new Command("watch", "Answer a metric again whenever its answer changes, e.g. ComputeChurn, in Protobuf JSON.");
        command.Arguments.Add(watch._rpc);
        command.Arguments.Add(watch._request);
        command.Options.Add(watch._interval);
        command.Options.Add(watch._count);
        command.Options.Add(watch._table);
        watch._connection.AddTo(command);
        command.SetAction(watch.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (output, errors) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
        var name = arguments.GetValue(_rpc)!;
        if (QueryCommand.Named(Rpcs(), name) is not { } rpc)
        {
            await errors.WriteLineAsync($"error: '{name}' cannot be watched; there are {string.Join(", ", Rpcs().Select(x => x.Name))}");
            return UsageExitCode;
        }
        var metric = new MetricRequest();
        try
        {
            var text = await QueryCommand.ReadAsync(arguments.GetValue(_request)!, cancellationToken);
            FieldOf(rpc).Accessor.SetValue(metric, JsonParser.Default.Parse(text, rpc.InputType));
        }
        catch (Exception exception) when (QueryCommand.IsBadRequest(exception))
        {
            await errors.WriteLineAsync($"error: {rpc.InputType.Name}: {exception.Message}");
            return UsageExitCode;
        }
        var interval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(Math.Round(arguments.GetValue(_interval) * 1000)));
        await using var client = _connection.Connect(arguments);
        try
        {
            await WatchAsync(client, new() { Request = metric, Interval = interval }, arguments, output, cancellationToken);
            return 0;
        }
        catch (RpcException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (RpcException exception)
        {
            await ClientConnection.TellAsync(errors, RetentionError.From(exception));
            return 1;
        }
    }

    private async Task WatchAsync(
        RetentionClient client, WatchMetricRequest request, ParseResult arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var left = arguments.GetValue(_count) ?? int.MaxValue;
        using var call = client.Metrics.WatchMetric(request, cancellationToken: cancellationToken);
        while (left-- > 0 && await call.ResponseStream.MoveNext(cancellationToken))
        {
            var answer = call.ResponseStream.Current.Response;
            var field = MetricResponse.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(answer);
            await QueryCommand.WriteAsync(output, (IMessage)field.Accessor.GetValue(answer), arguments.GetValue(_table));
            await output.FlushAsync(cancellationToken);
        }
    }

    private static IEnumerable<MethodDescriptor> Rpcs() => MetricsServiceReflection.Descriptor.Services
        .SelectMany(service => service.Methods)
        .Where(rpc => MetricRequest.Descriptor.Fields.InFieldNumberOrder().Any(field => field.MessageType == rpc.InputType));

    private static FieldDescriptor FieldOf(MethodDescriptor rpc) =>
        MetricRequest.Descriptor.Fields.InFieldNumberOrder().First(field => field.MessageType == rpc.InputType);
}
