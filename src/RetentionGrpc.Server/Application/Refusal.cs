using System.Globalization;

namespace RetentionGrpc.Server.Application;

/// <summary>Something was not done, for a reason that the caller can act on.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">What is wrong and what to do, in English.</param>
/// <param name="Field">The path of the field at fault; empty where it is none.</param>
public sealed record Refusal(RefusalReason Reason, string Message, string Field = "")
{
    private const int LongestShown = 128;

    /// <summary>Facts for programs, by the names that the reason's description gives.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>A field of the request is missing, malformed or out of its range.</summary>
    public static Refusal InvalidField(string field, string message) => new(RefusalReason.InvalidField, message, field);

    /// <summary>There is no such tenant.</summary>
    public static Refusal TenantNotFound(string tenantId)
    {
        var shown = Shown(tenantId);
        return new Refusal(RefusalReason.TenantNotFound, $"There is no tenant '{shown}': create it, or correct the name.")
            .With("tenant", shown);
    }

    /// <summary>A text of the caller's, short enough to be sent back.</summary>
    public static string Shown(string text) => text.Length <= LongestShown
        ? text
        : $"{text[..(char.IsHighSurrogate(text[LongestShown - 1]) ? LongestShown - 1 : LongestShown)]}…";

    /// <summary>The log cannot be written just now.</summary>
    public static Refusal StoreUnavailable() =>
        new(RefusalReason.StoreUnavailable, "The log cannot be written just now; nothing was acknowledged. Send the same again.");

    /// <summary>The log knows no such producer.</summary>
    public static Refusal ProducerNotFound() => new(
        RefusalReason.ProducerNotFound, "The tenant has no such producer, or nothing came from it for 7 days of the log's time.");

    /// <summary>The tenant has no such customer.</summary>
    public static Refusal CustomerNotFound() => new(
        RefusalReason.CustomerNotFound, "The tenant has no such customer, or none of its events counts before as_of_time.");

    /// <summary>The tenant has no such receipt.</summary>
    public static Refusal ErasureNotFound() => new(
        RefusalReason.ErasureNotFound, "The tenant has no such receipt: pass erasure_id as EraseCustomer gave it, with the same tenant.");

    /// <summary>There is no room for what is on its way.</summary>
    public static Refusal Overloaded() => new(
        RefusalReason.Overloaded, "More is on its way than the server may hold, and no room came free in time. Send the same again.");

    /// <summary>The log has no room.</summary>
    public static Refusal StoreFull() => new(RefusalReason.StoreFull,
        "The disk, or the room that the log may take, is full; nothing was acknowledged. Make room, then send the same again.");

    /// <summary>The server is above its memory limit.</summary>
    public static Refusal MemoryFull(long limitBytes, long usedBytes) => new Refusal(RefusalReason.MemoryFull,
        "The server is above its memory limit; nothing was acknowledged. Raise --memory-limit or delete tenants, then send the same again.")
        .With("limit_bytes", limitBytes).With("used_bytes", usedBytes);

    /// <summary>A batch is not the one that comes next.</summary>
    public static Refusal SequenceGap(long sequence, long expected) =>
        new Refusal(RefusalReason.SequenceGap, $"The next sequence is {expected}, not {sequence}: send again from there.")
            .With("expected_sequence", expected).With("sequence", sequence);

    /// <summary>A partition's log is damaged.</summary>
    public static Refusal DataCorrupt(int partition) => new Refusal(RefusalReason.DataCorrupt,
        $"The log of partition {partition} is damaged: nothing more is taken "
        + "for it. The server's log says where.")
        .With("partition", partition);

    /// <summary>The client did not read what it was sent.</summary>
    public static Refusal SlowReader(TimeSpan timeout) => new Refusal(
        RefusalReason.SlowReader, "The server's messages were not read for too long: reconnect and read them as they come.")
        .With("timeout_ms", (long)timeout.TotalMilliseconds);

    /// <summary>The query took too long.</summary>
    public static Refusal QueryDeadline() => new(
        RefusalReason.QueryDeadline, "The query took longer than its deadline: take a shorter window, fewer buckets or a longer deadline.");

    /// <summary>The read token comes from another log.</summary>
    public static Refusal ReadTokenForeign() =>
        new(RefusalReason.ReadTokenForeign, "The read token comes from another log: use one that this server's acks carry.");

    /// <summary>The read token is of a position not reached yet.</summary>
    public static Refusal ReadTokenAhead() =>
        new(RefusalReason.ReadTokenAhead, "The server has not reached the read token's position: retry, or ask without the token.");

    /// <summary>The log lost the read token's position.</summary>
    public static Refusal ReadTokenLost() => new(
        RefusalReason.ReadTokenLost,
        "What the read token covers is no longer in the log, e.g. because an older copy of the data was put back: ask without the token.");

    /// <summary>An archive is being taken over.</summary>
    public static Refusal Restoring() => new(
        RefusalReason.Restoring, "The server takes over an archive, and nothing else meanwhile. Send the same again.");

    /// <summary>There is something here already.</summary>
    public static Refusal StoreNotEmpty() => new(RefusalReason.StoreNotEmpty,
        "The server holds something already: restore into a new one, before any event, tenant, declaration or producer is known to it.");

    /// <summary>The bytes are no whole archive that this version reads.</summary>
    public static Refusal ArchiveUnreadable(string fault) => new(
        RefusalReason.ArchiveUnreadable, $"Nothing of the archive was taken. {fault}");

    /// <summary>The server is stopping.</summary>
    public static Refusal ShuttingDown() =>
        new(RefusalReason.ShuttingDown, "The server is stopping. Reconnect and go on from the last acknowledged batch.");

    /// <summary>A verification is under way already.</summary>
    public static Refusal VerificationRunning() =>
        new(RefusalReason.VerificationRunning, "A verification is under way already: wait for its end, or cancel its call.");

    /// <summary>The same with one more fact.</summary>
    public Refusal With(string name, string value) => this with { Metadata = new Dictionary<string, string>(Metadata) { [name] = value } };

    /// <summary>The same with one more fact.</summary>
    public Refusal With(string name, long value) => With(name, value.ToString(CultureInfo.InvariantCulture));
}
