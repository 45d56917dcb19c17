using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;
using Interval = RetentionGrpc.Engine.Calendar.Interval;

namespace RetentionGrpc.Server.Transport;

/// <summary>
/// Replies that are kept, see src/DECISIONS.md, 210. An answer is kept under a digest of all that it depends on: the request without its
/// options, the windows that it was resolved to, the instant up to which it reads, the tenant as it is set up, and the revision of what was
/// read.
/// </summary>
internal sealed partial class QueryCall
{
    private const string CachePath = "cache";

    private readonly List<Interval> _windows = [];
    private (byte[] Key, byte[] Name, long EndMs, long[] Revision)? _missed;

    /// <summary>
    /// A reply that was kept, as this call would make it; null where there is none, or the answer takes no longer than to look for it. Call
    /// it after <see cref="Check"/>, and <see cref="Keep"/> with what is computed then.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="parser">Reads the reply.</param>
    /// <param name="query">What is going to be asked.</param>
    /// <param name="another">What else; null if nothing.</param>
    public TReply? Recall<TRequest, TReply>(TRequest request, MessageParser<TReply> parser, Query query, Query? another = null)
        where TRequest : class, IMessage<TRequest>
        where TReply : class, IMessage<TReply>
    {
        if (_services.Answers is not { } answers || query.ReadsUntil is not { } endMs || !IsOver(endMs))
            return null;
        if (another is not null && (another.ReadsUntil is not { } otherMs || !IsOver(endMs = Math.Max(endMs, otherMs))))
            return null;
        if (!answers.Pays(_services.Runner.ScanTimeOf(Tenant.TenantId, query)))
            return null;
        var key = answers.Key;
        var revision = RevisionBefore(endMs);
        var name = NameOf(request, endMs, revision.Value);
        if (answers.Find(key, name) is not { } bytes)
        {
            _missed = (key, name, endMs, revision.Value);
            return null;
        }
        var reply = parser.ParseFrom(bytes);
        var info = MetricsRpcs.FirstField(reply);
        var kept = (AnswerInfo)info.GetValue(reply);
        (_position, _cost) = (revision.Position, revision.Cost);
        info.SetValue(reply, InfoOf(kept.Definition, kept.Window, CachePath));
        return reply;
    }

    /// <summary>Keeps a reply that was looked for, if nothing that it depends on has changed while it was computed.</summary>
    /// <returns>The reply.</returns>
    public TReply Keep<TReply>(TReply reply)
        where TReply : class, IMessage<TReply>
    {
        if (_missed is not var (key, name, endMs, revision))
            return reply;
        if (!RevisionBefore(endMs).Value.AsSpan().SequenceEqual(revision))
            return reply;
        var field = MetricsRpcs.FirstField(reply);
        var info = (AnswerInfo)field.GetValue(reply);
        // What else an answer says about itself is of the call.
        field.SetValue(reply, new AnswerInfo { Definition = info.Definition, Window = info.Window });
        _services.Answers!.Keep(key, name, reply.ToByteArray());
        field.SetValue(reply, info);
        return reply;
    }

    /// <summary>Whether the answer is the same at a later "now": one that reads up to "now" is, where the request says when.</summary>
    private bool IsOver(long endMs) => endMs < AsOfMs || (endMs == AsOfMs && _options.AsOfTime is not null);

    /// <summary>Asked without the deadline: nothing is scanned, and a reply that is computed is not to fail by it.</summary>
    private Answered<long[]> RevisionBefore(long endMs) =>
        _services.Runner.Ask(Tenant.TenantId, new RevisionQuery(endMs), CancellationToken.None);

    private byte[] NameOf<TRequest>(TRequest request, long endMs, long[] revision)
        where TRequest : class, IMessage<TRequest>
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var asked = request.Clone();
        MetricsRpcs.FirstField(asked).Clear(asked);
        Append(digest, asked.ToByteArray());
        Append(digest, Encoding.UTF8.GetBytes(asked.Descriptor.FullName));
        // As the request was mapped: its declarations say what a segment is, and partitions may be ahead of them.
        var tenant = new EntryWriter();
        tenant.WriteTenant(0, Tenant);
        Append(digest, tenant.Written.Span);
        Append(digest, endMs, _windows.Count);
        foreach (var window in _windows)
            Append(digest, window.StartMs, window.EndMs);
        Append(digest, revision);
        return digest.GetHashAndReset();
    }

    private static void Append(IncrementalHash digest, ReadOnlySpan<byte> bytes)
    {
        Append(digest, bytes.Length);
        digest.AppendData(bytes);
    }

    private static void Append(IncrementalHash digest, params ReadOnlySpan<long> numbers)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            digest.AppendData(bytes);
        }
    }
}
