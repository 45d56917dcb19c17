using System.CommandLine;
using System.Globalization;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.V1;
using Spectre.Console;

namespace RetentionGrpc.Server.Commands;

/// <summary>`retention verify`: has a running server compare its log, state, indexes and timelines.</summary>
internal sealed class VerifyCommand
{
    private const string Columns = """
        partition: from 0, as in logs and metrics. entries: of the log, read and folded into a copy, after the entry that it begins behind.
        snapshots: read and compared with the copy. state at: the entry where the served state and the copy's were compared.
        digest: of that state; equal logs have equal ones. answers: questions asked of both. by indexes: those of them that the served
        side answered by indexes alone. index rows: rows of indexes whose digests were compared. differences: 0 where all is equal.
        """;

    private readonly ClientConnection _connection = new("The tenant whose answers and indexes are compared. Unset: all tenants.");

    private readonly Option<int?> _questions = new("--questions")
    {
        Description = "Questions to each tenant in each partition, 0 to 10,000. Unset: 50.",
        HelpName = "N",
    };

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Draws the questions: the same seed asks the same of the same history.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };

    private VerifyCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var verify = new VerifyCommand();
        var command = new Command(
            "verify",
            "Prove on live data that the log, the state that is served, its indexes and the timelines say the same. The server goes on "
            + "meanwhile. Exit code 0: all is equal; 1: something differs, or it could not be verified. The columns of its table: "
            + Columns.ReplaceLineEndings(" "));
        command.Options.Add(verify._questions);
        command.Options.Add(verify._seed);
        verify._connection.AddTo(command);
        command.SetAction(verify.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (output, errors) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
        var request = new VerifyRequest { TenantId = _connection.TenantOf(arguments) ?? "", Seed = arguments.GetValue(_seed) };
        if (arguments.GetValue(_questions) is { } questions)
            request.QuestionCount = questions;
        await using var client = _connection.Connect(arguments);
        try
        {
            var result = await VerifyAsync(client, request, errors, cancellationToken);
            if (result is null)
            {
                await errors.WriteLineAsync("error: the server sent no result");
                return 1;
            }
            Write(output, result);
            return result.IsEqual ? 0 : 1;
        }
        catch (RpcException exception)
        {
            await ClientConnection.TellAsync(errors, RetentionError.From(exception));
            return 1;
        }
    }

    private static async Task<VerifyResult?> VerifyAsync(
        RetentionClient client, VerifyRequest request, TextWriter errors, CancellationToken cancellationToken)
    {
        VerifyResult? result = null;
        var told = "";
        var operations = new OperationsService.OperationsServiceClient(client.Invoker);
        using var call = operations.Verify(request, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var message = call.ResponseStream.Current;
            result = message.Result ?? result;
            if (message.Progress is { } progress && TextOf(progress) is var text && text != told)
                await errors.WriteLineAsync(told = text);
        }
        return result;
    }

    /// <summary>By tenths: a line for each.</summary>
    private static string TextOf(VerifyProgress progress)
    {
        var tenths = progress.TotalCount == 0 ? 0 : 10 * progress.DoneCount / progress.TotalCount;
        var tenant = progress.TenantId.Length == 0 ? "" : $", tenant {progress.TenantId}";
        return $"verify: partition {Text(progress.Partition)} of 0 to {Text(progress.PartitionCount - 1)}{tenant}: {Text(progress.Check)}, "
            + $"{Text(10 * tenths)} %";
    }

    private static void Write(TextWriter output, VerifyResult result)
    {
        var table = new Table();
        table.AddColumns("partition", "entries", "snapshots", "state at", "digest", "answers", "by indexes", "index rows", "differences");
        foreach (var one in result.Partitions)
        {
            table.AddRow(
                Text(one.Partition), $"{Text(one.EntryCount)} after {Text(one.FirstSequence)}", Text(one.SnapshotCount),
                Text(one.LastSequence), one.StateDigest, Text(one.QuestionCount), Text(one.IndexedQuestionCount), Text(one.IndexRowCount),
                Text(one.DifferenceCount));
        }
        QueryCommand.ConsoleOn(output).Write(table);
        output.WriteLine(Columns);
        foreach (var one in result.Partitions)
        {
            foreach (var finding in one.Differences)
                output.WriteLine($"DIFFERENT  {Text(one.Partition, finding)}");
            foreach (var finding in one.Unverified)
                output.WriteLine($"not verified  {Text(one.Partition, finding)}");
        }
        output.WriteLine(result.IsEqual ? "All that was compared is equal." : "Something differs.");
    }

    private static string Text(int partition, VerifyFinding finding)
    {
        var tenant = finding.TenantId.Length == 0 ? "" : $", tenant {finding.TenantId}";
        return $"partition {Text(partition)}{tenant}, {Text(finding.Check)}: {finding.Description}";
    }

    private static string Text(VerifyCheck check) => check.ToString().ToLowerInvariant();

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
