using Xunit;

namespace RetentionGrpc.Server.Tests.Commands;

public sealed class MistypedTests
{
    [Theory]
    [InlineData("retention serve --help", "'--prot'", "serve", "--prot", "5001")]
    [InlineData("retention serve --help", "'many'", "serve", "--port", "many")]
    [InlineData("retention query --help", "'RPC'", "query")]
    [InlineData("retention import --help", "--map takes FIELD=COLUMN", "import", "x.csv", "--map", "customer_id")]
    [InlineData("retention watch --help", "'--tabel'", "watch", "ComputeChurn", "--tabel")]
    [InlineData("retention import --help", "'--dryrun'", "import", "x.csv", "--dryrun")]
    [InlineData("retention --help", "'srve'", "srve")]
    [InlineData("retention --help", "'--prot'", "--prot", "5001")]
    public async Task What_is_mistyped_is_told_with_the_command_that_explains_and_without_the_whole_help(
        string help, string fault, params string[] arguments)
    {
        var result = await CommandLine.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(fault, result.Errors, StringComparison.Ordinal);
        Assert.EndsWith($"see: {help}\n", result.Errors, StringComparison.Ordinal);
        var all = result.Output + result.Errors;
        Assert.DoesNotContain("Usage:", all, StringComparison.Ordinal);
        Assert.InRange(all.Split('\n').Count(line => line.Trim().Length > 0), 2, 5);
    }

    [Fact]
    public async Task What_is_nearly_a_command_is_proposed()
    {
        var result = await CommandLine.RunAsync("verfy");

        Assert.Contains("verify", result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_that_is_asked_for_is_whole()
    {
        var result = await CommandLine.RunAsync("serve", "--help");

        result.Succeeds();
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
        Assert.Contains("--redis", result.Output, StringComparison.Ordinal);
    }
}
