using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Application.Verifying;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

internal sealed partial class OperationsRpcs
{
    private const int DefaultQuestions = 50;

    /// <summary>Compares log, state, indexes and timelines: progress, then the result.</summary>
    public override async Task Verify(
        VerifyRequest request, IServerStreamWriter<VerifyResponse> responses, ServerCallContext context)
    {
        var violations = new Violations();
        violations.Require(
            !request.HasQuestionCount || request.QuestionCount is >= 0 and <= Verification.MostQuestions, "question_count",
            $"Set 0 to {Verification.MostQuestions.ToString("N0", CultureInfo.InvariantCulture)}, or leave it unset.");
        violations.ThrowIfAny();
        if (request.TenantId.Length > 0 && services.Tenants.Find(request.TenantId) is null)
            throw Refusal.TenantNotFound(request.TenantId).ToException();
        var questions = request.HasQuestionCount ? request.QuestionCount : DefaultQuestions;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, services.Draining);
        try
        {
            var outcome = await services.Verification.RunAsync(
                new(request.TenantId, questions, unchecked((ulong)request.Seed)),
                progress => SendAsync(new() { Progress = ToWire(progress) }), end.Token);
            await SendAsync(new() { Result = ToWire(outcome.ValueOrThrow()) });
        }
        catch (OperationCanceledException) when (services.Draining.IsCancellationRequested)
        {
            throw Refusal.ShuttingDown().ToException();
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw StatusMapping.Ended(context, services.Time);
        }

        async Task SendAsync(VerifyResponse message)
        {
            var refusal = await UnreadMessages.SendAsync(
                responses, message, context.GetHttpContext(), services.ReadTimeout, services.Time, context.CancellationToken);
            if (refusal is not null)
                throw refusal.ToException();
        }
    }

    private VerifyProgress ToWire(VerificationProgress progress) => new()
    {
        Check = (VerifyCheck)progress.Check,
        Partition = progress.Partition,
        PartitionCount = services.PartitionCount,
        TenantId = progress.TenantId,
        DoneCount = progress.Done,
        TotalCount = progress.Total,
    };

    private static VerifyResult ToWire(IReadOnlyList<Application.Verifying.VerifiedPartition> partitions) => new()
    {
        IsEqual = partitions.All(partition => partition.DifferenceCount == 0),
        Partitions = { partitions.Select(ToWire) },
    };

    private static V1.VerifiedPartition ToWire(Application.Verifying.VerifiedPartition verified) => new()
    {
        Partition = verified.Partition,
        FirstSequence = verified.FromSequence,
        LastSequence = verified.Sequence,
        SnapshotCount = verified.Snapshots,
        EntryCount = verified.Entries,
        StateDigest = verified.StateDigest.ToString("x16", CultureInfo.InvariantCulture),
        StateBlockCount = verified.StateBlocks,
        QuestionCount = verified.Questions,
        IndexedQuestionCount = verified.IndexedQuestions,
        IndexRowCount = verified.IndexSteps,
        DifferenceCount = verified.DifferenceCount,
        Differences = { verified.Differences.Select(ToWire) },
        LongestVisit = Duration.FromTimeSpan(verified.LongestVisit),
        Unverified = { verified.Left.Select(ToWire) },
    };

    private static VerifyFinding ToWire(VerificationFinding finding) =>
        new() { Check = (VerifyCheck)finding.Check, TenantId = finding.TenantId, Description = finding.Description };
}
