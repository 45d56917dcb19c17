using System.CommandLine;
using RetentionGrpc.Server.Commands.Import;

namespace RetentionGrpc.Server.Commands;

/// <summary>`retention import`: sends the events of files to a server. The same file again gives only duplicates.</summary>
internal sealed class ImportCommand
{
    private readonly ClientConnection _connection = new();
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Files to import; - is standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<FieldMapping[]> _maps = new("--map")
    {
        Description = "Columns instead of JSON: a path in Event, a column's name or number from 1, and how its values are written. Times: "
            + "a .NET format such as yyyyMMdd, unix or unix_ms (unset: ISO 8601), in the tenant's zone unless they name one. Amounts: "
            + "decimal (11.77; also when unset) or minor (1177). May be repeated.",
        HelpName = "FIELD=COLUMN[:FORMAT]",
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            var mappings = result.Tokens.Select(x => (Text: x.Value, Mapping: FieldMapping.Parse(x.Value))).ToList();
            foreach (var (text, _) in mappings.Where(x => x.Mapping is null))
                result.AddError($"--map takes FIELD=COLUMN[:FORMAT], e.g. customer_id=1 or occurred_time=date:yyyyMMdd, not '{text}'.");
            return [.. mappings.Select(x => x.Mapping!)];
        },
    };

    private readonly Option<string?> _kind = new("--kind")
    {
        Description = "With --map: what the rows are, e.g. purchase. Unset: the kind whose fields are mapped.",
        HelpName = "KIND",
    };

    private readonly Option<string?> _currency = new("--currency")
    {
        Description = "With --map: the currency of the amounts (ISO 4217). Unset: the tenant's.",
        HelpName = "CODE",
    };

    private readonly Option<int> _skip = new("--skip") { Description = "Lines to leave out at the beginning.", HelpName = "N" };

    private readonly Option<string?> _rejected = new("--rejected")
    {
        Description = "Where rows go that are not accepted. Unset: FILE.rejected.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _archive = new("--archive")
    {
        Description = "FILE is an archive of `retention export`: restore it, all tenants, into a server that holds nothing. Goes with no "
            + "other option but --server.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Read all, send nothing, show the first 3 events." };

    private ImportCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var import = new ImportCommand();
        var command = new Command(
            "import",
            "Send the events of files: one event a line in Protobuf JSON, or columns by --map. The same file with the same options again "
            + "adds nothing, and rows that were refused stay refused; a changed file is new to the server, so map event_id where rows "
            + "have an id.");
        command.Arguments.Add(import._files);
        Option[] options = [import._maps, import._kind, import._currency, import._skip, import._rejected, import._dryRun, import._archive];
        Array.ForEach(options, command.Options.Add);
        import._connection.AddTo(command);
        command.SetAction(import.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var options = new ImportOptions
        {
            Files = arguments.GetValue(_files)!,
            Mappings = arguments.GetValue(_maps)!,
            Kind = arguments.GetValue(_kind),
            Currency = arguments.GetValue(_currency),
            SkippedLines = arguments.GetValue(_skip),
            RejectedPath = arguments.GetValue(_rejected),
            IsDryRun = arguments.GetValue(_dryRun),
            Server = _connection.ServerOf(arguments),
            Tenant = _connection.TenantOf(arguments),
        };
        var configuration = arguments.InvocationConfiguration;
        // Rows are sent, acknowledged and told of by different threads.
        var errors = TextWriter.Synchronized(configuration.Error);
        using var interruption = new Interruption(cancellationToken);
        await using var client = _connection.Connect(arguments);
        if (arguments.GetValue(_archive))
        {
            if (options.ArchiveMisuse() is not { } misuse)
                return await new ArchiveUpload(client, configuration.Output, errors).RunAsync(options.Files[0], interruption.Token);
            await errors.WriteLineAsync($"error: {misuse}");
            return 2;
        }
        using var job = new ImportJob(options, client, configuration.Output, errors, TimeProvider.System);
        return await job.RunAsync(interruption.Token);
    }
}
