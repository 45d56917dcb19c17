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
                SelectedCellsQuery Query(long limit) =>
                    new([ActivitySelector.Any], Filter.None, "account"u8.ToArray(), new([first, last])) { RoomLimit = limit };
                var all = folded.Ask(Query(1_000));
                var rooms = all.Each(CancellationToken.None).Select(value => value.Cells.Room).ToList();
                var room = rooms.Sum();
                Assert.False(all.IsTooLarge);
                Assert.InRange(rooms.Count, 2, 11);
                Assert.All(rooms, one => Assert.Equal(sizeof(ulong), one));
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
