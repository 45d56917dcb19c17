namespace RetentionGrpc.Server.Commands.Import;

/// <summary>What `retention import` was asked to do.</summary>
internal sealed record ImportOptions
{
    /// <summary>The files, in order; - is standard input.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>What the columns are; none for JSON.</summary>
    public IReadOnlyList<FieldMapping> Mappings { get; init; } = [];

    /// <summary>What the rows are, or null: the kind whose fields are mapped.</summary>
    public string? Kind { get; init; }

    /// <summary>The currency of amounts, or null: the tenant's.</summary>
    public string? Currency { get; init; }

    /// <summary>Lines to leave out at the beginning of each file.</summary>
    public int SkippedLines { get; init; }

    /// <summary>Where rows go that are not accepted, or null: beside each file.</summary>
    public string? RejectedPath { get; init; }

    /// <summary>Whether nothing is sent.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Where they go.</summary>
    public required Uri Server { get; init; }

    /// <summary>The tenant, or null for the default one.</summary>
    public string? Tenant { get; init; }

    /// <summary>What decides what the rows of a file become, as a text; the first line changes with the meaning of the others.</summary>
    public string Identity => string.Join('\n',
    [
        "import 1", Tenant ?? "default", Kind, Currency, SkippedLines.ToString(System.Globalization.CultureInfo.InvariantCulture),
        .. Mappings.Select(x => $"{x.Field}={x.Column}:{x.Format}"),
    ]);

    /// <summary>What cannot be meant of an archive, or null.</summary>
    public string? ArchiveMisuse()
    {
        var isAlone = Mappings.Count == 0 && (Kind ?? Currency ?? RejectedPath ?? Tenant) is null && SkippedLines == 0 && !IsDryRun;
        return !isAlone ? "--archive goes with no other option but --server: an archive has all tenants."
            : Files.Count > 1 ? "One archive is restored at a time." : null;
    }

    /// <summary>What cannot be meant, or null.</summary>
    public string? Misuse()
    {
        if (SkippedLines < 0)
            return "--skip takes a number of lines.";
        if (Mappings.Count == 0 && (Kind ?? Currency) is not null)
            return "--kind and --currency go with --map.";
        if (Currency is not null && (Currency.Length != 3 || Currency.Any(x => x is < 'A' or > 'Z')))
            return "--currency takes an ISO 4217 code such as USD.";
        return Files.Count(x => x == ImportSource.StandardInput) > 1 ? "Standard input can be read once." : null;
    }

    /// <summary>What is to be said of the files, once they are known to be there, or null.</summary>
    public string? Unsaid() => Mappings.Count == 0 && Files.FirstOrDefault(IsTable) is { } table
        ? $"{table} has columns: say what they are by --map FIELD=COLUMN."
        : null;

    private static bool IsTable(string file) => Path.GetExtension(file).ToUpperInvariant() is ".CSV" or ".TSV" or ".TXT";
}
