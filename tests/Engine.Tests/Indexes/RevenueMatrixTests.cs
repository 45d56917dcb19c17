using PlainRecount;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Tests.Recount;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>Which customers the matrix of money holds, and what it costs.</summary>
public sealed class RevenueMatrixTests
{
    private const long DayMs = 86_400_000;
    private const long FirstMs = 1_780_272_000_000; // 2026-06-01
    private static readonly PlainTenant Utc = new("UTC", 1, false, false, []);

    [Fact]
    public void WithoutContracts_ItTakesNothing_AndWithThemFromTheirFirstDayOn()
    {
        PlainEvent[] acts = [.. Enumerable.Range(0, 100).Select(day => new PlainEvent("a", FirstMs + day * DayMs, PlainKind.Activity))];
        var none = Indexed([.. acts]);
        var late = Indexed([.. acts, Start("b", 97, 500)]);
        var early = Indexed([.. acts, Start("b", 1, 500)]);
        var ofNone = BytesOf(none);
        Assert.InRange(BytesOf(late) - ofNone, 1, 32L * 200 * 10);
        Assert.InRange(BytesOf(early) - ofNone, 32L * 100 * 100 / 2, 32L * 200 * 200 / 2);
    }

    [Fact]
    public void FractionsBeyondShares_AndManyChanges_AreIrregular()
    {
        List<PlainEvent> events =
        [
            Start("yearly", 3, 1_001, months: 12), Start("odd", 3, 1_000, months: 17), Start("even", 3, 1_700, months: 17),
            Start("huge", 3, 1_000_000_000_000_000), .. Enumerable.Range(1, 40).Select(day => Start("usage", day, 10 + day)),
        ];
        var tenant = Indexed(events);
        Assert.Equal(3, tenant.States.Sum(state => state.Indexes.Ready!.Segments.Sum(segment => segment.Revenue.Irregular.Count)));
        var query = new RecurringRevenueQuery { Windows = [new(FirstMs + 5 * DayMs, FirstMs + 30 * DayMs)] };
        var window = EngineQuestions.Span(query.Windows[0]);
        var expected = new RecurringRevenueRecount(new(Utc, events), PlainFilter.None).Line(window, _ => true);
        Assert.Equal(expected, RecurringRevenuePropertyTests.Line(tenant.Ask(query).Rest.Windows[0]));
        Assert.Equal(AnswerPath.Matrices, tenant.LastPath);
    }

    [Fact]
    public void MoneyBeyond63Bits_IsReadFromTimelines()
    {
        // Each fits, all together do not.
        List<PlainEvent> events = [.. Enumerable.Range(0, 40).Select(i => Start($"c{i}", 1, 10_000_000_000_000))];
        var tenant = Indexed(events);
        var query = new RecurringRevenueQuery { Windows = [new(FirstMs, FirstMs + 5 * DayMs)] };
        Assert.Equal(400_000_000_000_000, (long)tenant.Ask(query).Rest.Windows[0].Movements[RevenueGroup.New].Amount.Rounded);
        Assert.Equal(AnswerPath.Timelines, tenant.LastPath);
    }

    private static PlainEvent Start(string customer, int day, long amount, int months = 1) =>
        new(customer, FirstMs + day * DayMs, PlainKind.Subscription, PlainSubscription.Started, "s") { Number = amount, Detail = months };

    private static FoldedTenant Indexed(List<PlainEvent> events) =>
        new(Utc, events, 1, 1, new(MinEvents: 1, 1_830, AnswersAlways: true));

    private static long BytesOf(FoldedTenant tenant) =>
        tenant.States.Sum(state => state.Indexes.Ready!.Segments.Sum(segment => segment.Revenue.Matrix.Bytes));
}
