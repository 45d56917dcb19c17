using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>The limits of queries.</summary>
/// <param name="Rows">The most rows an answer may have.</param>
/// <param name="DefaultDeadline">How long a query may take whose call names no deadline.</param>
/// <param name="LongestDeadline">How long any query may take.</param>
public sealed record QueryLimits(int Rows, TimeSpan DefaultDeadline, TimeSpan LongestDeadline)
{
    /// <summary>The limits without options: 10,000 rows, 2 s, 10 s.</summary>
    public static QueryLimits Default { get; } = new(10_000, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));

    /// <summary>How long a query may take from now on.</summary>
    /// <param name="callDeadline">The call's own deadline; <see cref="DateTime.MaxValue"/> without one.</param>
    /// <param name="now">The server's clock, UTC.</param>
    public TimeSpan DeadlineOf(DateTime callDeadline, DateTime now)
    {
        if (callDeadline == DateTime.MaxValue)
            return DefaultDeadline;
        var asked = callDeadline - now;
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked < LongestDeadline ? asked : LongestDeadline;
    }
}

/// <summary>What queries need.</summary>
/// <param name="Runner">Asks the partitions.</param>
/// <param name="Tenants">Finds the tenant of a call.</param>
/// <param name="Time">The server's clock.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Watches">The watches that are open.</param>
/// <param name="Answers">Keeps answers that took long; null where none are kept.</param>
internal sealed record QueryServices(
    QueryRunner Runner, TenantHeader Tenants, TimeProvider Time, QueryLimits Limits, OpenWatches Watches, AnswerCache? Answers = null)
{
    private QueryDeadline? _spare;

    /// <summary>Begins a query's deadline; <see cref="End"/> it.</summary>
    public QueryDeadline Begin(TimeSpan time, CancellationToken client) => QueryDeadline.Begin(ref _spare, time, Time, client);

    /// <summary>A query is over.</summary>
    public void End(QueryDeadline deadline) => deadline.End(ref _spare);
}
