using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using RetentionGrpc.LoadTest.EndToEnd;
using RetentionGrpc.LoadTest.Feeding;
using RetentionGrpc.LoadTest.Hosting;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.SampleShop;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest.Redis;

/// <summary>The same questions to Redis with daily bitmaps and to the product, in turns, counts compared at every turn.</summary>
/// <param name="shop">The data.</param>
/// <param name="budget">How long each question is asked of both.</param>
/// <param name="figures">Take what comes out.</param>
internal sealed class RedisRun(LargeShopOptions shop, TimeSpan budget, Figures figures)
{
    private const int MostRounds = 500;
    private const int LeastRounds = 3;
    private static readonly int[] Windows = [1, 7, 30, 90, 365];
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>Loads both and asks both.</summary>
    public async Task RunAsync(string folder, CancellationToken cancellation)
    {
        await using var redis = await RedisServer.StartAsync(folder, cancellation);
        using var connection = await RespConnection.ConnectAsync(redis.Port, cancellation);
        var bitmaps = new DailyBitmaps(connection, shop);
        await bitmaps.LoadAsync(cancellation);
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        await using var server = await ChildServer.StartAsync(new HostOptions(ServerKind.Real, data), cancellation);
        await FeedCommand.LoadAsync(server.Port, shop, "redis", cancellation);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
        var product = new ProductCounts(new MetricsService.MetricsServiceClient(channel), new LargeShop(shop).EndMs);
        figures.Add("indexes finished after the last event", await product.WhenIndexedAsync(cancellation), "ms");

        await CompareAsync("DAU, WAU, MAU", i => bitmaps.TrailingAsync(i, cancellation), product.TrailingAsync);
        foreach (var days in Windows)
        {
            await CompareAsync(
                $"active in {days} days", async i => [await bitmaps.ActiveAsync(i, days, cancellation)],
                i => product.ActiveAsync(i, days));
            await CompareAsync(
                $"churn, {days} days", i => bitmaps.RetainedAsync(i, days, 0, cancellation), i => product.ChurnAsync(i, days));
            if ((2 * days) + WireQuestions.Variants <= shop.Days)
            {
                await CompareAsync(
                    $"retention adjacent, {days} + {days} days",
                    i => bitmaps.RetainedAsync(i, days, 0, cancellation), i => product.RetainedAsync(i, days, 0));
            }
            if ((3 * days) + WireQuestions.Variants <= shop.Days)
            {
                await CompareAsync(
                    $"retention apart, {days} + {days} days, {days} between",
                    i => bitmaps.RetainedAsync(i, days, days, cancellation), i => product.RetainedAsync(i, days, days));
            }
        }
    }

    private async Task CompareAsync(string question, Func<int, Task<long[]>> askRedis, Func<int, Task<long[]>> askProduct)
    {
        var warmUp = new WarmUp(budget);
        while (warmUp.TakesMore())
            await AskBothAsync(new Samples(), new Samples());
        var (redis, product) = (new Samples(), new Samples());
        var began = Stopwatch.GetTimestamp();
        for (var round = 0; round < LeastRounds || (round < MostRounds && Stopwatch.GetElapsedTime(began) < budget); round++)
            await AskBothAsync(redis, product);
        figures.Add($"{question}: Redis", redis.Median, "µs");
        figures.Add($"{question}: here", product.Median, "µs");
        figures.Add($"{question}: Redis over here", redis.Median / product.Median, "ratio", "equal counts in every round");

        // Every variant of one, then of the other: who waits for the other's milliseconds is asleep, and its caches are another's.
        async Task AskBothAsync(Samples redisTimes, Samples productTimes)
        {
            var theirs = await AskAsync(askRedis, redisTimes);
            var ours = await AskAsync(askProduct, productTimes);
            for (var variant = 0; variant < theirs.Length; variant++)
                Compare(question, variant, theirs[variant], ours[variant]);
        }
    }

    private static async Task<long[][]> AskAsync(Func<int, Task<long[]>> ask, Samples times)
    {
        var answers = new long[WireQuestions.Variants][];
        for (var variant = 0; variant < answers.Length; variant++)
        {
            var start = Stopwatch.GetTimestamp();
            answers[variant] = await ask(variant);
            times.AddSince(start);
        }
        return answers;
    }

    private static void Compare(string question, int variant, long[] theirs, long[] ours)
    {
        if (theirs.SequenceEqual(ours) && theirs.Any(count => count != 0))
            return;
        throw new InvalidOperationException(
            $"{question}, variant {variant}: Redis counts {string.Join(' ', theirs)}, the product {string.Join(' ', ours)}.");
    }

    /// <summary>The product's counts of the same questions, each by one unary call.</summary>
    private sealed class ProductCounts(MetricsService.MetricsServiceClient metrics, long endMs)
    {
        private readonly WireQuestions _questions = new(endMs);

        /// <summary>Waits until no partition reads timelines for an answer any more, which is asked for all the time meanwhile.</summary>
        /// <returns>Milliseconds.</returns>
        public async Task<double> WhenIndexedAsync(CancellationToken cancellation)
        {
            var start = Stopwatch.GetTimestamp();
            var question = _questions.Retention(0, 30, 0);
            question.Options = new() { Explain = true };
            while (true)
            {
                var info = (await metrics.ComputeRetentionAsync(question, Options())).Info;
                if (!info.Explanation.Path.Contains("timelines", StringComparison.Ordinal))
                    break;
                await Task.Delay(PollEvery, cancellation);
            }
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        public async Task<long[]> TrailingAsync(int variant)
        {
            var answer = await metrics.ComputeActivityAsync(_questions.Activity(variant, 1, 1, 1, 7, 30), Options());
            return [.. answer.Buckets[^1].TrailingCounts];
        }

        /// <summary>By the window's retention in itself: ComputeActivity tells DAU over MAU, events and a histogram, too.</summary>
        public async Task<long[]> ActiveAsync(int variant, int days)
        {
            var answer = await metrics.ComputeRetentionAsync(_questions.Retention(variant, days, -days), Options());
            return [answer.BaseCount];
        }

        public async Task<long[]> ChurnAsync(int variant, int days)
        {
            var counts = (await metrics.ComputeChurnAsync(_questions.Churn(variant, days), Options())).Counts;
            return [counts.StartCount, counts.EndCount, counts.RetainedCount];
        }

        public async Task<long[]> RetainedAsync(int variant, int days, int daysBetween)
        {
            var answer = await metrics.ComputeRetentionAsync(_questions.Retention(variant, days, daysBetween), Options());
            return [answer.BaseCount, answer.Comparisons[0].ComparisonCount, answer.Comparisons[0].RetainedCount];
        }

        private static CallOptions Options() => new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(2));
    }
}
