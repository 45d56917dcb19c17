using Grpc.Core;
using Grpc.Net.Client;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>
/// Sends by the contract alone, with the generated stub: keeps what is not acknowledged and sends it again. It knows exactly what it has
/// written to a connection and what that connection acknowledged.
/// </summary>
internal sealed class StubSender(AckLedger ledger, SenderAccount account, int batchEvents, bool isStreaming)
{
    private const int BatchesAhead = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private long _acked;
    private long _given;
    private string _readToken = "";

    /// <summary>Sends until it is told to stop, then until all of it is acknowledged.</summary>
    public async Task SendAsync(string address, CancellationToken stop)
    {
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            InitialReconnectBackoff = Pause,
            MaxReconnectBackoff = 5 * Pause,
        });
        var stub = new IngestionService.IngestionServiceClient(channel);
        while (!stop.IsCancellationRequested || _acked < _given)
        {
            try
            {
                if (isStreaming)
                    await StreamAsync(stub, stop);
                else
                    await IngestAsync(stub);
            }
            catch (Exception failure) when (failure is RpcException or IOException or InvalidOperationException)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private async Task StreamAsync(IngestionService.IngestionServiceClient stub, CancellationToken stop)
    {
        using var call = stub.StreamEvents(RunningServer.Call());
        var open = new Open { ProducerId = account.Producer, AckedThrough = _acked, ReadToken = _readToken };
        await call.RequestStream.WriteAsync(new() { Open = open }, CancellationToken.None);
        await call.ResponseStream.MoveNext(CancellationToken.None);
        AcknowledgeThrough(call.ResponseStream.Current.Opened.StableThrough);
        var (next, written) = (_acked + 1, 0L);
        try
        {
            while (!stop.IsCancellationRequested || _acked < _given)
            {
                for (; next <= _acked + BatchesAhead && (next <= _given || !stop.IsCancellationRequested); next++)
                {
                    var batch = new Batch { Sequence = next, Events = { EventsOf(next) } };
                    await call.RequestStream.WriteAsync(new() { Batch = batch }, CancellationToken.None);
                    written = next;
                }
                if (!await call.ResponseStream.MoveNext(CancellationToken.None) || call.ResponseStream.Current.Ack is not { } ack)
                    return;
                _readToken = ack.ReadToken;
                AcknowledgeThrough(ack.AckedThrough);
            }
        }
        finally
        {
            ledger.Broke(Math.Max(0, written - _acked) * batchEvents);
        }
    }

    private async Task IngestAsync(IngestionService.IngestionServiceClient stub)
    {
        var sequence = _acked + 1;
        var request = new IngestEventsRequest { ProducerId = account.Producer, Sequence = sequence, Events = { EventsOf(sequence) } };
        await stub.IngestEventsAsync(request, RunningServer.Call());
        AcknowledgeThrough(sequence);
    }

    /// <summary>The same events for the same sequence, however often it is sent.</summary>
    private IEnumerable<Event> EventsOf(long sequence)
    {
        for (; _given < sequence; _given++)
        {
            for (var i = 0; i < batchEvents; i++)
                account.Give();
        }
        return Enumerable.Range(0, batchEvents).Select(i => account.EventAt((sequence - 1) * batchEvents + i));
    }

    private void AcknowledgeThrough(long sequence)
    {
        if (sequence <= _acked)
            return;
        account.Acknowledge((sequence - _acked) * batchEvents);
        _acked = sequence;
    }
}
