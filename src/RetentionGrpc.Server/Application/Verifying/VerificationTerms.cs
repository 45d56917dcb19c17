namespace RetentionGrpc.Server.Application.Verifying;

/// <summary>What is compared.</summary>
public enum VerificationCheck
{
    /// <summary>The log and its snapshots against their checksums, their chain and their order.</summary>
    Log = 1,

    /// <summary>What the log makes of an empty partition, or of the oldest snapshot, against the state that is served.</summary>
    State = 2,

    /// <summary>Answers of the served indexes against scans of the refold's timelines.</summary>
    Answers = 3,

    /// <summary>The served indexes against indexes made of the refold's timelines.</summary>
    Indexes = 4,
}

/// <summary>What to verify.</summary>
/// <param name="TenantId">The tenant whose answers and indexes are compared; empty for all. Log and state are always whole.</param>
/// <param name="Questions">Questions to each tenant in each partition.</param>
/// <param name="Seed">Draws them.</param>
public sealed record VerificationRequest(string TenantId, int Questions, ulong Seed);

/// <summary>How far a verification is.</summary>
/// <param name="Check">What is being compared.</param>
/// <param name="Partition">In which partition.</param>
/// <param name="TenantId">Of which tenant; empty for all.</param>
/// <param name="Done">Entries, questions or steps that are done.</param>
/// <param name="Total">Of so many.</param>
public sealed record VerificationProgress(VerificationCheck Check, int Partition, string TenantId, long Done, long Total);

/// <summary>Something is not as it should be, or could not be compared.</summary>
/// <param name="Check">By what it was found.</param>
/// <param name="TenantId">The tenant; empty where it is none's.</param>
/// <param name="Description">What it is, and both sides of it.</param>
public sealed record VerificationFinding(VerificationCheck Check, string TenantId, string Description);

/// <summary>What became of one partition.</summary>
public sealed class VerifiedPartition
{
    // A broken index differs in many rows: the first say where.
    private const int MostTold = 100;

    private readonly List<VerificationFinding> _differences = [];
    private readonly List<VerificationFinding> _left = [];

    /// <summary>The partition.</summary>
    public required int Partition { get; init; }

    /// <summary>The entry whose snapshot the refold began with; 0 where it began with the log's first entry.</summary>
    public long FromSequence { get; set; }

    /// <summary>The entry at which the states were compared.</summary>
    public long Sequence { get; set; }

    /// <summary>Snapshots that were read whole.</summary>
    public int Snapshots { get; set; }

    /// <summary>Entries that were read and folded.</summary>
    public long Entries { get; set; }

    /// <summary>The digest of the served state at <see cref="Sequence"/>.</summary>
    public ulong StateDigest { get; set; }

    /// <summary>Blocks of state that were compared.</summary>
    public long StateBlocks { get; set; }

    /// <summary>Questions whose answers were compared.</summary>
    public long Questions { get; set; }

    /// <summary>Those of them that indexes answered.</summary>
    public long IndexedQuestions { get; set; }

    /// <summary>Rows, spans and cohorts of indexes whose digests were compared.</summary>
    public long IndexSteps { get; set; }

    /// <summary>For how long the served partition was held at most.</summary>
    public TimeSpan LongestVisit { get; private set; }

    /// <summary>What differs: the first of it.</summary>
    public IReadOnlyList<VerificationFinding> Differences => _differences;

    /// <summary>What could not be compared, and why.</summary>
    public IReadOnlyList<VerificationFinding> Left => _left;

    /// <summary>How much differs.</summary>
    public long DifferenceCount { get; private set; }

    /// <summary>Notes for how long the served partition was held.</summary>
    public void Visit(TimeSpan taken) => LongestVisit = taken > LongestVisit ? taken : LongestVisit;

    /// <summary>Notes a difference.</summary>
    public void Differ(VerificationCheck check, string tenantId, string description)
    {
        DifferenceCount++;
        if (_differences.Count < MostTold)
            _differences.Add(new(check, tenantId, description));
    }

    /// <summary>Notes what could not be compared.</summary>
    public void Leave(VerificationCheck check, string tenantId, string description) => _left.Add(new(check, tenantId, description));
}
