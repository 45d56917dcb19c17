using Xunit;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

/// <summary>The scenario that every language's library does against the real executable.</summary>
public sealed class ScenarioTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-scenario-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = 120_000)]
    public async Task Its_answers_are_the_same_to_the_last_digit()
    {
        await using var scenario = new Scenario(_folder);
        await scenario.RunAsync();
    }
}
