using System.CommandLine;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.Storage.Archives;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands;

/// <summary>`retention export`: an archive of all that a server holds, or the events of a tenant.</summary>
internal sealed class ExportCommand
{
    /// <summary>What stands for standard output.</summary>
    public const string StandardOutput = "-";

    private const int UsageExitCode = 2;
    private const string Archive = "archive";
    private const string Ndjson = "ndjson";

    private readonly ClientConnection _connection = new();
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "Where it goes; - is standard output. A file of that name is replaced once the new one is whole and on the disk.",
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "archive: all tenants with all they hold, as at one point, for `retention import --archive`. ndjson: the live events "
            + "of one tenant, one a line in Protobuf JSON, by customer and time, spend first; `retention import` reads them. There is no "
            + "event_id (import them once), no property that was not declared, nothing retracted, rejected or erased, no free text that no "
            + "metric reads, and no settings or declarations of the tenant.",
        HelpName = "archive|ndjson",
        DefaultValueFactory = _ => Archive,
    };

    private ExportCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var export = new ExportCommand();
        export._format.AcceptOnlyFromAmong(Archive, Ndjson);
        var command = new Command(
            "export",
            "Write a backup of all that a server holds (all tenants, as at one point, while events come in), or the events of one tenant. "
            + "An archive is restored by `retention import --archive` into an empty server, with any number of partitions.");
        command.Arguments.Add(export._file);
        command.Options.Add(export._format);
        export._connection.AddTo(command);
        command.SetAction(export.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (path, configuration) = (arguments.GetValue(_file)!, arguments.InvocationConfiguration);
        var isArchive = arguments.GetValue(_format) == Archive;
        if (WrongUse(isArchive, _connection.TenantOf(arguments), path) is { } wrong)
        {
            await configuration.Error.WriteLineAsync($"error: {wrong}");
            return UsageExitCode;
        }
        using var interruption = new Interruption(cancellationToken);
        await using var client = _connection.Connect(arguments);
        var operations = new OperationsService.OperationsServiceClient(client.Invoker);
        try
        {
            if (path == StandardOutput && !isArchive)
            {
                await WriteEventsAsync(operations, configuration.Output, configuration.Error, interruption.Token);
                return 0;
            }
            await using var target = path == StandardOutput ? null : ReplacedFile.Create(path);
            var stream = target?.Stream ?? Console.OpenStandardOutput();
            if (isArchive)
            {
                await WriteArchiveAsync(operations, stream, configuration.Error, interruption.Token);
            }
            else
            {
                await using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                await WriteEventsAsync(operations, text, configuration.Error, interruption.Token);
            }
            await stream.FlushAsync(interruption.Token);
            target?.Keep();
            return 0;
        }
        catch (RpcException failure) when (!interruption.Token.IsCancellationRequested)
        {
            await ClientConnection.TellAsync(configuration.Error, RetentionError.From(failure));
        }
        catch (Exception failure) when (interruption.Token.IsCancellationRequested || failure is IOException or UnauthorizedAccessException)
        {
            var isInterrupted = interruption.Token.IsCancellationRequested;
            await configuration.Error.WriteLineAsync($"error: {(isInterrupted ? "interrupted; nothing was kept" : failure.Message)}");
        }
        return 1;
    }

    /// <summary>Why nothing is asked of the server; null if something is.</summary>
    private static string? WrongUse(bool isArchive, string? tenant, string path) =>
        isArchive && tenant is not null ? "an archive has all tenants: leave out --tenant, or take --format ndjson."
        : Directory.Exists(path) ? $"'{path}' is a folder: name a file in it."
        : Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder) ? $"there is no folder '{folder}'."
        : null;

    private static async Task WriteArchiveAsync(
        OperationsService.OperationsServiceClient operations, Stream stream, TextWriter errors, CancellationToken cancellationToken)
    {
        var progress = new CommandProgress(errors, "archive", "bytes", CommandProgress.UnknownTotal, TimeProvider.System);
        using var call = operations.ExportArchive(new(), cancellationToken: cancellationToken);
        var (length, held) = (0L, "");
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var chunk = call.ResponseStream.Current.Chunk;
            if (length == 0)
                held = await HeldAsync(chunk.Memory, cancellationToken);
            await stream.WriteAsync(chunk.Memory, cancellationToken);
            length += chunk.Length;
            progress.At(length, length);
        }
        progress.End(FormattableString.Invariant($"exported: {held}{length:N0} bytes"));
    }

    /// <summary>What an archive says that it holds, by its first message; nothing where a newer server says it in another way.</summary>
    private static async Task<string> HeldAsync(ReadOnlyMemory<byte> beginning, CancellationToken cancellationToken)
    {
        try
        {
            var records = new ArchiveReader(new[] { beginning }.ToAsyncEnumerable());
            var first = await records.ReadAsync(cancellationToken).FirstAsync(cancellationToken);
            var counts = Storage.Archives.ArchiveHeader.Parse(first.Payload).Counts;
            return string.Create(
                CultureInfo.InvariantCulture, $"{counts.Tenants:N0} tenants, {counts.Customers:N0} customers, {counts.Events:N0} events, ");
        }
        catch (ArchiveException)
        {
            return "";
        }
    }

    private static async Task WriteEventsAsync(
        OperationsService.OperationsServiceClient operations, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var progress = new CommandProgress(errors, "export", "events", CommandProgress.UnknownTotal, TimeProvider.System);
        using var call = operations.ExportEvents(new(), cancellationToken: cancellationToken);
        var (count, customers, length, last) = (0L, 0L, 0L, "");
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            foreach (var one in call.ResponseStream.Current.Events)
            {
                var line = JsonFormatter.Default.Format(one) + "\n";
                await output.WriteAsync(line);
                (count, length) = (count + 1, length + Encoding.UTF8.GetByteCount(line));
                // They come by customer; spend, which is nobody's, comes first.
                if (one.CustomerId != last)
                    (customers, last) = (customers + 1, one.CustomerId);
            }
            progress.At(count, count);
        }
        await output.FlushAsync(cancellationToken);
        progress.End(FormattableString.Invariant($"exported: {customers:N0} customers, {count:N0} events, {length:N0} bytes"));
    }
}
