using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.V1;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary>Requests for a shop's last days, in many variants, so that no answer can simply be there from the time before.</summary>
/// <param name="endMs">The end of the shop's last day: "now" of every request.</param>
internal sealed class WireQuestions(long endMs)
{
    /// <summary>How many windows each question has: variant i ends i days earlier.</summary>
    public const int Variants = 16;

    private const long DayMs = 24L * 3600 * 1000;
    private const long MidDayMs = 13L * 3600 * 1000 + 1_234;

    private readonly QueryOptions _options = new() { AsOfTime = Time(endMs) };

    /// <summary>Churn of those who were active in the last days.</summary>
    /// <param name="variant">0 to <see cref="Variants"/> − 1.</param>
    /// <param name="days">Length of the window and of the inactivity.</param>
    /// <param name="basis">Who is a customer.</param>
    /// <param name="isInsideDays">Whether both ends are inside a day.</param>
    public ComputeChurnRequest Churn(
        int variant, int days = 30, CustomerBasis basis = CustomerBasis.Activity, bool isInsideDays = false) => new()
        {
            Options = _options,
            Window = Window(variant, days, isInsideDays ? MidDayMs : 0),
            Basis = basis,
            Inactivity = basis is CustomerBasis.Activity or CustomerBasis.Purchase ? Duration.FromTimeSpan(TimeSpan.FromDays(days)) : null,
        };

    /// <summary>How many customers of a window came again in a later one of the same length.</summary>
    /// <param name="variant">0 to <see cref="Variants"/> − 1.</param>
    /// <param name="days">Length of both windows.</param>
    /// <param name="daysBetween">Days between them, 0 if they are adjacent, below 0 where they overlap.</param>
    public ComputeRetentionRequest Retention(int variant, int days, int daysBetween)
    {
        var request = new ComputeRetentionRequest
        {
            Options = _options,
            Base = new ActivityWindow { Window = Window(variant + days + daysBetween, days, 0) },
        };
        request.Comparisons.Add(new ActivityWindow { Window = Window(variant, days, 0) });
        return request;
    }

    /// <summary>Distinct customers of the last days, by day, and in trailing windows.</summary>
    /// <param name="variant">0 to <see cref="Variants"/> − 1.</param>
    /// <param name="days">Days of the window.</param>
    /// <param name="daysOfBucket">Days of a bucket.</param>
    /// <param name="trailingDays">Lengths of trailing windows.</param>
    public ComputeActivityRequest Activity(int variant, int days, int daysOfBucket, params int[] trailingDays)
    {
        var request = new ComputeActivityRequest { Options = _options, Window = Window(variant, days, 0), BucketMultiple = daysOfBucket };
        request.TrailingDays.Add(trailingDays);
        return request;
    }

    /// <summary>Who is new, returning, resurrecting, dormant in the last 12 weeks.</summary>
    public ComputeLifecycleRequest Lifecycle(int variant) => new() { Options = _options, Window = Window(variant, 84, 0) };

    /// <summary>The triangle of 52 weekly cohorts.</summary>
    public ComputeCohortRetentionRequest Cohorts(int variant) => new()
    {
        Options = _options,
        Window = Window(variant * 7, 52 * 7, 0),
        Bucket = BucketUnit.Week,
    };

    private Window Window(int endDaysAgo, int days, long backMs) => new()
    {
        Interval = new Interval
        {
            StartTime = Time(endMs - ((endDaysAgo + days) * DayMs) - backMs),
            EndTime = Time(endMs - (endDaysAgo * DayMs) - backMs),
        },
    };

    private static Timestamp Time(long ms) => new() { Seconds = ms / 1_000, Nanos = (int)(ms % 1_000) * 1_000_000 };
}
