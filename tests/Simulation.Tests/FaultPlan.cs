namespace RetentionGrpc.Simulation;

/// <summary>Lets things go wrong, by the seed: which, when, for how long; and keeps a server running, as a supervisor does.</summary>
internal sealed class FaultPlan
{
    private readonly World _world;
    private readonly Fault[] _allowed;
    private long _next;
    private bool _isOver;
    private Disk? _copy;

    /// <summary>The plan of a world.</summary>
    public FaultPlan(World world)
    {
        _world = world;
        _allowed = [.. Enum.GetValues<Fault>()[1..].Where(fault => world.Scenario.Allowed.HasFlag(fault))];
        _next = Random.Below(world.Scenario.StepsPerFault);
    }

    private SimRandom Random => _world.Random;

    private Scenario Scenario => _world.Scenario;

    /// <summary>Comes before every step of the world.</summary>
    public void Tick()
    {
        Supervise();
        if (_world.Scheduler.Steps < _next || _allowed.Length == 0)
            return;
        _next = _world.Scheduler.Steps + 1 + Random.Below(2 * Scenario.StepsPerFault);
        var fault = _allowed[Random.Below(_allowed.Length)];
        _world.Scheduler.Note("fault", "world", (long)fault, fault);
        Strike(fault);
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void End()
    {
        _isOver = true;
        _world.Weather.Calm();
        _world.Network.LossPerMille = 0;
        _world.Disk.Capacity = long.MaxValue;
    }

    private void Strike(Fault fault)
    {
        switch (fault)
        {
            case Fault.Crash: Crash(); break;
            case Fault.Pause: Pause(); break;
            case Fault.Split: Replace(5_000_000); break;
            case Fault.Cut: Cut(); break;
            case Fault.Store: Trouble(); break;
            case Fault.Slow: Slow(); break;
            case Fault.Full: Fill(); break;
            case Fault.Clock: Jump(); break;
            case Fault.Client: RestartClient(forgets: false); break;
            case Fault.Amnesia: RestartClient(forgets: true); break;
            case Fault.Stall: Stall(); break;
            case Fault.Stop: Stop(); break;
            case Fault.Tail: LoseTail(); break;
            case Fault.Zombie: Haunt(); break;
            default: Restore(); break;
        }
    }

    /// <summary>Starts a server where there is none, and another for one that can do nothing any more.</summary>
    private void Supervise()
    {
        if (_world.Server is { } server
            && (server.IsStopped || (server.IsEnding && server.Host is null) || (server.IsFenced && Random.Below(200) == 0)))
            _world.Kill(server);
        if (_world.Server is null && Random.Below(20) == 0)
            _world.StartServer();
    }

    private void Crash()
    {
        if (_world.Server is { } server)
            _world.Kill(server);
    }

    private void Pause()
    {
        if (_world.Server is not { } server)
            return;
        server.Process.Pause();
        Later(30_000_000, server.Process.Resume);
        if (Scenario.Allowed.HasFlag(Fault.Split))
            Replace(20_000_000);
    }

    /// <summary>Another server is started; the one before goes on beside it for a while.</summary>
    private void Replace(int mostMicroseconds)
    {
        if (_world.Server is not { } old)
            return;
        Later(mostMicroseconds, () =>
        {
            if (_isOver || _world.Server != old)
                return;
            _world.StartServer();
            Later(60_000_000, () => _world.Kill(old));
        });
    }

    private void Cut()
    {
        var open = _world.Network.Connections.FindAll(connection => connection.IsOpen);
        if (open.Count > 0)
            open[Random.Below(open.Count)].Cut();
        _world.Network.LossPerMille = Random.Below(300);
    }

    private void Trouble()
    {
        _world.Weather.FailPerMille = Random.Below(200);
        _world.Weather.LostReplyPerMille = Random.Below(200);
        Later(10_000_000, () => _world.Weather.FailPerMille = _world.Weather.LostReplyPerMille = 0);
    }

    private void Slow()
    {
        _world.Weather.IsSlow = true;
        Later(10_000_000, () => _world.Weather.IsSlow = false);
    }

    private void Fill()
    {
        _world.Disk.Capacity = _world.Disk.UsedBytes + Random.Below(400);
        Later(20_000_000, () => _world.Disk.Capacity = long.MaxValue);
    }

    /// <summary>Within the hours that event ids are remembered.</summary>
    private void Jump()
    {
        if (_world.Server is { } server)
            server.Process.ClockOffset = TimeSpan.FromSeconds(Random.Between(-3_600 * 5, 3_600 * 5));
    }

    private void RestartClient(bool forgets) => _world.Clients[Random.Below(_world.Clients.Count)].Restart(forgets);

    private void Stall()
    {
        var process = _world.Clients[Random.Below(_world.Clients.Count)].Process;
        process.Pause();
        Later(60_000_000, process.Resume);
    }

    private void Stop()
    {
        if (_world.Server is { IsUp: true, IsEnding: false } server)
            server.Stop();
    }

    /// <summary>A copy is taken; the next time it takes the place of the data, with no server running.</summary>
    private void Restore()
    {
        if (_copy is null)
        {
            _copy = _world.Disk.Copy();
            return;
        }
        foreach (var server in _world.LivingServers.ToArray())
            _world.Kill(server);
        _world.PutBack(_copy);
        _copy = null;
        _world.Disk.Capacity = long.MaxValue;
    }

    /// <summary>A machine of the store's crashes, or a replica takes over: what was not synced is gone, with what was made of it.</summary>
    private void LoseTail()
    {
        // The tenants' own entries are not lost in part: who makes a tenant waits that long before it is used.
        if (!_world.HasTenants || !(Scenario.IsCluster ? _world.Disk.LoseTailOfOne(Random) : _world.Disk.LoseTail(Random)))
            return;
        _world.TakeBack(_world.Disk);
        // The newest goes on if it has applied what is gone. Of any other nobody could tell which history its next answer is of.
        foreach (var server in _world.LivingServers.Where(server => server != _world.Server || !IsAhead(server)).ToArray())
            _world.Kill(server);
    }

    private bool IsAhead(SimServer server) => server is { IsUp: true, Host: { } host }
        && Enumerable.Range(0, host.Partitions.Count).Any(partition => !_world.Disk[partition].Holds(host.Partitions[partition].Head));

    private void Haunt()
    {
        _world.Weather.FailPerMille = Random.Below(300);
        _world.Weather.LatePerMille = Random.Between(200, 1_000);
        Later(10_000_000, () => _world.Weather.FailPerMille = _world.Weather.LatePerMille = 0);
    }

    private void Later(int mostMicroseconds, Action action) => _world.Scheduler.After(Random.Delay(1_000, mostMicroseconds), action);
}
