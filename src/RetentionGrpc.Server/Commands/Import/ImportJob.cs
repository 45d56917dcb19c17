using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>One call of `retention import`.</summary>
internal sealed class ImportJob(ImportOptions options, RetentionClient client, TextWriter output, TextWriter errors, TimeProvider time)
    : IDisposable
{
    private const int UsageExitCode = 2;
    private const int ShownEvents = 3;
    private const int ShownFaults = 10;

    private static readonly TimeSpan TenantDeadline = TimeSpan.FromSeconds(10);

    private readonly RejectedRows? _sharedRejected = options.RejectedPath is { } path ? new RejectedRows(path) : null;
    private ColumnMap? _map;
    private ImportTotals _totals;
    private bool _hasBegun;

    /// <summary>Imports the files.</summary>
    /// <returns>The exit code: 0 if every row was accepted or a duplicate, 1 if not, 2 for a call that cannot be meant.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Misuse() is { } misuse)
        {
            await errors.WriteLineAsync($"error: {misuse}");
            return UsageExitCode;
        }
        try
        {
            // A file that cannot be imported is told before the first is begun.
            foreach (var file in options.Files.Where(x => x != ImportSource.StandardInput))
                (await ImportSource.OpenAsync(file, cancellationToken)).Dispose();
            if ((options.Unsaid() ?? await PrepareAsync(cancellationToken)) is { } fault)
            {
                await errors.WriteLineAsync($"error: {fault}");
                return UsageExitCode;
            }
            foreach (var file in options.Files)
                await ImportAsync(file, cancellationToken);
            await output.WriteLineAsync(options.IsDryRun ? $"dry run: nothing was sent, rejected {_totals.Rejected}" : _totals.ToString());
            return _totals.Rejected == 0 ? 0 : 1;
        }
        catch (RetentionException exception)
        {
            await ClientConnection.TellAsync(errors, exception.Error);
        }
        catch (RpcException exception)
        {
            await ClientConnection.TellAsync(errors, RetentionError.From(exception));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await errors.WriteLineAsync($"error: {exception.Message}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await errors.WriteLineAsync("interrupted");
        }
        if (_hasBegun)
        {
            await errors.WriteLineAsync("not finished: the same call again goes on where this one ended");
            await output.WriteLineAsync(_totals.ToString());
        }
        return 1;
    }

    public void Dispose() => _sharedRejected?.Dispose();

    // A server or a tenant that is not there is told before anything is read.
    private async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        var isJson = options.Mappings.Count == 0;
        if (isJson && options.IsDryRun)
            return null;
        var tenant = await FindTenantAsync(cancellationToken);
        if (isJson)
            return null;
        var calendar = new TenantCalendar(tenant.TimeZone, WeekStart.Monday);
        var conversions = new Conversions(calendar, options.Currency ?? tenant.CurrencyCode, namesCurrency: options.Currency is not null);
        return ColumnMap.Create(options.Mappings, options.Kind, conversions, out _map);
    }

    // Nothing is sent in a dry run, so it goes without a server, by what a tenant is unless told otherwise.
    private async Task<Tenant> FindTenantAsync(CancellationToken cancellationToken)
    {
        try
        {
            var deadline = time.GetUtcNow().UtcDateTime + TenantDeadline;
            return (await client.Tenants.GetTenantAsync(new GetTenantRequest(), null, deadline, cancellationToken)).Tenant;
        }
        catch (RpcException exception) when (options.IsDryRun && exception.StatusCode == StatusCode.Unavailable)
        {
            await errors.WriteLineAsync("no server: times without a zone are read as UTC, amounts as USD unless --currency is given");
            return new Tenant { TimeZone = "UTC", CurrencyCode = "USD" };
        }
    }

    private async Task ImportAsync(string file, CancellationToken cancellationToken)
    {
        using var source = await ImportSource.OpenAsync(file, cancellationToken);
        using var reader = source.ReadText();
        var rows = _map is null
            ? JsonRows.ReadAsync(reader, options.SkippedLines, cancellationToken)
            : new ColumnRows(_map, options.SkippedLines).ReadAsync(reader, cancellationToken);
        if (options.IsDryRun)
            await ShowAsync(source.Name, rows, cancellationToken);
        else
            await SendAsync(source, rows, cancellationToken);
    }

    private async Task SendAsync(ImportSource source, IAsyncEnumerable<ImportRow> rows, CancellationToken cancellationToken)
    {
        var producerId = await source.ProducerIdAsync(options.Identity, cancellationToken);
        source.Stream.Position = 0;
        var progress = new CommandProgress(errors, source.Name, "rows", source.Stream.Length, time);
        using var own = _sharedRejected is null ? new RejectedRows($"{source.Name}.rejected") : null;
        var rejected = _sharedRejected ?? own!;
        using var wait = new WaitNotice(progress.Say, options.Server, time);
        var run = new ImportRun(client, rejected, progress, wait);
        try
        {
            await run.SendAsync(producerId, rows, () => source.Stream.Position, cancellationToken);
        }
        finally
        {
            _totals += run.Totals;
            _hasBegun |= run.HasBegun;
            if (run.Totals.Rejected > 0)
                await errors.WriteLineAsync($"{run.Totals.Rejected} rejected rows are in {rejected.FilePath}");
        }
    }

    private async Task ShowAsync(string name, IAsyncEnumerable<ImportRow> rows, CancellationToken cancellationToken)
    {
        long events = 0, faults = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (row.Event is not null && events++ < ShownEvents)
                await output.WriteLineAsync(JsonFormatter.Default.Format(row.Event));
            if (row.Fault is { } fault && faults++ < ShownFaults)
                await errors.WriteLineAsync($"{name}:{row.Line}: {fault.ReasonName} {fault.Field} {fault.Message}");
        }
        await output.WriteLineAsync(FormattableString.Invariant($"{name}: {events} events, {faults} rows that are none"));
        _totals += new ImportTotals(0, 0, faults);
    }
}
