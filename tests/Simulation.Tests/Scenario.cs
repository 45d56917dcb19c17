using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Simulation;

/// <summary>What may go wrong in a world.</summary>
[Flags]
internal enum Fault
{
    None = 0,

    /// <summary>The server dies.</summary>
    Crash = 1 << 0,

    /// <summary>The server stands still, and goes on when another has taken over.</summary>
    Pause = 1 << 1,

    /// <summary>A second server is started beside the first.</summary>
    Split = 1 << 2,

    /// <summary>A connection is cut.</summary>
    Cut = 1 << 3,

    /// <summary>The store fails, before or after it has done its work.</summary>
    Store = 1 << 4,

    /// <summary>The store is slow.</summary>
    Slow = 1 << 5,

    /// <summary>The store has no room.</summary>
    Full = 1 << 6,

    /// <summary>The server's wall clock jumps.</summary>
    Clock = 1 << 7,

    /// <summary>A client dies, and starts again with what it had kept.</summary>
    Client = 1 << 8,

    /// <summary>A client stands still.</summary>
    Stall = 1 << 9,

    /// <summary>A client dies, and starts again with nothing but its id.</summary>
    Amnesia = 1 << 10,

    /// <summary>The server is stopped as planned and started again.</summary>
    Stop = 1 << 11,

    /// <summary>An older copy of the data is put back.</summary>
    Restore = 1 << 12,

    /// <summary>The store loses what it was given last and had not synced, under servers that go on.</summary>
    Tail = 1 << 13,

    /// <summary>What the store was asked and did not answer it does later, whoever writes by then.</summary>
    Zombie = 1 << 14,
}

/// <summary>What a world is made of, drawn from its seed.</summary>
internal sealed class Scenario
{
    private static readonly Fault[] Faults = Enum.GetValues<Fault>()[1..];

    /// <summary>Draws a world.</summary>
    /// <param name="random">What chance decides.</param>
    /// <param name="isOfRedis">Whether the store may do what Redis does: lose its tail, and do late what it was asked.</param>
    public Scenario(SimRandom random, bool isOfRedis)
    {
        Log = new LogIdentity(new UInt128(random.NextBits(), random.NextBits()), random.Between(1, 4), 1);
        TenantCount = random.Between(1, 2);
        StreamClients = random.Between(1, 3);
        SingleClients = random.Below(2);
        StreamBatches = random.Between(1, 8);
        BytesUnderWay = random.Below(3) == 0 ? random.Between(600, 3_000) : 64 << 20;
        RetainedBatches = random.Below(2) * random.Below(6);
        Batches = random.Between(3, 24);
        BatchEvents = random.Below(3) == 0 ? 1 : random.Between(2, 6);
        FaultSteps = random.Between(500, 4_000);
        StepsPerFault = random.Between(60, 600);
        foreach (var fault in Faults)
            Allowed |= random.Below(3) == 0 ? fault : Fault.None;
        IsOfRedis = isOfRedis;
        if (!isOfRedis)
            Allowed &= ~(Fault.Tail | Fault.Zombie);
        // A client that forgot what was acknowledged cannot be told that it is lost, and a single call has no Open.
        if ((Allowed & (Fault.Restore | Fault.Tail)) != 0)
        {
            Allowed &= ~Fault.Amnesia;
            SingleClients = 0;
        }
        SnapshotBytes = random.Below(2) == 0 ? random.Between(200, 4_000) : long.MaxValue;
        IndexVisit = random.Between(1, 4);
        Erasures = random.Below(2) * random.Between(1, 4);
        IsCluster = isOfRedis && random.Below(2) == 0;
    }

    /// <summary>Whether each partition is on a server of its own, which loses its tail for itself.</summary>
    public bool IsCluster { get; }

    /// <summary>Whether the store may do what Redis does.</summary>
    public bool IsOfRedis { get; }

    /// <summary>How often a customer is erased.</summary>
    public int Erasures { get; }

    /// <summary>Customers that are indexed in one visit of a partition.</summary>
    public int IndexVisit { get; }

    /// <summary>A snapshot is due after so many bytes of log.</summary>
    public long SnapshotBytes { get; }

    /// <summary>Whether the store syncs some time after it has acknowledged, as Redis does each second.</summary>
    public bool SyncsLater => Allowed.HasFlag(Fault.Tail);

    /// <summary>The data's identity.</summary>
    public LogIdentity Log { get; }

    /// <summary>Tenants that take part.</summary>
    public int TenantCount { get; }

    /// <summary>Clients that stream.</summary>
    public int StreamClients { get; }

    /// <summary>Clients that send single batches.</summary>
    public int SingleClients { get; }

    /// <summary>The server's limit of batches under way in a stream.</summary>
    public int StreamBatches { get; }

    /// <summary>The server's limit of bytes under way.</summary>
    public long BytesUnderWay { get; }

    /// <summary>Batches that clients keep although they may forget them.</summary>
    public int RetainedBatches { get; }

    /// <summary>Batches that each client makes.</summary>
    public int Batches { get; }

    /// <summary>Events in a batch, at most.</summary>
    public int BatchEvents { get; }

    /// <summary>Steps until everything heals.</summary>
    public int FaultSteps { get; }

    /// <summary>Steps from one fault to the next, about.</summary>
    public int StepsPerFault { get; }

    /// <summary>What may go wrong.</summary>
    public Fault Allowed { get; }

    /// <summary>The settings of a tenant; the first is the default one.</summary>
    public static TenantSettings TenantOf(int number) => new() { TenantId = IdOf(number) };

    /// <summary>The id of a tenant.</summary>
    public static string IdOf(int number) => number == 0 ? TenantSettings.DefaultId : $"tenant-{number}";
}
