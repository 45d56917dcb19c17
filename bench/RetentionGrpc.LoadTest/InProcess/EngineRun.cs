using System.Diagnostics;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.InProcess;

/// <summary>What the engine is asked to show.</summary>
/// <param name="Shop">The data.</param>
/// <param name="HasLate">Whether a second fold has 5 % late events.</param>
/// <param name="HasQuestions">Whether questions are asked.</param>
/// <param name="HasSeries">Whether the widest series of every metric are asked for, of a shop that has all kinds of events.</param>
/// <param name="HasAccounts">Whether accounts are counted, of a shop whose visits name one.</param>
/// <param name="Only">Only questions whose name has it.</param>
/// <param name="Budget">How long one question is asked again and again.</param>
internal sealed record EngineRunOptions(
    LargeShopOptions Shop, bool HasLate, bool HasQuestions, bool HasSeries, bool HasAccounts, string Only, TimeSpan Budget);

/// <summary>Measures folding and every question in this process, without a server, a log and a network.</summary>
/// <param name="options">What is asked.</param>
/// <param name="figures">Take what comes out.</param>
internal sealed class EngineRun(EngineRunOptions options, Figures figures)
{
    private const double LateShare = 0.05;
    private static readonly IndexSettings NoIndexes = new(MinEvents: long.MaxValue);
    private const double ShortestSampleMicroseconds = 200;
    private const int LeastSamples = 3;

    // As many values as a property may have.
    private const int MostAccounts = 10_000;
    private const int WarmUpCustomers = 5_000;

    /// <summary>Measures.</summary>
    public void Run()
    {
        Measure();
        if (options.HasSeries)
            AskForSeries();
        if (options.HasAccounts)
            AskForAccounts();
    }

    private void Measure()
    {
        PartitionedShop.Fold(new LargeShopOptions(WarmUpCustomers) { LateShare = LateShare, HasProfiles = true }, null, _ => { });
        AddFold("in order, without indexes", Fold(options.Shop, NoIndexes));
        if (options.HasLate)
            AddFold("5 % late", Fold(options.Shop with { LateShare = LateShare }));
        var before = LiveBytes();
        var shop = Fold(options.Shop);
        AddFold("in order", shop);
        figures.Add("building of indexes", shop.BuildSeconds, "s", "in the background of a server; keeping them is in the fold");
        figures.Add("live heap an event", (double)(LiveBytes() - before) / shop.Events, "B", "with directory and profiles, no event ids");
        if (options.HasQuestions)
            AskAll(new EngineQuestions(shop).All());
        GC.KeepAlive(shop);
    }

    /// <summary>The widest questions, asked once the shop of the others is gone.</summary>
    private void AskForSeries()
    {
        var shop = Fold(options.Shop with { HasOtherKinds = true });
        AskAll(new SeriesQuestions(shop, options.Shop.Days).All());
        figures.Add("longest sweep of a partition after an erasure", shop.LongestSweepMs(), "ms", "it does nothing else meanwhile");
    }

    private void AskForAccounts() =>
        AskAll(new CountedQuestions(Fold(options.Shop with { Accounts = Math.Clamp(options.Shop.Customers / 5, 1, MostAccounts) })).All());

    private void AskAll(IEnumerable<EngineQuestion> questions)
    {
        foreach (var question in questions)
        {
            if (question.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
                Ask(question);
        }
    }

    private static PartitionedShop Fold(LargeShopOptions shop, IndexSettings? indexes = null) =>
        PartitionedShop.Fold(shop, indexes, events => Figures.Tell($"folded {events:N0} events"));

    private void AddFold(string order, PartitionedShop shop)
    {
        figures.Add($"fold, {order}", shop.Events / shop.FoldSeconds, "events/s", "one core, with reading the events");
        figures.Add($"fold, {order}, without reading", shop.Events / (shop.FoldSeconds - shop.ReadSeconds), "events/s", "by subtraction");
    }

    /// <summary>
    /// A sample asks the variants in turn, so often that it takes 200 µs at least; the median over the samples counts. One whole turn
    /// beforehand is not counted.
    /// </summary>
    private void Ask(EngineQuestion question)
    {
        var began = Stopwatch.GetTimestamp();
        var check = 0L;
        for (var i = 0; i < EngineQuestions.Variants && (i < 1 || Stopwatch.GetElapsedTime(began) < options.Budget); i++)
            check += question.Ask(i);
        if (check == 0)
            throw new InvalidOperationException($"{question.Name} is 0 in every variant: the data does not show it.");
        var samples = new Samples();
        var repeats = 1;
        var variant = 0;
        began = Stopwatch.GetTimestamp();
        while (samples.Count < LeastSamples || Stopwatch.GetElapsedTime(began) < options.Budget)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < repeats; i++)
                check += question.Ask(variant++ % EngineQuestions.Variants);
            var elapsed = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            if (elapsed < ShortestSampleMicroseconds)
                repeats *= 2;
            else
                samples.Add(elapsed / repeats);
        }
        figures.Add(question.Name, samples.Median, "µs", question.Path());
    }

    private static long LiveBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
