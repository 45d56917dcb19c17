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
    private const int LeastCalls = 5;
    private const int WarmUpCalls = 3;

    /// <summary>Asks every question again and again.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="questions">The requests.</param>
    /// <param name="condition">What else goes on, e.g. "alone".</param>
    public async Task MeasureAsync(int port, WireQuestions questions, string condition)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var metrics = new MetricsService.MetricsServiceClient(channel);
        var health = new Health.HealthClient(channel);
        (string Name, Func<int, CallOptions, AsyncUnaryCall<object>> Ask)[] calls =
        [
            ("health check (does nothing)", (_, options) => Plain(health.CheckAsync(new HealthCheckRequest(), options))),
            ("ComputeChurn SUBSCRIPTION", (i, options) =>
                Plain(metrics.ComputeChurnAsync(questions.Churn(i, 30, CustomerBasis.Subscription), options))),
            ("ComputeChurn ACTIVITY", (i, options) => Plain(metrics.ComputeChurnAsync(questions.Churn(i), options))),
            ("ComputeChurn PURCHASE", (i, options) =>
                Plain(metrics.ComputeChurnAsync(questions.Churn(i, 30, CustomerBasis.Purchase), options))),
            ("ComputeChurn ACTIVITY, ends inside a day", (i, options) =>
                Plain(metrics.ComputeChurnAsync(questions.Churn(i, 30, CustomerBasis.Activity, isInsideDays: true), options))),
            ("ComputeRetention adjacent", (i, options) => Plain(metrics.ComputeRetentionAsync(questions.Retention(i, 30, 0), options))),
            ("ComputeRetention apart", (i, options) => Plain(metrics.ComputeRetentionAsync(questions.Retention(i, 30, 60), options))),
            ("ComputeActivity", (i, options) => Plain(metrics.ComputeActivityAsync(questions.Activity(i, 30, 1, 1, 7, 30), options))),
            ("ComputeLifecycle", (i, options) => Plain(metrics.ComputeLifecycleAsync(questions.Lifecycle(i), options))),
            ("ComputeCohortRetention 52 weeks", (i, options) => Plain(metrics.ComputeCohortRetentionAsync(questions.Cohorts(i), options))),
        ];
        foreach (var (name, ask) in calls)
            figures.AddTimes($"{name}, {condition}", await TimesOfAsync(ask));
    }

    private async Task<Samples> TimesOfAsync(Func<int, CallOptions, AsyncUnaryCall<object>> ask)
    {
        var samples = new Samples();
        var began = Stopwatch.GetTimestamp();
        for (var i = -WarmUpCalls; i < LeastCalls || (i < MostCalls && Stopwatch.GetElapsedTime(began) < budget); i++)
        {
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(2);
            var start = Stopwatch.GetTimestamp();
            using var call = ask((i + WarmUpCalls) % WireQuestions.Variants, new CallOptions(deadline: deadline));
            await call.ResponseAsync;
            if (i >= 0)
                samples.AddSince(start);
        }
        return samples;
    }

    /// <summary>A call whose answer's type does not matter.</summary>
    private static AsyncUnaryCall<object> Plain<T>(AsyncUnaryCall<T> call)
        where T : class
        => new(
            call.ResponseAsync.ContinueWith<object>(
                answered => answered.GetAwaiter().GetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default),
            call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
}
