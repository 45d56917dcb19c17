using System.Globalization;
using RetentionGrpc.V1;

namespace RetentionGrpc.Simulation;

/// <summary>
/// A server, its clients, the store and the network between them, on simulated time and one thread, all of it decided by one seed. Things
/// go wrong for a while; then everything heals, every client ends its work, and the checks are made.
/// </summary>
internal sealed class World
{
    /// <summary>Seeds from this one on are worlds of Redis.</summary>
    public const ulong FirstOfRedis = 1_000_000_000;

    private const int StepLimit = 400_000;
    private static readonly TimeSpan HealingLimit = TimeSpan.FromMinutes(30);
    private readonly List<SimServer> _servers = [];
    private readonly FaultPlan _faults;
    private bool _isServing = true;

    /// <summary>The world of a seed.</summary>
    /// <param name="seed">Equal seeds are equal worlds.</param>
    /// <param name="trace">What happens.</param>
    public World(ulong seed, Trace trace)
    {
        Random = new SimRandom(seed);
        Scenario = new Scenario(Random, seed >= FirstOfRedis);
        Scheduler = new SimScheduler(Random, trace);
        Weather = new StoreWeather
        {
            SyncsLater = Scenario.SyncsLater,
            MayLandLate = Scenario.Allowed.HasFlag(Fault.Zombie),
        };
        Disk = new Disk(Scenario.Log);
        Refold = new Refold(Scenario.Log, Ledger);
        Checks = new Checks(this);
        LogId = Scenario.Log.Id.ToString("x32", CultureInfo.InvariantCulture);
        for (var i = 0; i < Scenario.StreamClients; i++)
        {
            Clients.Add(new ModelClient(
                this, i, Scenario.IdOf(Random.Below(Scenario.TenantCount)), Scenario.Batches, withIds: Random.Below(2) == 0));
        }
        for (var i = 0; i < Scenario.SingleClients; i++)
        {
            SingleClients.Add(new SingleClient(
                this, i, Scenario.IdOf(Random.Below(Scenario.TenantCount)), Scenario.Batches, hasSequence: Random.Below(2) == 0));
        }
        Eraser = new Eraser(this, Scenario.IdOf(Random.Below(Scenario.TenantCount)), Scenario.Erasures);
        _faults = new FaultPlan(this);
    }

    /// <summary>What it is made of.</summary>
    public Scenario Scenario { get; }

    /// <summary>What chance decides.</summary>
    public SimRandom Random { get; }

    /// <summary>Runs it.</summary>
    public SimScheduler Scheduler { get; }

    /// <summary>What is durable.</summary>
    public Disk Disk { get; private set; }

    /// <summary>How the store does.</summary>
    public StoreWeather Weather { get; }

    /// <summary>How the network does.</summary>
    public SimNetwork Network { get; } = new();

    /// <summary>What the clients were promised.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>What the durable log amounts to.</summary>
    public Refold Refold { get; }

    /// <summary>What must hold.</summary>
    public Checks Checks { get; }

    /// <summary>Clients that stream.</summary>
    public List<ModelClient> Clients { get; } = [];

    /// <summary>Clients that send single batches.</summary>
    public List<SingleClient> SingleClients { get; } = [];

    /// <summary>Erases customers.</summary>
    public Eraser Eraser { get; }

    /// <summary>The data's id, as clients are told it.</summary>
    public string LogId { get; }

    /// <summary>The newest server; null while there is none.</summary>
    public SimServer? Server { get; private set; }

    /// <summary>How often history was taken back: an older copy was put back, or the store lost its tail.</summary>
    public int RestoreCount { get; private set; }

    /// <summary>Whether two servers ever lived at once.</summary>
    public bool HadSeveralServers { get; private set; }

    /// <summary>Whether a server has come up, which had made the tenants, and they are synced.</summary>
    public bool HasTenants { get; private set; }

    /// <summary>Servers that live.</summary>
    public IEnumerable<SimServer> LivingServers => _servers.Where(server => server.Process.IsAlive);

    /// <summary>Whether every client has ended its work.</summary>
    private bool AreClientsDone =>
        Clients.TrueForAll(client => client.IsDone) && SingleClients.TrueForAll(client => client.IsDone) && Eraser.IsDone;

    /// <summary>Runs it to its end.</summary>
    /// <returns>What went wrong, or null.</returns>
    public string? Run()
    {
        try
        {
            return RunToTheEnd();
        }
        finally
        {
            _servers.ForEach(server => server.Meter.Dispose());
        }
    }

