using RetentionGrpc.Engine.Customers;
using RetentionGrpc.Engine.Snapshots;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Verification;

public sealed class StateDigestTests
{
    [Fact]
    public void The_same_log_makes_the_same_digests_also_by_way_of_a_snapshot()
    {
        var sections = new HashSet<string>();
        foreach (var (served, refold) in VerificationRounds.Of(61_000, 4))
        {
            var digests = DigestsOf(served);
            var read = Partition.ReadSnapshot(new(0x5EED, 2), refold.WriteSnapshot());
            Assert.Null(StateDigest.FirstDifference(digests, DigestsOf(refold)));
            Assert.Null(StateDigest.FirstDifference(digests, DigestsOf(read)));
            Assert.Equal(StateDigest.Combine(digests), StateDigest.Combine(DigestsOf(read)));
            sections.UnionWith(digests.Select(digest => digest.Section.ToString()));
        }
        Assert.Equal(9, sections.Count);
    }

    [Fact]
    public void A_state_larger_than_a_block_has_a_digest_for_each()
    {
        var (_, partition) = VerificationRounds.Of(63_000, 1).First();
        for (var i = 0; i < 40_000; i++)
            VerificationRounds.TenantOf(partition).Texts.NumberOf(BitConverter.GetBytes(0x1234_5678_9ABCL + i));
        var digests = DigestsOf(partition);
        Assert.Contains(digests, digest => digest.Section.Name == "texts" && digest.Block > 0);

        var read = Partition.ReadSnapshot(new(0x5EED, 2), partition.WriteSnapshot());
        Assert.Null(StateDigest.FirstDifference(digests, DigestsOf(read)));
        VerificationRounds.TenantOf(read).Texts.NumberOf("one more"u8);
        Assert.Equal("texts", StateDigest.FirstDifference(digests, DigestsOf(read))?.Section.Name);
    }

    [Theory]
    [InlineData(true, "the timelines of tenant 'shop'")]
    [InlineData(false, "the texts of tenant 'shop'")]
    public void What_was_changed_in_memory_is_named(bool isTimeline, string section)
    {
        var (served, refold) = VerificationRounds.Of(62_000, 1).First();
        var tenant = VerificationRounds.TenantOf(served);
        if (isTimeline)
            tenant.Customers.Timelines.Retract(0, Live(tenant.Live(0)), tenant.Order);
        else
            tenant.Texts.NumberOf("never seen"u8);

        var difference = StateDigest.FirstDifference(DigestsOf(served), DigestsOf(refold));
        Assert.Equal(section, difference?.Section.ToString());
        Assert.NotEqual(StateDigest.Combine(DigestsOf(served)), StateDigest.Combine(DigestsOf(refold)));
    }

    private static TimelineEvent Live(ReadOnlySpan<TimelineEvent> events) => events[0];

    private static List<StateDigest> DigestsOf(Partition partition) => [.. partition.Cut().Digests()];
}
