using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Verification;

public sealed class IndexDigestTests
{
    /// <summary>What a broken index may have, and the parts that tell.</summary>
    public static TheoryData<string, string[]> Faults => new()
    {
        { "matrix", ["selector 0, matrix of last days"] },
        { "first days", ["selector 0, first days"] },
        { "bitmap", ["selector 0, bitmaps of"] },
        { "ledger", ["selector 0, ledger"] },
        { "before axis", ["selector 1, active before the first day"] },
        { "cohort", ["selector 0, cohorts by"] },
        { "came again", ["selector 0, came again in the first Month"] },
        { "contracts", ["contracts, matrix of", "contracts, new, lost and gained"] },
        { "irregular", ["paying contracts, irregular customers"] },
        { "revenue", ["revenue, irregular customers"] },
        { "orders", ["orders, matrix of second last ones", "orders, second ones by day", "orders, matrix of the first of two"] },
    };

    [Fact]
    public void An_index_that_grew_with_its_events_has_the_digests_of_one_made_of_the_timelines()
    {
        var partitions = 0;
        foreach (var (served, refold) in VerificationRounds.Of(51_000, 12))
        {
            partitions++;
            Assert.Empty(VerificationRounds.Differences(served, refold));
        }
        Assert.True(partitions > 12, $"only {partitions} partitions were indexed");
    }

    [Fact]
    public void An_index_that_was_made_of_timelines_follows_the_log_as_the_served_one_does()
    {
        var (compared, differed) = (0, 0);
        foreach (var (served, refold) in VerificationRounds.Of(52_000, 12))
        {
            var (one, other) = (VerificationRounds.TenantOf(served), VerificationRounds.TenantOf(refold));
            var made = other.Indexes.BuildLike(one.Indexes.Ready!.Plan, one.Indexes.Ready.Today, CancellationToken.None)!;
            for (var customer = 0; customer < one.Customers.Count; customer += 3)
            {
                one.Erase(one.Customers.IdOf(customer), 5);
                differed += VerificationRounds.Differences(one.Indexes.Ready, made).Count > 0 ? 1 : 0;
                other.Erase(other.Customers.IdOf(customer), 5);
            }
            Assert.Empty(VerificationRounds.Differences(one.Indexes.Ready, made));
            compared++;
        }
        Assert.True(compared > 12 && differed > compared, $"{compared} compared, {differed} times there was a difference on the way");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_count_that_was_flipped_is_found_and_named(string fault, string[] parts)
    {
        var (served, refold) = VerificationRounds.Of(53_000, 1).First();
        Assert.Empty(VerificationRounds.Differences(served, refold));
        var segments = VerificationRounds.IndexOf(served)!.Segments;
        var broken = segments.MaxBy(segment => segment.Count)!;

        Break(broken, fault);

        var differences = VerificationRounds.Differences(served, refold);
        Assert.NotEmpty(differences);
        var prefix = segments.Count == 1 ? "" : $"segment {segments.Index().First(pair => pair.Item == broken).Index}, ";
        Assert.All(differences, name =>
            Assert.True(Array.Exists(parts, part => name.StartsWith(prefix + part, StringComparison.Ordinal)), $"{fault} is named {name}"));
    }

    [Fact]
    public void How_sets_are_stored_is_no_difference()
    {
        var (served, refold) = VerificationRounds.Of(54_000, 1).First();
        var bitmaps = VerificationRounds.IndexOf(served)!.Segments[0].ActivityOf(ActivitySelector.Any)!.Bitmaps;
        for (var day = 0; day < bitmaps.DayCount - 1; day++)
            bitmaps.Day(day).Open();
        Assert.Empty(VerificationRounds.Differences(served, refold));
    }

    private static void Break(SegmentIndex segment, string fault)
    {
        var any = segment.ActivityOf(ActivitySelector.Any)!;
        var purchases = segment.ActivityOf(ActivitySelector.Purchases)!;
        switch (fault)
        {
            case "matrix":
                any.Matrix.AddDay(ActivityMatrix.BeforeAxis, 3, ActivityMatrix.Never);
                break;
            case "first days":
                any.Matrix.MoveFirst(ActivityMatrix.Never, 4);
                break;
            case "bitmap":
                var day = Enumerable.Range(0, any.Bitmaps.DayCount - 1).First(each => !any.Bitmaps.Day(each).Contains(0));
                any.Bitmaps.Add(0, DyadicBitmaps.NoPrevious, day, DyadicBitmaps.NoNext);
                break;
            case "ledger":
                any.Ledger.Add(new DayAct(2, default));
                break;
            case "before axis":
                Flip(purchases.ActiveBeforeAxis);
                break;
            case "cohort":
                any.CohortsOf(BucketUnit.Week)!.Counters.Add(0, 1);
                break;
            case "came again":
                Flip(any.CohortsOf(BucketUnit.Month)!.CameAgain);
                break;
            case "contracts":
                segment.Subscriptions.Matrix.Change([], [new(2, 5)]);
                break;
            case "irregular":
                Flip(segment.Paying.Irregular);
                break;
            case "revenue":
                Flip(segment.Revenue.Irregular);
                break;
            default:
                segment.Purchases.ByOrder.Change([], [2, 5]);
                break;
        }
    }

    private static void Flip(CustomerSet set)
    {
        if (!set.Remove(0))
            set.Add(0);
    }
}