    private string? RunToTheEnd()
    {
        StartServer();
        SyncLater();
        foreach (var client in Clients)
            client.Start();
        foreach (var client in SingleClients)
            client.Process.Post(client.Next);
        Eraser.Process.Post(Eraser.Next);
        while (Scheduler.Failure is null && Scheduler.Steps < Scenario.FaultSteps && !AreClientsDone)
        {
            _faults.Tick();
            Scheduler.Step();
        }
        Heal();
        RunWhile(() => !AreClientsDone, "not every client ended its work after everything had healed");
        var rest = Scheduler.Now + TimeSpan.FromSeconds(100).Ticks;
        Scheduler.After(TimeSpan.FromSeconds(101), () => Scheduler.Note("rests", "world"));
        // A server that has just come up may still tidy its store, and what was erased must leave it.
        RunWhile(
            () => Scheduler.Now < rest || Scheduler.ReadyCount > 0 || Server is not { IsUp: true } || Server.Log.WaitingCount > 0
                || !Checks.IsPurged(Server),
            "the world does not come to rest, or is not purged of what was erased");
        if (Scheduler.Failure is null)
            Checks.AtRest(Server!);
        _isServing = false;
        Server?.Stop();
        RunWhile(() => Server is { IsStopped: false }, "the server does not stop");
        return Scheduler.Failure;
    }

    /// <summary>A client's call reaches the server, or nobody: then null.</summary>
    public SimConnection? Connect(
        SimProcess client, string tenantId, Action<SimConnection, StreamEventsResponse> received, Action<SimConnection, CallEnd> ended) =>
        Reach() is { } server ? Network.Add(new SimConnection(client, server, tenantId, received, ended)) : null;

    /// <summary>
    /// The server that a call reaches, or null: the newest one, at times an older one that has not ended yet, as behind a balancer that
    /// does not know which of them may speak for the log.
    /// </summary>
    public SimServer? Reach()
    {
        var older = _servers.FindAll(server => server != Server && server.IsUp);
        if (older.Count > 0 && Random.Below(3) == 0)
            return older[Random.Below(older.Count)];
        return Server is { IsUp: true } newest ? newest : null;
    }

    /// <summary>Starts a server, which most new connections reach from now on.</summary>
    public void StartServer()
    {
        Server = new SimServer(
            Scheduler, Scenario, _servers.Count + 1,
            process => new FaultyLog(process, () => Disk, Weather, (partition, entry) => Refold.Land(partition, entry)))
        {
            RestoreCount = RestoreCount,
        };
        HadSeveralServers |= LivingServers.Any();
        _servers.Add(Server);
        Scheduler.Note("starts", Server.Process.Name);
        Server.Start();
    }

    /// <summary>An older copy takes the place of the data: it may be of before the tenants were made.</summary>
    public void PutBack(Disk copy)
    {
        HasTenants = false;
        TakeBack(copy);
    }

    /// <summary>The store is started anew and holds an earlier state: history was taken back.</summary>
    public void TakeBack(Disk disk)
    {
        Disk = disk;
        RestoreCount++;
        Weather.Starts++;
        disk.Restart();
        Refold.Restart(disk);
        SyncLater();
    }

    /// <summary>Ends a server.</summary>
    public void Kill(SimServer server)
    {
        if (!server.Process.IsAlive)
            return;
        Scheduler.Note("dies", server.Process.Name);
        server.Kill();
        if (Server == server)
            Server = null;
    }

    /// <summary>Nothing goes wrong any more, and a fresh server is the only one.</summary>
    private void Heal()
    {
        Scheduler.Note("heals", "world");
        _faults.End();
        foreach (var server in LivingServers.ToArray())
        {
            // One that did not hear of what another wrote would be behind the log.
            var mayBeBehind = HadSeveralServers || (Scenario.SyncsLater && RestoreCount > 0);
            if (mayBeBehind || server.IsFenced || server.IsEnding || Random.Below(2) == 0)
                Kill(server);
        }
        foreach (var client in Clients)
            client.Process.Resume();
        if (Server is null)
            StartServer();
        if (!Scenario.Allowed.HasFlag(Fault.Restore))
            return;
        foreach (var client in Clients)
            client.Reopen();
    }

    /// <summary>At most two seconds later a sync begins of what the store holds by then, takes its time, and so on.</summary>
    private void SyncLater()
    {
        if (!Scenario.SyncsLater)
            return;
        var starts = Weather.Starts;
        Scheduler.After(TimeSpan.FromMilliseconds(Random.Between(100, 2_000)), () =>
        {
            if (starts != Weather.Starts)
                return;
            var (end, hasServer) = (Disk.BeginSync(), Server is { IsUp: true });
            Scheduler.After(Random.Delay(1_000, 4_000_000), () =>
            {
                if (starts != Weather.Starts)
                    return;
                end();
                HasTenants |= hasServer;
                SyncLater();
            });
        });
    }

    private void RunWhile(Func<bool> isUnfinished, string failure)
    {
        var end = Scheduler.Now + HealingLimit.Ticks;
        var steps = Scheduler.Steps + StepLimit;
        while (Scheduler.Failure is null && isUnfinished())
        {
            if (_isServing && (Server is { IsFenced: true } or { IsStopped: true } or { IsEnding: true, Host: null }))
                RestartServer();
            if (!Scheduler.Step() || Scheduler.Now > end || Scheduler.Steps > steps)
                Scheduler.Fail($"{failure} ({Scheduler.Steps} steps, {TimeSpan.FromTicks(Scheduler.Now)})");
        }
    }

    private void RestartServer()
    {
        Kill(Server!);
        StartServer();
    }
}
