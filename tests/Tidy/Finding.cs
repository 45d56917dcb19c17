using Xunit;

namespace RetentionGrpc.Tidy;

/// <summary>One place that breaks a rule.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="Line">1-based; 0 where the file or folder as a whole is meant.</param>
/// <param name="What">What is wrong there.</param>
internal sealed record Finding(string Path, int Line, string What)
{
    public override string ToString() => Line == 0 ? $"{Path}: {What}" : $"{Path}:{Line}: {What}";

    /// <summary>Fails with one line for each finding.</summary>
    public static void AssertNone(IEnumerable<Finding> findings)
    {
        string[] all = [.. findings.Select(finding => finding.ToString())];
        Assert.True(all.Length == 0, $"{all.Length} broken:\n{string.Join('\n', all)}");
    }
}
