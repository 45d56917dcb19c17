using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;
using RetentionGrpc.Server.Application;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// MESSAGE_TOO_LARGE, in three places. A message over the limit on the wire is read and refused here, as long as it is not over the limit
/// of inflated messages too: such a one the framework refuses. Its status has no details and it leaves the message unread, and a call that
/// ends in the midst of a message may reach the client as cancelled, without any status: so the message is read over first, and the details
/// are added. A message that inflates too far is refused by <see cref="CappedGzip"/>.
/// </summary>
internal static class MessageSize
{
    private const int FrameworkSlack = 64 * 1024;
    private const int PrefixBytes = 5;
    private const int SkippedMessages = 16;
    private static readonly TimeSpan SkipPatience = TimeSpan.FromSeconds(2);

    /// <summary>The framework's own limit: so much higher that <see cref="CappedGzip"/> finds what inflates too far first.</summary>
    public static int FrameworkLimit(int inflatedBytes) => inflatedBytes + FrameworkSlack;

    /// <summary>The refusal of a message that was read and is over the limit on the wire, or null.</summary>
    public static Refusal? Check(IngestionFrame frame, HttpContext? context, IngestionRules rules)
    {
        var bytes = context?.Features.Get<MeteredBody>()?.WireBytes ?? frame.Events.ByteCount;
        return bytes > rules.MessageBytes ? OnTheWireExceeded(rules) : null;
    }

    /// <summary>Whether a message was refused for its size.</summary>
    public static bool IsExceeded(RpcException failure) => failure.StatusCode == StatusCode.ResourceExhausted;

    /// <summary>The refusal of a message that could not be read; reads over it if it is still unread.</summary>
    public static async Task<Refusal> RefuseAsync(RpcException failure, HttpContext? context, IngestionRules rules, TimeProvider clock)
    {
        if (failure.Trailers.Get(StatusMapping.DetailsTrailer) is not null)
            return InflatedExceeded(rules.InflatedBytes);
        if (context is not null)
            await SkipMessageAsync(context, rules, clock);
        return OnTheWireExceeded(rules);
    }

    /// <summary>The refusal of a message that is too large once it is inflated.</summary>
    public static Refusal InflatedExceeded(int limitBytes) => Exceeded(limitBytes, "inflated");

    /// <summary>The refusal of a message that is too large on the wire.</summary>
    public static Refusal OnTheWireExceeded(IngestionRules rules) => Exceeded(rules.MessageBytes, "on the wire");

    private static Refusal Exceeded(int limitBytes, string where) =>
        new Refusal(RefusalReason.MessageTooLarge, $"A message may have at most {limitBytes} bytes {where}: send smaller batches.")
            .With("limit_bytes", limitBytes);

    /// <summary>Reads over the message that the framework left unread, within bounds of size and time.</summary>
    public static async Task SkipMessageAsync(HttpContext context, IngestionRules rules, TimeProvider clock)
    {
        using var patience = new CancellationTokenSource(SkipPatience, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            await SkipMessageAsync(context.Request.BodyReader, (long)rules.MessageBytes * SkippedMessages, ending.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // The client went, or stopped in the midst of the message: then the call ends as it is.
            return;
        }
    }

    private static async Task SkipMessageAsync(PipeReader body, long limitBytes, CancellationToken ending)
    {
        long? rest = null;
        while (rest is not 0)
        {
            var read = await body.ReadAsync(ending);
            if (read.Buffer.Length >= PrefixBytes)
                rest ??= Math.Min(limitBytes, PrefixBytes + LengthIn(read.Buffer));
            var skipped = Math.Min(rest ?? 0, read.Buffer.Length);
            rest -= skipped;
            body.AdvanceTo(read.Buffer.GetPosition(skipped), read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    private static long LengthIn(ReadOnlySequence<byte> buffer)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        return BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
    }
}
