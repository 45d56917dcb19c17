using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using RetentionGrpc.V1;
using RpcStatus = Google.Rpc.Status;

namespace RetentionGrpc.Server.Tests.ClientLibrary;

/// <summary>A stand-in for the server that does to a stream what a test says.</summary>
internal sealed class ScriptedIngestion : IngestionService.IngestionServiceBase
{
    private readonly Lock _lock = new();
    private readonly Channel<Batch> _arrived = Channel.CreateUnbounded<Batch>();
    private long _last;

    /// <summary>The newest sequence that the server knows; set by a test while no stream is open.</summary>
    public long LastSequence
    {
        get
        {
            lock (_lock)
                return _last;
        }

        set
        {
            lock (_lock)
                _last = value;
        }
    }

    public ConcurrentQueue<Open> Opens { get; } = [];

    public ConcurrentQueue<Batch> Batches { get; } = [];

    public ConcurrentQueue<string?> Tenants { get; } = [];

    /// <summary>What becomes of a batch that is new.</summary>
    public Func<Batch, BatchResult> Judge { get; set; } =
        batch => new BatchResult { Sequence = batch.Sequence, AcceptedCount = batch.Events.Count };

    /// <summary>Called with every message before it is taken: may throw, abort or wait.</summary>
    public Func<StreamEventsRequest, ServerCallContext, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called after a batch was taken, before its ack.</summary>
    public Func<Batch, ServerCallContext, Task> BeforeAck { get; set; } = (_, _) => Task.CompletedTask;

    public static RpcException Failure(StatusCode code, string reason, string? field = null, params (string Key, string Value)[] metadata)
    {
        var info = new Google.Rpc.ErrorInfo { Type = reason, Domain = "retention.v1" };
        foreach (var (key, value) in metadata)
            info.Metadata.Add(key, value);
        var status = new RpcStatus { Code = (int)code, Message = "as scripted" };
        status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(info));
        if (field is not null)
        {
            var violation = new Google.Rpc.BadRequest.Types.FieldViolation { Field = field, Description = "Set it." };
            status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(new Google.Rpc.BadRequest { FieldViolations = { violation } }));
        }
        var trailers = new Metadata { { "grpc-status-details-bin", Google.Protobuf.MessageExtensions.ToByteArray(status) } };
        return new RpcException(new Status(code, "as scripted"), trailers);
    }

    /// <summary>The next batch, once it has arrived.</summary>
    public Task<Batch> NextBatchAsync() => _arrived.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public override async Task StreamEvents(
        IAsyncStreamReader<StreamEventsRequest> requestStream,
        IServerStreamWriter<StreamEventsResponse> responseStream,
        ServerCallContext context)
    {
        Tenants.Enqueue(context.RequestHeaders.GetValue("retention-tenant"));
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var request = requestStream.Current;
            if (request.Open is not null)
                Opens.Enqueue(request.Open);
            await Before(request, context);
            await responseStream.WriteAsync(request switch
            {
                { Open: { } open } => Opened(open),
                { Flush: { } flush } => new() { Flushed = new Flushed { FlushId = flush.FlushId, AckedThrough = LastSequence } },
                _ => await TakeAsync(request.Batch, context),
            });
        }
    }

    private StreamEventsResponse Opened(Open open)
    {
        lock (_lock)
        {
            return new()
            {
                Opened = new Opened
                {
                    LastSequence = Math.Max(_last, open.AckedThrough),
                    Durability = Durability.Synced,
                    Limits = new IngestionLimits { BatchEventCount = 1_000, MessageBytes = 1 << 20, EventBytes = 1 << 14 },
                },
            };
        }
    }

    private async Task<StreamEventsResponse> TakeAsync(Batch batch, ServerCallContext context)
    {
        BatchResult result;
        lock (_lock)
        {
            if (batch.Sequence > _last + 1)
                throw Failure(StatusCode.OutOfRange, "SEQUENCE_GAP");
            result = batch.Sequence <= _last
                ? new BatchResult { Sequence = batch.Sequence, DuplicateCount = batch.Events.Count }
                : Judge(batch);
            _last = Math.Max(_last, batch.Sequence);
            Batches.Enqueue(batch);
            _arrived.Writer.TryWrite(batch);
        }
        await BeforeAck(batch, context);
        return new()
        {
            Ack = new Ack
            {
                AckedThrough = batch.Sequence,
                StableThrough = batch.Sequence,
                Durability = Durability.Synced,
                ReadToken = $"token-{batch.Sequence}",
                Results = { result },
            },
        };
    }
}
