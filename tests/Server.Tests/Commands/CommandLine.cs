using System.CommandLine;
using RetentionGrpc.Server.Commands;
using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

/// <summary>What a command did.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public string LastLine => Output.TrimEnd('\n').Split('\n')[^1];

    public void Succeeds() => Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Errors}");
}

/// <summary>Calls the commands that are clients as the executable does.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static async Task<CommandResult> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = errors };
        var exitCode = await Executable.RunAsync(arguments, configuration).WaitAsync(Deadline);
        return new(exitCode, output.ToString(), errors.ToString());
    }
}
