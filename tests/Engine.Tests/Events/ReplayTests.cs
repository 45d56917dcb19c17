using System.Text;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Engine.Tests.Recount;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Events;

/// <summary>The state is a function of the entries: folding them again gives the same, to the last text and number.</summary>
public sealed class ReplayTests
{
    [Fact]
    public void Replay_SameEntries_GivesTheSameState()
    {
        for (var seed = 9_000; seed < 9_006; seed++)
        {
            foreach (var folded in new Round(seed).Folded)
            {
                foreach (var (partition, replayed) in folded.Partitions.Zip(folded.Replay(), (one, other) => (one, other)))
                {
                    var (before, after) = (Dump(partition), Dump(replayed));
                    Assert.True(before.Length > 100, $"seed {seed}: nothing to compare");
                    Assert.True(before == after, $"seed {seed}, {folded.PartitionCount} partitions\n{before}\n{after}");
                }
            }
        }
    }

    [Fact]
    public void Fold_CountsEveryEventOnce()
    {
        for (var seed = 9_100; seed < 9_110; seed++)
        {
            var round = new Round(seed);
            var distinct = round.Random.Arrival.Where(one => one.EventId.Length == 0).ToList().Count
                + round.Random.Arrival.Where(one => one.EventId.Length > 0).Select(one => one.EventId).Distinct().Count();
            foreach (var folded in round.Folded)
            {
                Assert.Equal(distinct, folded.Outcome.Accepted);
                Assert.Equal(round.Random.Arrival.Count - distinct, folded.Outcome.Duplicates);
                Assert.Equal(
                    distinct - round.Erased.ForgottenCount, folded.States.Sum(state => state.Tally.EventCount));
                Assert.Equal(folded.Outcome.Rejected, folded.States.Sum(state => state.Tally.OfReason(RejectionReason.BadEncoding)));
                Assert.Equal(round.History.FirstEventMs, folded.Ask(new FirstEventQuery()));
            }
        }
    }

    internal static string Dump(Partition partition)
    {
        var text = new StringBuilder($"{partition.Sequence};");
        foreach (var state in partition.Tenants)
            Dump(text, state);
        return text.ToString();
    }

    private static void Dump(StringBuilder text, TenantState state)
    {
        text.Append($"{string.Join(',', state.Erasures.All.Select(one => $"{one.Id:x}/{one.ErasedMs}/{one.Stage}/{one.PurgedMs}"))};");
        text.Append($"{state.Settings.TenantId} {state.Revision} {state.Tally.EventCount} {state.Spend.AcceptedCount};");
        text.Append($"{string.Join(',', state.Settings.Selectors.Select(one => one.Name))};");
        text.Append($"{string.Join(',', state.Settings.InactivityRules.Select(one => one.InactivityMs))};");
        text.Append($"{string.Join(',', state.Settings.Segments.Select(one => $"{one.Attribute}={string.Join('|', one.Values)}"))};");
        for (var number = 0; number < state.Texts.Count; number++)
            text.Append(Encoding.UTF8.GetString(state.Texts[number])).Append(',');
        for (var customer = 0; customer < state.Customers.Count; customer++)
        {
            text.Append(Encoding.UTF8.GetString(state.Customers.IdOf(customer)))
                .Append($"{state.Customers.Timelines.AcceptedCount(customer, state.Order)}:");
            foreach (var one in state.Live(customer))
            {
                text.Append($"{one.OccurredMs} {one.Kind} {one.Action} {Encoding.UTF8.GetString(state.TextOf(one.NameNumber))}");
                text.Append($" {one.Number} {one.LabelNumber}");
                text.Append($" {one.Detail} {one.UntilMs}");
                foreach (var property in one.Properties.Span)
                    text.Append($" {property}");
                text.Append(';');
            }
        }
    }
}
