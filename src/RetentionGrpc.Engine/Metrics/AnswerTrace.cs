namespace RetentionGrpc.Engine.Metrics;

/// <summary>How an answer was found. Several where parts of it were found in different ways.</summary>
[Flags]
public enum AnswerPath : byte
{
    /// <summary>Nothing was read.</summary>
    None = 0,

    /// <summary>Matrices: one sum over part of a row for each count between two days.</summary>
    Matrices = 1,

    /// <summary>Counters of cohorts.</summary>
    CohortCounters = 2,

    /// <summary>Bitmaps of customers.</summary>
    Bitmaps = 4,

    /// <summary>The timelines of all customers.</summary>
    Timelines = 8,
}

/// <summary>What was read for an answer.</summary>
/// <param name="Path">How it was found.</param>
/// <param name="Customers">Customers that it is over.</param>
/// <param name="Events">Their events.</param>
/// <param name="Rows">Rows of matrices and of cohort counters.</param>
/// <param name="Sets">Sets of up to 65,536 customers that were read from bitmaps, about.</param>
/// <param name="Timelines">Timelines that were looked at one by one, because an end falls inside a day or a contract is irregular.</param>
public readonly record struct AnswerCost(AnswerPath Path, long Customers, long Events, long Rows, long Sets, long Timelines)
{
    /// <summary>Of two parts of an answer together.</summary>
    public static AnswerCost operator +(AnswerCost x, AnswerCost y) => new(
        x.Path | y.Path, x.Customers + y.Customers, x.Events + y.Events, x.Rows + y.Rows, x.Sets + y.Sets, x.Timelines + y.Timelines);
}

/// <summary>Notes what one partition reads for an answer.</summary>
public sealed class AnswerTrace
{
    /// <summary>How it was found.</summary>
    public AnswerPath Path { get; internal set; }

    /// <summary>See <see cref="AnswerCost"/>.</summary>
    public long Rows { get; internal set; }

    /// <summary>See <see cref="AnswerCost"/>.</summary>
    public long Sets { get; internal set; }

    /// <summary>See <see cref="AnswerCost"/>.</summary>
    public long Timelines { get; internal set; }

    internal void Clear() => (Path, Rows, Sets, Timelines) = (AnswerPath.None, 0, 0, 0);

    internal AnswerCost CostOver(long customers, long events) => new(Path, customers, events, Rows, Sets, Timelines);
}
