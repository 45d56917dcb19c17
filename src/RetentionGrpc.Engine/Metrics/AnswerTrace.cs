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

/// <summary>What one partition read for an answer: exact where it says so, else about.</summary>
public sealed class AnswerTrace
{
    /// <summary>How it was found.</summary>
    public AnswerPath Path { get; internal set; }

    /// <summary>Sums over rows of matrices, and rows of cohort counters.</summary>
    public long Rows { get; internal set; }

    /// <summary>Sets of up to 65,536 customers that were read from bitmaps, about.</summary>
    public long Sets { get; internal set; }

    /// <summary>Timelines that were looked at one by one, because an end falls inside a day or a contract is irregular.</summary>
    public long Timelines { get; internal set; }

    internal void Clear() => (Path, Rows, Sets, Timelines) = (AnswerPath.None, 0, 0, 0);
}
