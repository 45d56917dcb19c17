using Xunit;

namespace RetentionGrpc.Tidy;

/// <summary>protos/METRICS.md says what the protos say.</summary>
public sealed class ProtoDocumentTests
{
    private const string Document = "protos/METRICS.md";

    [Fact]
    public void Document_IsThatOfTheProtos()
    {
        var path = Path.Combine(SourceTree.Root, Document);
        var text = ProtoDocument.Write(SourceTree.Files.Where(file => file.Path.StartsWith("protos/retention/", StringComparison.Ordinal)));
        if (Environment.GetEnvironmentVariable("RETENTION_RENEW") == "1")
            File.WriteAllText(path, text);
        Assert.True(
            File.ReadAllText(path) == text, $"{Document} is out of date: RETENTION_RENEW=1 bash tests/run.sh tidy writes it anew.");
    }

    [Fact]
    public void EveryRpcOfBothServices_IsTold_WithItsFieldsAndValues()
    {
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, Document));
        Assert.Contains("\n### ComputeChurn\n", text, StringComparison.Ordinal);
        Assert.Contains("| `lost_from_start_count` | int64 | \\|S \\ E\\|. |", text, StringComparison.Ordinal);
        Assert.Contains("| `CUSTOMER_BASIS_ACTIVITY` | A selected event in [t - inactivity, t). |", text, StringComparison.Ordinal);
        Assert.Contains("\n### ListSegment\n", text, StringComparison.Ordinal);
    }
}
