using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Snapshots;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Engine.Verification;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application.Verifying;

/// <summary>
/// Verifies one partition while it goes on. The served one is visited for short whiles only, and tells at which entry it was; the refold
/// is led there, and must say the same.
/// </summary>
/// <param name="gate">The served partition.</param>
/// <param name="refold">The second copy.</param>
/// <param name="verified">Takes what is found.</param>
/// <param name="request">What to compare.</param>
/// <param name="tell">Is told of progress.</param>
/// <param name="clock">Bounds visits.</param>
internal sealed class PartitionVerification(
    PartitionGate gate, PartitionRefold refold, VerifiedPartition verified, VerificationRequest request,
    Func<VerificationProgress, Task> tell, TimeProvider clock)
{
    private const int LongestText = 400;

    /// <summary>As long as the longest stop of a partition by a snapshot, or by the building of indexes.</summary>
    private static readonly TimeSpan LongestVisit = TimeSpan.FromMilliseconds(40);

    /// <summary>Compares all that can be compared.</summary>
    /// <returns>Why it ended early; <see cref="RefoldEnd.Reached"/> if it did not.</returns>
    public async Task<RefoldEnd> RunAsync(CancellationToken cancellation)
    {
        if (!await refold.BeginAsync(cancellation))
            return RefoldEnd.Damaged;
        var end = await CompareStateAsync(cancellation);
        string[] tenants = [.. refold.State.Tenants.Select(tenant => tenant.Settings.TenantId).Where(IsAsked)];
        for (var i = 0; i < tenants.Length && end == RefoldEnd.Reached; i++)
        {
            end = await CompareAnswersAsync(tenants[i], cancellation);
            if (end != RefoldEnd.Reached)
                return end;
            end = await new IndexVerification(gate, refold, verified, tenants[i], tell, clock).RunAsync(cancellation);
        }
        return end;
    }

    private bool IsAsked(string tenantId) => request.TenantId.Length == 0 || request.TenantId == tenantId;

    /// <summary>The state that is served at an entry, and the one that the log makes up to there.</summary>
    private async Task<RefoldEnd> CompareStateAsync(CancellationToken cancellation)
    {
        if (gate.IsTorn)
        {
            verified.Differ(VerificationCheck.State, "", "the entry after the newest could be applied in part only: start the server anew");
            return RefoldEnd.Damaged;
        }
        var (head, served) = DigestServed(cancellation);
        (verified.Sequence, verified.StateBlocks, verified.StateDigest) = (head.Sequence, served.Count, StateDigest.Combine(served));
        var (first, count) = (verified.FromSequence, head.Sequence - verified.FromSequence);
        var end = await refold.AdvanceAsync(
            head.Sequence, sequence => tell(new(VerificationCheck.Log, verified.Partition, "", sequence - first, count)), cancellation);
        if (end != RefoldEnd.Reached)
            return end;
        if (refold.Head != head)
        {
            verified.Differ(VerificationCheck.Log, "", $"the log's entry {refold.Head} is not the one that is served, {head}");
            return RefoldEnd.Damaged;
        }
        await tell(new(VerificationCheck.State, verified.Partition, "", 0, served.Count));
        if (StateDigest.FirstDifference(served, DigestsOf(refold.State.Cut(), cancellation)) is { } difference)
        {
            verified.Differ(
                VerificationCheck.State, difference.Section.TenantId,
                $"{difference.Section} at entry {head.Sequence} are not what the log makes (block {difference.Block})");
        }
        return RefoldEnd.Reached;
    }

    /// <summary>The cut is let go at once: as long as it is kept, the partition copies what it changes.</summary>
    private (LogHead Head, List<StateDigest> Digests) DigestServed(CancellationToken cancellation)
    {
        var cut = gate.Enter(_ =>
        {
            var start = clock.GetTimestamp();
            var cut = gate.Cut();
            verified.Visit(clock.GetElapsedTime(start));
            return cut;
        });
        return (cut.Head, DigestsOf(cut.State, cancellation));
    }

    private static List<StateDigest> DigestsOf(FrozenState state, CancellationToken cancellation)
    {
        var digests = new List<StateDigest>();
        foreach (var digest in state.Digests())
        {
            cancellation.ThrowIfCancellationRequested();
            digests.Add(digest);
        }
        return digests;
    }

    private async Task<RefoldEnd> CompareAnswersAsync(string tenantId, CancellationToken cancellation)
    {
        if (HistoryOf(refold.State.Get(tenantId)) is not { } history)
            return RefoldEnd.Reached;
        var seed = request.Seed ^ Xxh64.Hash(System.Text.Encoding.UTF8.GetBytes(tenantId), (ulong)verified.Partition);
        for (var i = 0; i < request.Questions && refold.State.Find(tenantId) is { } tenant; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            await tell(new(VerificationCheck.Answers, verified.Partition, tenantId, i, request.Questions));
            var question = new QuestionDraws(tenant, history, seed + (ulong)i).Next(i);
            if (AskServed(question) is not { } served)
                continue;
            var end = await refold.AdvanceAsync(served.Sequence, _ => Task.CompletedTask, cancellation);
            if (end != RefoldEnd.Reached)
                return end;
            var expected = question.Ask(refold.State, cancellation);
            verified.Questions++;
            verified.IndexedQuestions += served.Path.HasFlag(AnswerPath.Timelines) ? 0 : 1;
            if (served.Text != expected.Text)
                verified.Differ(VerificationCheck.Answers, tenantId, Told(question, served, expected));
        }
        return RefoldEnd.Reached;
    }

    /// <summary>The served answer; null where it takes longer than a visit may, because timelines give it, or the tenant is gone.</summary>
    private QuestionAnswer? AskServed(Question question)
    {
        try
        {
            return gate.Enter<QuestionAnswer?>(partition =>
            {
                var start = clock.GetTimestamp();
                using var deadline = new CancellationTokenSource(LongestVisit, clock);
                try
                {
                    return question.Ask(partition, deadline.Token);
                }
                finally
                {
                    verified.Visit(clock.GetElapsedTime(start));
                }
            });
        }
        catch (Exception failure) when (failure is OperationCanceledException or TenantGoneException)
        {
            return null;
        }
    }

    /// <summary>From the first event's day to the end of the newest's; null without events.</summary>
    private static Interval? HistoryOf(TenantState tenant) => tenant.FirstEventMs() is { } firstMs
        ? tenant.Calendar.WidenTo(new(firstMs, Math.Max(firstMs, tenant.Indexes.NewestMs) + 1), BucketUnit.Day)
        : null;

    private static string Told(Question question, in QuestionAnswer served, in QuestionAnswer expected)
    {
        var same = 0;
        while (same < Math.Min(served.Text.Length, expected.Text.Length) && served.Text[same] == expected.Text[same])
            same++;
        // With some of what is equal, so that the place can be told.
        var from = Math.Max(0, same - LongestText / 4);
        return $"{question.Text}, at entry {served.Sequence}: by {served.Path} {Shown(served.Text, from)}; "
            + $"by the log's timelines {Shown(expected.Text, from)}";
    }

    private static string Shown(string text, int from) =>
        (from > 0 ? "…" : "") + (text.Length - from <= LongestText ? text[from..] : $"{text[from..(from + LongestText)]}…");
}
