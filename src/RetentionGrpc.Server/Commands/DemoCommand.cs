using System.CommandLine;
using Grpc.Core;
using RetentionGrpc.Client;
using RetentionGrpc.SampleShop;
using RetentionGrpc.Server.Commands.Demo;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Commands;

/// <summary>`retention demo`: a server with a shop in it, and what it says about its customers.</summary>
internal static class DemoCommand
{
    private const int UsageExitCode = 2;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var customers = new Option<int>("--customers")
        {
            Description = "Customers of the shop, 1 to 10,000,000.",
            HelpName = "N",
            DefaultValueFactory = _ => 2_000,
        };
        var days = new Option<int>("--days")
        {
            Description = "Days of its history, 1 to 3,660.",
            HelpName = "N",
            DefaultValueFactory = _ => 365,
        };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Another seed, another shop.",
            HelpName = "S",
            DefaultValueFactory = _ => 1,
        };
        var until = new Option<DateOnly?>("--until")
        {
            Description = "The day on which the history ends and the answers are given. Unset: today (UTC).",
            HelpName = "DATE",
        };
        var data = new Option<string?>("--data") { Description = "Folder of the data. Unset: a temporary one.", HelpName = "DIR" };
        var once = new Option<bool>("--once") { Description = "End after the answers: 0 if all are right, 1 if any is not." };
        var command = new Command(
            "demo", "Start a server with a made-up shop in it and show what it says: the same bytes for the same seed and date.");
        foreach (var option in new Option[] { customers, days, seed, until, data, once })
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
            var shop = new ShopOptions(
                parsed.GetValue(customers), parsed.GetValue(days), parsed.GetValue(seed), parsed.GetValue(until) ?? today);
            var options = new DemoOptions(shop, parsed.GetValue(data), parsed.GetValue(once));
            return RunAsync(options, today, parsed.InvocationConfiguration, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        DemoOptions options, DateOnly today, InvocationConfiguration configuration, CancellationToken cancellation)
    {
        var errors = configuration.Error;
        if (options.Shop.Until > today)
        {
            await errors.WriteLineAsync("error: --until is a day that has come: the server takes no events from the future.");
            return UsageExitCode;
        }
        if (options.Shop is not { Customers: >= 1 and <= 10_000_000, Days: >= 1 and <= 3_660 })
        {
            await errors.WriteLineAsync("error: --customers is 1 to 10,000,000 and --days is 1 to 3,660.");
            return UsageExitCode;
        }
        using var interruption = new Interruption(cancellation);
        var folder = options.DataFolder ?? Directory.CreateTempSubdirectory("retention-demo-").FullName;
        var isColoured = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        try
        {
            var run = new DemoRun(options, configuration.Output, errors, isColoured, TimeProvider.System);
            return await run.RunAsync(folder, interruption.Token);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            await errors.WriteLineAsync($"error: {exception.Message}");
            return UsageExitCode;
        }
        catch (RetentionException exception)
        {
            await ClientConnection.TellAsync(errors, exception.Error);
        }
        catch (RpcException exception)
        {
            await ClientConnection.TellAsync(errors, RetentionError.From(exception));
        }
        catch (Exception exception) when (exception is StoreLockedException or StoreFormatException or StoreUnavailableException
            or LogCorruptException or IOException)
        {
            await errors.WriteLineAsync($"error: {exception.Message}");
        }
        finally
        {
            if (options.DataFolder is null)
                Directory.Delete(folder, recursive: true);
        }
        return 1;
    }
}
