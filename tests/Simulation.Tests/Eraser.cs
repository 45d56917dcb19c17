using System.Text;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Simulation;

/// <summary>
/// Asks for customers to be erased, now and then, while others still send of them: again until there is a receipt, or once and never more,
/// as somebody does who goes away.
/// </summary>
internal sealed class Eraser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly World _world;
    private readonly string _tenantId;
    private string _customer = "";
    private int _left;
    private int _call;

    /// <summary>One that has asked for nothing yet.</summary>
    public Eraser(World world, string tenantId, int count)
    {
        (_world, _tenantId, _left) = (world, tenantId, count);
        Process = new SimProcess(world.Scheduler, "eraser");
    }

    /// <summary>Its process.</summary>
    public SimProcess Process { get; }

    /// <summary>Whether it has a receipt of all that it asked for.</summary>
    public bool IsDone { get; private set; }

    private SimRandom Random => _world.Random;

    /// <summary>Waits for a while, and erases another.</summary>
    public void Next()
    {
        // Whatever was asked for before may still come, and nobody listens.
        _call++;
        if (_left-- <= 0)
        {
            IsDone = true;
            return;
        }
        _customer = Ledger.CustomerOf(Random.Below(Ledger.Customers));
        Process.After(Random.Delay(100_000, 20_000_000), Call);
    }

    private void Call()
    {
        var call = ++_call;
        if (_world.Reach() is not { } server)
        {
            Process.After(Random.Delay(10_000, 3_000_000), Call);
            return;
        }
        _world.Scheduler.Note("erases", "eraser", call, _customer);
        _world.Scheduler.After(Random.Delay(20, 100_000), () => server.Process.Post(() => _ = ServeAsync(server, call)));
        Process.After(Patience, () => Again(call));
    }

    // As the rpc does.
    private async Task ServeAsync(SimServer server, int call)
    {
        if (!server.IsUp)
            return;
        var open = new object();
        server.OpenCalls.Add(open);
        var erased = await server.Host!.Erasures.EraseAsync(
            server.Host.Tenants.Find(_tenantId)!, Encoding.UTF8.GetBytes(_customer));
        server.OpenCalls.Remove(open);
        if (!Random.PerMille(_world.Network.LossPerMille))
            _world.Scheduler.After(Random.Delay(20, 100_000), () => Process.Post(() => Receive(server, call, erased)));
    }

    private void Receive(SimServer server, int call, Outcome<ErasureReceipt> erased)
    {
        if (call != _call)
            return;
        _call++;
        _world.Scheduler.Note("receives", "eraser", call, erased.IsRefused ? erased.Refusal.Message : "a receipt");
        if (erased.IsRefused)
        {
            Process.After(Random.Delay(10_000, 3_000_000), () => Again(_call));
            return;
        }
        _world.Checks.OfErasure(_tenantId, _customer, server);
        Next();
    }

    private void Again(int call)
    {
        if (call != _call)
            return;
        // The last is asked for until there is a receipt: so nothing is left of which nobody knows whether it was done.
        if (_left == 0 || Random.Below(2) == 0)
            Call();
        else
            Next();
    }
}
