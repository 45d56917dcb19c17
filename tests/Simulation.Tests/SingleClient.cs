using Google.Protobuf;
using Grpc.Core;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.V1;

namespace RetentionGrpc.Simulation;

/// <summary>
/// A small client: one batch per call, called again until it is answered, at times while the call before still runs. With a producer id
/// the sequence tells repetitions, without one the event ids do.
/// </summary>
internal sealed class SingleClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly World _world;
    private readonly string _name;
    private readonly string _tenantId;
    private readonly bool _hasSequence;
    private LedgerBatch? _batch;
    private ReadPosition _position = ReadPosition.None;
    private int _toMake;
    private long _sequence;
    private int _call;

    /// <summary>A client that has sent nothing yet.</summary>
    public SingleClient(World world, int number, string tenantId, int batches, bool hasSequence)
    {
        (_world, _name, _tenantId, _toMake, _hasSequence) = (world, $"single {number}", tenantId, batches, hasSequence);
        Process = new SimProcess(world.Scheduler, _name);
    }

    /// <summary>Its process.</summary>
    public SimProcess Process { get; }

    /// <summary>Whether all that it made is acknowledged.</summary>
    public bool IsDone { get; private set; }

    private SimRandom Random => _world.Random;

    /// <summary>Makes the next batch and sends it until it is acknowledged.</summary>
    public void Next()
    {
        if (_toMake-- <= 0)
        {
            IsDone = true;
            return;
        }
        _batch = _world.Ledger.NewBatch(
            _hasSequence ? ++_sequence : 0, Random.Between(1, _world.Scenario.BatchEvents), Random, withIds: !_hasSequence);
        Call();
    }

    private void Call()
    {
        var call = ++_call;
        if (_world.Reach() is not { } server)
        {
            Process.After(Random.Delay(10_000, 3_000_000), Call);
            return;
        }
        _world.Scheduler.Note("calls", _name, _sequence);
        var request = new IngestEventsRequest
        {
            ProducerId = _hasSequence ? _name : "",
            Sequence = _batch!.Sequence,
            Events = { _batch.Events.Select(each => each.Message) },
        };
        var bytes = request.ToByteArray();
        var way = Random.Delay(20, 100_000);
        _world.Scheduler.After(way, () => server.Process.Post(() => _ = ServeAsync(server, bytes, call)));
        Process.After(Patience, () => Again(call));
    }

    private async Task ServeAsync(SimServer server, byte[] bytes, int call)
    {
        if (!server.IsUp)
            return;
        var open = new object();
        server.OpenCalls.Add(open);
        IngestEventsResponse? response = null;
        var end = CallEnd.Good;
        try
        {
            var frame = IngestionFrameReader.ReadSingleBatch(new SimPayload(bytes));
            var context = new SimContext("/retention.v1.IngestionService/IngestEvents", _tenantId);
            response = await server.Statuses.UnaryServerHandler(frame, context, server.Rpcs.IngestEvents);
        }
        catch (RpcException failure)
        {
            end = CallEnd.Of(failure);
        }
        server.OpenCalls.Remove(open);
        if (!Random.PerMille(_world.Network.LossPerMille))
            _world.Scheduler.After(Random.Delay(20, 100_000), () => Process.Post(() => Receive(server, call, response, end)));
    }

    private void Receive(SimServer server, int call, IngestEventsResponse? response, CallEnd end)
    {
        if (call != _call)
            return;
        _world.Scheduler.Note("receives", _name, (int)end.Code, end);
        if (response is null)
        {
            if (!Checks.MayEnd(end))
                _world.Scheduler.Fail($"{_name}: the call ended with {end}");
            _call++;
            Process.After(Random.Delay(10_000, 3_000_000), Call);
            return;
        }
        _call++;
        _world.Checks.OfResult(_name, _batch!, response.Result);
        _position = _world.Checks.Advance(_name, _hasSequence ? _position : ReadPosition.None, response.ReadToken, server);
        _world.Checks.OfAck(_name, _batch!, _position, server);
        _batch!.Promise(Promise.Acknowledged);
        Process.After(Random.Delay(100, 400_000), Next);
    }

    private void Again(int call)
    {
        if (call == _call)
            Call();
    }
}
