using RetentionGrpc.Engine.Counting;
using RetentionGrpc.Engine.Metrics;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Recount;

/// <summary>How much is kept of values.</summary>
public sealed class CountedLimitTests
{
    [Fact]
    public void MoreThanMayBeKept_InAPartitionOrTogether_IsGivenUp()
    {
        foreach (var round in Rounds.Of(6_100, 5))
        {
            var (first, last) = (round.Random.Window.StartMs, round.Random.Window.EndMs);
            foreach (var folded in round.Folded)
            {
                CountedQuery Query(long limit) =>
                    new SelectedCellsQuery([ActivitySelector.Any], Filter.None, "account"u8.ToArray(), [first, last]) { MarkLimit = limit };
                var all = folded.Ask(Query(CountedQuery.UsualMarkLimit));
                var room = all.Each(CancellationToken.None).Sum(value => value.Cells.Room);
                Assert.False(all.IsTooLarge);
                Assert.InRange(room, 9, 200);
                Assert.False(folded.Ask(Query(room)).IsTooLarge);
                foreach (var limit in new[] { room - 1, 1 })
                {
                    var none = folded.Ask(Query(limit));
                    Assert.True(none.IsTooLarge);
                    Assert.Empty(none.Each(CancellationToken.None));
                }
            }
        }
    }
}
