using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace RetentionGrpc.Server.Commands;

/// <summary>The executable: its commands, and what it does with the arguments it is called with.</summary>
internal static class Executable
{
    private const string Name = "retention";
    private const int UsageExitCode = 2;

    /// <summary>Runs the command that the arguments name; alone, <c>retention</c> serves, as <c>retention serve</c> does.</summary>
    /// <returns>The exit code: 2 where the arguments cannot be meant.</returns>
    public static async Task<int> RunAsync(string[] arguments, InvocationConfiguration configuration)
    {
        // An argument such as @request.json is the query's to read, not one that stands for arguments.
        var parsed = Root().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is not ParseErrorAction mistyped)
        {
            var exitCode = await parsed.InvokeAsync(configuration);
            return parsed.Errors.Count > 0 ? UsageExitCode : exitCode;
        }
        // The help of serving alone would push what is wrong off the screen.
        mistyped.ShowHelp = false;
        await parsed.InvokeAsync(configuration);
        var command = parsed.CommandResult.Command;
        await configuration.Error.WriteLineAsync($"see: {Name}{(command is RootCommand ? "" : $" {command.Name}")} --help");
        return UsageExitCode;
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Customer metrics over gRPC: events in, exact retention, churn and activity out.");
        ServeCommand.SetUp(root);
        root.Add(ServeCommand.SetUp(new Command("serve", "Run the server until Ctrl-C or SIGTERM (the default command).")));
        root.Add(ImportCommand.Create());
        root.Add(ExportCommand.Create());
        root.Add(QueryCommand.Create());
        root.Add(WatchCommand.Create());
        root.Add(VerifyCommand.Create());
        root.Add(DemoCommand.Create());
        foreach (var argument in root.Subcommands.SelectMany(command => command.Arguments))
            argument.Validators.Add(RefuseOptions);
        return root;
    }

    /// <summary>An option that there is not would else be taken for a file or a request.</summary>
    private static void RefuseOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith("--", StringComparison.Ordinal)))
            result.AddError($"There is no option '{token.Value}'.");
    }
}
