using RetentionGrpc.Client;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.SampleShop;
using RetentionGrpc.Server.Hosting;

namespace RetentionGrpc.Server.Commands.Demo;

/// <summary>One call of `retention demo`.</summary>
internal sealed class DemoRun(DemoOptions options, TextWriter output, TextWriter errors, bool isColoured, TimeProvider time)
{
    private const int BatchEvents = 1_000;
    private const int ShownDifferences = 50;

    private readonly Shop _shop = new(options.Shop);

    /// <summary>Starts a server, streams the shop, shows the answers, and checks them.</summary>
    /// <param name="folder">Where the server keeps the events.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code: 0 if every answer is that of the reference.</returns>
    public async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        await using var server = await RetentionServer.StartAsync(
            new ServeOptions { DataFolder = folder, Port = 0 }, time, cancellation: cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, server.StopAsked);
        var address = new Uri($"http://127.0.0.1:{server.Port}");
        await using var client = new RetentionClient(address, new RetentionClientOptions { TimeProvider = time });
        try
        {
            var readToken = await StreamAsync(client, stop.Token);
            var answers = await DemoAnswers.AskAsync(client, options, readToken, stop.Token);
            new DemoReport(output, isColoured).Write(options, answers);
            var exitCode = await CheckAsync(answers);
            if (options.IsOnce)
                return exitCode;
            await TellHowToGoOnAsync(server.Port);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await errors.WriteLineAsync("stopping");
        }
        return options.IsOnce ? 1 : 0;
    }

    private async Task<string?> StreamAsync(RetentionClient client, CancellationToken cancellationToken)
    {
        var total = _shop.Events().LongCount();
        var progress = new CommandProgress(errors, "streaming the shop", "events", total, time);
        var count = 0L;
        await using var stream = await client.OpenEventStreamAsync(
            new EventStreamOptions
            {
                ProducerId = options.ProducerId,
                FirstSequence = 1,
                BatchEvents = BatchEvents,
                Linger = Timeout.InfiniteTimeSpan,
                RetryFor = TimeSpan.Zero,
            },
            cancellationToken);
        foreach (var one in _shop.Events())
        {
            await stream.AddAsync(one, cancellationToken);
            progress.At(++count, count);
        }
        await stream.FlushAsync(cancellationToken);
        progress.Finish(count);
        return stream.LastReadToken;
    }

    private async Task<int> CheckAsync(DemoAnswers answers)
    {
        var tenant = answers.Tenant.Tenant;
        var settings = new TenantSettings
        {
            TenantId = tenant.TenantId,
            TimeZone = tenant.TimeZone,
            WeekStart = (WeekStart)(int)tenant.WeekStart,
            Currency = tenant.CurrencyCode,
        };
        var check = new DemoCheck(answers, new DemoReference(_shop.Events(), options, settings));
        await output.WriteLineAsync();
        var differences = check.Differences;
        if (differences.Count == 0)
        {
            await output.WriteLineAsync($"All {check.Count:N0} counts of these replies are those of the reference.");
            return 0;
        }
        await output.WriteLineAsync($"{differences.Count:N0} of {check.Count:N0} counts differ from the reference:");
        foreach (var difference in differences.Take(ShownDifferences))
            await output.WriteLineAsync(difference);
        if (answers.Tenant.EventCount > 0 && options.DataFolder is not null)
            await errors.WriteLineAsync($"If {options.DataFolder} holds other events too, give the demo a folder of its own.");
        return 1;
    }

    private async Task TellHowToGoOnAsync(int port)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"Listening on 127.0.0.1:{port} until Ctrl-C. Ask it:");
        await output.WriteLineAsync($"  grpcurl -plaintext 127.0.0.1:{port} retention.v1.TenantService/DescribeTenant");
        await output.WriteLineAsync(
            $"  retention query ComputeChurn '{{\"window\":{{\"trailing\":{{\"count\":3,\"bucket\":\"BUCKET_UNIT_MONTH\"}}}}}}' --table"
            + $" --server http://127.0.0.1:{port}");
    }
}
