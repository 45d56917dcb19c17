using System.Text.RegularExpressions;
using Google.Rpc;
using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>Every reason that the protos promise is given by a running server to a generated client.</summary>
public sealed partial class ErrorReasonCoverageTests
{
    /// <summary>Each value of the enum, by reflection: a new one fails until calls that end with it are written.</summary>
    public static TheoryData<ErrorReason> Reasons => [.. Enum.GetValues<ErrorReason>().Where(reason => reason != ErrorReason.Unspecified)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Every_error_reason_ends_some_call(ErrorReason reason)
    {
        var calls = IngestionFailures.All.GetValueOrDefault(reason) ?? QueryFailures.All.GetValueOrDefault(reason);
        Assert.True(calls is not null, $"No calls are known that end with {reason}.");

        var failure = await Assert.ThrowsAsync<RpcException>(calls);

        var (status, info) = RunningServer.DetailsOf(failure);
        Assert.Equal(WireName(reason), info.Type);
        Assert.False(string.IsNullOrWhiteSpace(status.Message));
        Assert.DoesNotContain(FaultyStore.DriverText, failure.ToString(), StringComparison.Ordinal);
        var comment = Descriptions()[WireName(reason)];
        Assert.StartsWith(Words().Replace(failure.StatusCode.ToString(), "_$1").ToUpperInvariant(), comment, StringComparison.Ordinal);
        Assert.Equal(comment.Contains("RetryInfo", StringComparison.Ordinal), status.Details.Any(x => x.Is(RetryInfo.Descriptor)));
        Assert.Equal(comment.Contains("BadRequest", StringComparison.Ordinal), status.Details.Any(x => x.Is(BadRequest.Descriptor)));
        if (comment.IndexOf("metadata: ", StringComparison.Ordinal) is > 0 and var at)
            Assert.Equal(comment[(at + 10)..].TrimEnd('.').Split(", ").Order(), info.Metadata.Keys.Order());
    }

    [Fact]
    public void Refusals_have_the_names_and_numbers_of_the_wire()
    {
        var wire = Enum.GetValues<ErrorReason>().Select(reason => (reason.ToString(), (int)reason)).Skip(1);
        var own = Enum.GetValues<RefusalReason>().Select(reason => (reason.ToString(), (int)reason)).Skip(1);
        Assert.Equal(wire, own);
    }

    /// <summary>The comment of each reason in the proto: code, details and metadata stand there, and must be what is sent.</summary>
    private static Dictionary<string, string> Descriptions()
    {
        var descriptions = new Dictionary<string, string>();
        var comment = "";
        var proto = Path.Combine(Solution.Root, "protos/retention/v1/error_reason.proto");
        foreach (var line in File.ReadLines(proto).Select(line => line.Trim()))
        {
            if (line.StartsWith("ERROR_REASON_", StringComparison.Ordinal))
                descriptions[line["ERROR_REASON_".Length..line.IndexOf(' ', StringComparison.Ordinal)]] = comment.Trim();
            comment = line.StartsWith("//", StringComparison.Ordinal) ? $"{comment} {line[2..].Trim()}" : "";
        }
        return descriptions;
    }

    private static string WireName(ErrorReason reason) => Words().Replace(reason.ToString(), "_$1").ToUpperInvariant();

    [GeneratedRegex("(?<!^)([A-Z])")]
    private static partial Regex Words();
}
