using Google.Protobuf;
using RetentionGrpc.V1;

namespace RetentionGrpc.Simulation;

/// <summary>
/// A stream as its client has it, and the way between. Messages of one direction keep their order, as on any transport; each takes its
/// time, so those of different streams overtake each other. A cut loses what is on its way, and each end learns of it when it does.
/// </summary>
internal sealed class SimConnection
{
    private readonly Queue<StreamEventsResponse> _arrived = [];
    private readonly SimProcess _client;
    private readonly SimServer _server;
    private readonly ServedStream _call;
    private readonly Action<StreamEventsResponse> _received;
    private readonly Action<CallEnd> _ended;
    private TimeSpan _lag;
    private long _toServer;
    private long _toClient;
    private bool _isUpCut;
    private bool _isDownCut;

    /// <summary>Calls a server. What the client is told, it is told in its own process.</summary>
    public SimConnection(
        SimProcess client, SimServer server, string tenantId, Action<SimConnection, StreamEventsResponse> received,
        Action<SimConnection, CallEnd> ended)
    {
        (_client, _server) = (client, server);
        _received = message => received(this, message);
        _ended = end => ended(this, end);
        _lag = Random.Delay(20, 20_000);
        _call = new ServedStream(server, tenantId) { Sent = Deliver, Ended = DeliverEnd };
        server.Connections.Add(this);
        Up(Begin);
    }

    /// <summary>Whether the client takes it for alive.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Whose call it is.</summary>
    public SimProcess Client => _client;

    /// <summary>The server that it reached.</summary>
    public SimServer Server => _server;

    private SimScheduler World => _client.World;

    private SimRandom Random => World.Random;

    /// <summary>Sends a message.</summary>
    public void Send(StreamEventsRequest message)
    {
        var bytes = message.ToByteArray();
        Up(() => _call.Arrive(bytes));
    }

    /// <summary>Sends no more.</summary>
    public void HalfClose() => Up(_call.HalfClose);

    /// <summary>The client gives the call up, or is gone; the server learns of it sooner or later.</summary>
    public void Abandon()
    {
        IsOpen = false;
        _isDownCut = true;
        _server.Connections.Remove(this);
        BreakServer();
    }

    /// <summary>The way is cut. What the client sent may still arrive for a while.</summary>
    public void Cut()
    {
        _isDownCut = true;
        _isUpCut = Random.Below(2) == 0;
        BreakServer();
        BreakClient();
    }

    /// <summary>The server has died; the client may be told by the other machine, or must find out by itself.</summary>
    public void ServerDied()
    {
        _isUpCut = true;
        _isDownCut = true;
        BreakClient();
    }

    /// <summary>A server that has stopped listening since resets the connection.</summary>
    private void Begin()
    {
        if (_server.IsUp)
            _ = _call.ServeAsync();
        else
            BreakClient();
    }

    private void BreakClient()
    {
        var delay = Random.Below(3) == 0 ? Random.Delay(1_000_000, 30_000_000) : Random.Delay(100, 20_000);
        _client.After(delay, () => End(CallEnd.Broken));
    }

    // Half-open for as long as a keepalive takes, one time in four.
    private void BreakServer() => _server.Process.After(
        Random.Below(4) == 0 ? Random.Delay(1_000_000, 80_000_000) : Random.Delay(100, 50_000),
        () =>
        {
            _isUpCut = true;
            _call.Break();
        });

    private void Up(Action arrival)
    {
        _toServer = Math.Max(_toServer, World.Now + Lag());
        var order = _toServer - World.Now;
        World.After(TimeSpan.FromTicks(order), () =>
        {
            if (!_isUpCut)
                _server.Inbox(this, arrival);
        });
    }

    private void Deliver(StreamEventsResponse message) => Down(() =>
    {
        _arrived.Enqueue(message);
        _client.Post(Receive);
    });

    private void DeliverEnd(CallEnd end) => Down(() => _client.Post(() =>
    {
        while (_arrived.Count > 0)
            Receive();
        End(end);
    }));

    private void Down(Action arrival)
    {
        _toClient = Math.Max(_toClient, World.Now + Lag());
        World.After(TimeSpan.FromTicks(_toClient - World.Now), () =>
        {
            if (!_isDownCut)
                arrival();
        });
    }

    private void Receive()
    {
        if (!_arrived.TryDequeue(out var message))
            return;
        World.After(_lag, () => _server.Process.Post(_call.FreeWindow));
        if (IsOpen)
            _received(message);
    }

    private void End(CallEnd end)
    {
        if (!IsOpen)
            return;
        IsOpen = false;
        _isDownCut = true;
        _server.Connections.Remove(this);
        _ended(end);
    }

    private long Lag()
    {
        if (Random.Below(50) == 0)
            _lag = Random.Delay(20, 500_000);
        return Random.Below((int)_lag.Ticks + 1);
    }
}
