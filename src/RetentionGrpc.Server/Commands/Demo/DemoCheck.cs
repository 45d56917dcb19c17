using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Server.Commands.Demo;

/// <summary>Compares every count of the replies with the reference.</summary>
internal sealed class DemoCheck(DemoAnswers answers, DemoReference reference)
{
    /// <summary>The counts that differ, in words.</summary>
    public IReadOnlyList<string> Differences => [.. Pairs().Where(x => x.Reply != x.Reference).Select(Text)];

    /// <summary>How many counts were compared.</summary>
    public int Count => Pairs().Count();

    private static string Text((string Name, long Reply, long Reference) pair) =>
        FormattableString.Invariant($"{pair.Name}: the server says {pair.Reply}, the reference {pair.Reference}");

    private IEnumerable<(string Name, long Reply, long Reference)> Pairs() =>
    [
        ("customers", answers.Tenant.CustomerCount, reference.State.Customers.Count),
        ("events", answers.Tenant.EventCount, reference.State.Tally.EventCount),
        .. Churn("subscription churn", answers.SubscriptionChurn, reference.Churn(CustomerBasis.Subscription)),
        .. Churn("activity churn", answers.ActivityChurn, reference.Churn(CustomerBasis.Activity)),
        .. Cohorts(answers.Cohorts.Groups.SelectMany(x => x.Cohorts).ToList(), reference.Cohorts().Rows),
        .. Activity("monthly activity", answers.MonthlyActivity, reference.Activity(reference.Months)),
        .. Activity("daily activity", answers.DailyActivity, reference.Activity(reference.LastDays)),
        .. Lifecycle(reference.Lifecycle()),
    ];

    private static IEnumerable<(string, long, long)> Churn(string name, V1.ComputeChurnResponse reply, IReadOnlyList<WindowChurn> expected)
    {
        yield return ($"{name} months", reply.Series.Count, expected.Count - 1);
        var counts = reply.Series.Select(x => x.Counts).Prepend(reply.Counts);
        foreach (var ((said, known), i) in counts.Zip(expected.Select(x => x.Counts)).Select((x, i) => (x, i)))
        {
            yield return ($"{name} [{i}] start", said.StartCount, known.Start);
            yield return ($"{name} [{i}] end", said.EndCount, known.End);
            yield return ($"{name} [{i}] retained", said.RetainedCount, known.Retained);
            yield return ($"{name} [{i}] lost_from_start", said.LostFromStartCount, known.LostFromStart);
            yield return ($"{name} [{i}] new", said.NewCount, known.New);
            yield return ($"{name} [{i}] new_retained", said.NewRetainedCount, known.NewRetained);
            yield return ($"{name} [{i}] lost_from_new", said.LostFromNewCount, known.LostFromNew);
            yield return ($"{name} [{i}] returned", said.ReturnedCount, known.Returned);
            yield return ($"{name} [{i}] lost_from_returned", said.LostFromReturnedCount, known.LostFromReturned);
        }
    }

    private static IEnumerable<(string, long, long)> Cohorts(List<V1.Cohort> reply, IReadOnlyList<CohortRow> expected)
    {
        yield return ("cohorts", reply.Count, expected.Count);
        foreach (var ((said, known), row) in reply.Zip(expected).Select((x, i) => (x, i)))
        {
            yield return ($"cohort [{row}] size", said.Size, known.Size);
            yield return ($"cohort [{row}] returned_in_bucket_0", said.ReturnedInBucket0, known.ReturnedInBucket0);
            yield return ($"cohort [{row}] cells", said.Cells.Count, known.Cells.Length);
            foreach (var ((cell, knownCell), k) in said.Cells.Zip(known.Cells).Select((x, i) => (x, i + 1)))
            {
                yield return ($"cohort [{row}] {k} count", cell.Count, knownCell.Count);
                yield return ($"cohort [{row}] {k} eligible", cell.Eligible, knownCell.Eligible);
                yield return ($"cohort [{row}] {k} eligible_returned", cell.EligibleReturned, knownCell.EligibleReturned);
            }
        }
    }

    private static IEnumerable<(string, long, long)> Activity(string name, V1.ComputeActivityResponse reply, ActivitySummary expected)
    {
        yield return ($"{name} buckets", reply.Buckets.Count, expected.Buckets.Count);
        yield return ($"{name} days", reply.DauOverMau.DayCount, expected.DauOverMauDays());
        var counts = reply.Buckets.Select(x => x.Counts).Prepend(reply.Total);
        var knownCounts = expected.Buckets.Select(x => x.Counts).Prepend(expected.Total);
        foreach (var ((said, known), i) in counts.Zip(knownCounts).Select((x, i) => (x, i)))
        {
            yield return ($"{name} [{i}] active", said.ActiveCount, known.Active);
            yield return ($"{name} [{i}] events", said.EventCount, known.Events);
            yield return ($"{name} [{i}] sessions", said.SessionCount, known.Sessions);
            yield return ($"{name} [{i}] session ms", (long)said.SessionDuration.ToTimeSpan().TotalMilliseconds, known.SessionMs);
        }
        var trailing = reply.Buckets.SelectMany(x => x.TrailingCounts).Zip(expected.Buckets.SelectMany(x => x.Trailing));
        foreach (var ((said, known), i) in trailing.Select((x, i) => (x, i)))
            yield return ($"{name} trailing [{i}]", said, known);
        foreach (var (said, known) in reply.ActiveBuckets.Zip(expected.ActiveBuckets()))
        {
            yield return ($"{name} exactly {known.Buckets}", said.ExactCount, known.Exact);
            yield return ($"{name} at least {known.Buckets}", said.AtLeastCount, known.AtLeast);
        }
    }

    private IEnumerable<(string, long, long)> Lifecycle(IReadOnlyList<LifecycleCounts> expected)
    {
        yield return ("lifecycle months", answers.Lifecycle.Buckets.Count, expected.Count);
        foreach (var ((said, known), i) in answers.Lifecycle.Buckets.Select(x => x.Counts).Zip(expected).Select((x, i) => (x, i)))
        {
            yield return ($"lifecycle [{i}] new", said.NewCount, known.New);
            yield return ($"lifecycle [{i}] returning", said.ReturningCount, known.Returning);
            yield return ($"lifecycle [{i}] resurrecting", said.ResurrectingCount, known.Resurrecting);
            yield return ($"lifecycle [{i}] dormant", said.DormantCount, known.Dormant);
        }
    }
}
