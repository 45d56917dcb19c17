using System.Diagnostics;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using RetentionGrpc.LoadTest.Report;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary>Times of single calls, one after the other, as a client sees them.</summary>
/// <param name="figures">Take them.</param>
/// <param name="budget">How long each question is asked.</param>
internal sealed class QueryTimes(Figures figures, TimeSpan budget)
{
    private const int MostCalls = 2_000;
    private const int LeastCalls = 3;

    /// <summary>Asks every question again and again.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="questions">The requests.</param>
    /// <param name="condition">What else goes on, e.g. "alone".</param>
    public async Task MeasureAsync(int port, WireQuestions questions, string condition)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var metrics = new MetricsService.MetricsServiceClient(channel);
        var health = new Health.HealthClient(channel);
        (string Name, Func<int, CallOptions, Task> Ask)[] calls =
        [
            ("health check (does nothing)", (_, options) => health.CheckAsync(new HealthCheckRequest(), options).ResponseAsync),
            ("ComputeChurn SUBSCRIPTION", (i, options) =>
                metrics.ComputeChurnAsync(questions.Churn(i, 30, CustomerBasis.Subscription), options).ResponseAsync),
            ("ComputeChurn ACTIVITY", (i, options) => metrics.ComputeChurnAsync(questions.Churn(i), options).ResponseAsync),
            ("ComputeChurn PURCHASE", (i, options) =>
                metrics.ComputeChurnAsync(questions.Churn(i, 30, CustomerBasis.Purchase), options).ResponseAsync),
            ("ComputeChurn ACTIVITY, ends inside a day", (i, options) =>
                metrics.ComputeChurnAsync(questions.Churn(i, 30, CustomerBasis.Activity, isInsideDays: true), options).ResponseAsync),
            ("ComputeRetention adjacent", (i, options) =>
                metrics.ComputeRetentionAsync(questions.Retention(i, 30, 0), options).ResponseAsync),
            ("ComputeRetention apart", (i, options) =>
                metrics.ComputeRetentionAsync(questions.Retention(i, 30, 60), options).ResponseAsync),
            ("ComputeActivity", (i, options) =>
                metrics.ComputeActivityAsync(questions.Activity(i, 30, 1, 1, 7, 30), options).ResponseAsync),
            ("ComputeLifecycle", (i, options) => metrics.ComputeLifecycleAsync(questions.Lifecycle(i), options).ResponseAsync),
            ("ComputeCohortRetention 52 weeks", (i, options) =>
                metrics.ComputeCohortRetentionAsync(questions.Cohorts(i), options).ResponseAsync),
        ];
        foreach (var (name, ask) in calls)
            figures.AddTimes($"{name}, {condition}", await TimesOfAsync(ask));
    }

    private async Task<Samples> TimesOfAsync(Func<int, CallOptions, Task> ask)
    {
        var samples = new Samples();
        var warmUp = new WarmUp(budget);
        for (var i = 0; warmUp.TakesMore(); i++)
            await ask(i % WireQuestions.Variants, Options());
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < LeastCalls || (i < MostCalls && Stopwatch.GetElapsedTime(began) < budget); i++)
        {
            var start = Stopwatch.GetTimestamp();
            await ask(i % WireQuestions.Variants, Options());
            samples.AddSince(start);
        }
        return samples;
    }

    private static CallOptions Options() => new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(2));
}
