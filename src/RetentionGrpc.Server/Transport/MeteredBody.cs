using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// The body of a call's request, as the framework reads it, with an eye on its messages: one that was begun must end in time, and one that
/// is large is not read before its bytes are claimed from the budget, so that what clients send beyond waits on their side. One for which
/// no room comes free is read over where somebody says so in its place, and ends the call otherwise.
/// </summary>
/// <param name="inner">The body.</param>
/// <param name="rules">The limits.</param>
/// <param name="clock">Measures how long a message takes.</param>
/// <param name="budget">Bounds the bytes under way; null where requests are not counted.</param>
/// <param name="tenant">Who claims.</param>
internal sealed class MeteredBody(PipeReader inner, IngestionRules rules, TimeProvider clock, ByteBudget? budget, string tenant)
    : PipeReader, IRequestBodyPipeFeature
{
    // Smaller messages are in the connection's buffers already, whole; they are claimed when they are taken.
    private const int ClaimedFrom = 64 * 1024;
    private const int PrefixBytes = 5;

    /// <summary>No deflated byte becomes more bytes than this.</summary>
    private const int LargestInflation = 1_032;

    private ReadOnlySequence<byte> _read;
    private bool _isReading;
    private long? _begun;
    private long? _rest;
    private int _length;
    private long _claim;

    /// <inheritdoc/>
    public PipeReader Reader => this;

    /// <summary>Why a read failed; null as long as none did.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Told of a batch that was read over, by its sequence; null where nobody takes it.</summary>
    public Func<long, Refusal, Task>? Skipped { get; set; }

    /// <summary>Who claims.</summary>
    public string Tenant => tenant;

    /// <summary>Bytes of the newest message that was read whole, as it was on the wire.</summary>
    public int WireBytes { get; private set; }

    /// <summary>Hands over what was claimed for the newest message; 0 if nothing was.</summary>
    public long TakeClaim()
    {
        var claim = _claim;
        _claim = 0;
        return claim;
    }

    /// <summary>Gives back what was claimed and not taken over.</summary>
    public void ReleaseClaim()
    {
        if (TakeClaim() is var claim and > 0)
            budget!.Release(tenant, claim);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var result = await ReadInTimeAsync(cancellationToken);
            if (!Observe(result) && _begun is null)
                _begun = clock.GetTimestamp();
            try
            {
                if (_rest is not null || PrefixOf(_read) is not var (isEncoded, length)
                    || await BeginAsync(isEncoded, length, cancellationToken))
                    return result;
                await SkipAsync(isEncoded, cancellationToken);
            }
            catch
            {
                if (_isReading)
                    AdvanceTo(_read.Start);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        // Nothing waits here, so nothing is claimed: whoever reads in this way reads on with ReadAsync.
        result = default;
        return false;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var count = _read.Slice(0, consumed).Length;
        _read = default;
        _isReading = false;
        inner.AdvanceTo(consumed, examined);
        if (count == 0)
            return;
        _rest = _rest > count ? _rest - count : null;
        if (_rest is null)
            (_begun, WireBytes) = (null, _length);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <summary>Reads; in the midst of a message only until its time is over.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadInTimeAsync(CancellationToken cancellation)
    {
        if (_begun is not { } begun)
            return await inner.ReadAsync(cancellation);
        var left = rules.MessageTimeout - clock.GetElapsedTime(begun);
        using var timeout = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            return await inner.ReadAsync(ending.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw Refuse(IngestionMapping.MessageTimeout(rules));
        }
    }

    /// <summary>Notes what was read.</summary>
    /// <returns>Whether no message is left half.</returns>
    private bool Observe(ReadResult result)
    {
        _isReading = true;
        _read = result.Buffer;
        return _read.IsEmpty || result.IsCompleted || _read.Length >= (_rest ?? PrefixBytes + PrefixOf(_read)?.Length);
    }

    /// <summary>A message begins: its bytes are claimed if they are many. The wait for that is not the client's.</summary>
    /// <returns>Whether there is room for it.</returns>
    private async ValueTask<bool> BeginAsync(bool isEncoded, long length, CancellationToken cancellation)
    {
        _rest = PrefixBytes + length;
        _length = (int)Math.Min(int.MaxValue, length);
        ReleaseClaim();
        var claim = isEncoded ? Math.Min(rules.InflatedBytes, length * LargestInflation) : length;
        if (budget is null || claim <= ClaimedFrom || length > MessageSize.FrameworkLimit(rules.InflatedBytes))
            return true;
        if (!await budget.ClaimAsync(tenant, claim, cancellation))
            return false;
        _claim = claim;
        if (_begun is not null)
            _begun = clock.GetTimestamp();
        return true;
    }

    /// <summary>Reads over a message that there is no room for, and says so.</summary>
    private async ValueTask SkipAsync(bool isEncoded, CancellationToken cancellation)
    {
        var sequence = isEncoded ? 0 : IngestionFrameReader.PeekSequence(_read.Slice(PrefixBytes));
        if (Skipped is null || sequence < 1)
            throw Refuse(Application.Refusal.Overloaded());
        if (_begun is not null)
            _begun = clock.GetTimestamp();
        AdvanceTo(_read.GetPosition(Math.Min(_rest!.Value, _read.Length)));
        while (_rest is { } rest)
        {
            var result = await ReadInTimeAsync(cancellation);
            (_read, _isReading) = (result.Buffer, true);
            if (result.IsCompleted && _read.Length < rest)
                throw new IOException("The request ends in the midst of a message.");
            AdvanceTo(_read.GetPosition(Math.Min(rest, _read.Length)));
        }
        await Skipped(sequence, Application.Refusal.Overloaded());
    }

    private Grpc.Core.RpcException Refuse(Refusal refusal)
    {
        Refusal = refusal;
        return refusal.ToException();
    }

    /// <summary>What a message's prefix says, once it is there: a byte whether it is encoded, and its length.</summary>
    private static (bool IsEncoded, long Length)? PrefixOf(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < PrefixBytes)
            return null;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        return (prefix[0] != 0, BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]));
    }
}
