namespace RetentionGrpc.Storage;

/// <summary>
/// The log port: for every partition an append-only log of opaque entries, and snapshots that stand for its beginning. All
/// members may be called from any thread at once. A partition number outside the data's is an
/// <see cref="ArgumentOutOfRangeException"/>. An outage is a <see cref="StoreUnavailableException"/>, from any member.
/// Disposal lets what was already called finish; later calls throw <see cref="ObjectDisposedException"/>.
/// </summary>
public interface ILogStore : IAsyncDisposable
{
    /// <summary>What was fixed when the data was created.</summary>
    LogIdentity Identity { get; }

    /// <summary>What an accepted append survives.</summary>
    LogDurability Durability { get; }

    /// <summary>
    /// Whether the store answers, as far as is known without asking it: false while nobody can tell what another process has written.
    /// </summary>
    bool IsReachable { get; }

    /// <summary>
    /// Whether there is room for what need not be kept, as far as is known without asking: false where appends are refused for want of it.
    /// </summary>
    bool HasRoom => true;

    /// <summary>
    /// Whether an append that failed may still land after the head was read without it, because it is on its way somewhere: then nothing
    /// but the same bytes may follow.
    /// </summary>
    bool MayLandLate { get; }

    /// <summary>
    /// Ends when another process has been let at the data, so that this one will append nothing more: open it anew to take part again.
    /// Never where a second process is kept out.
    /// </summary>
    Task Superseded { get; }

    /// <summary>
    /// The head of the log. It covers every append that completed before the call, and never one that lacks what
    /// <see cref="Durability"/> says.
    /// </summary>
    ValueTask<LogHead> ReadHeadAsync(int partition, CancellationToken cancellationToken = default);

    /// <summary>
    /// The newest sequence that nothing takes away any more that the durability may lose: what is behind it need not be kept elsewhere.
    /// Where an append is only acknowledged once it is safe, that is every appended one.
    /// </summary>
    long StableThrough(int partition);

    /// <summary>
    /// Appends one entry if the log's head is <paramref name="expectedHead"/>.
    /// <para>Order: appends to one partition are decided in the order of the calls, so a caller may call again with
    /// <c>expectedHead.Next(entry)</c> before the first call completes. Partitions are independent.</para>
    /// <para>Atomicity: the entry is in the log whole, or nothing of it is. One append's end has no bearing on another's.</para>
    /// <para>Idempotence: the same call again after success is fenced, with <c>expectedHead.Next(entry)</c> as the head found if
    /// nothing followed: by that a caller knows that it landed.</para>
    /// <para>Epoch: sequence and chain must equal the head's; the epoch may be higher, and then the entry opens that epoch.</para>
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="expectedHead">The head that the caller built <paramref name="entry"/> on.</param>
    /// <param name="entry">
    /// 0 to <see cref="LogLimits.MaxEntryBytes"/> bytes; not to be changed before the call completes. Entries wait in memory
    /// until they are written: the callers bound that by the number of appends that they leave incomplete.
    /// </param>
    /// <param name="cancellationToken">Withdraws an append that is still waiting; one that is being written completes.</param>
    /// <returns>Appended once the entry has the store's durability; else Fenced, with nothing written.</returns>
    /// <exception cref="StoreFullException">No room; nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">An outage; whether the entry landed is unknown: read the head.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; whether the entry landed is unknown: read the head.</exception>
    ValueTask<AppendOutcome> AppendAsync(
        int partition, LogHead expectedHead, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads the entries after <paramref name="afterSequence"/>, in order and without gaps, up to the head at the moment when the
    /// enumeration began. Every entry is checked against its checksum and the chain before it is given out. Appends go on
    /// meanwhile, and a slow reader does not hold them up.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="afterSequence">0 for the whole log; at the head or past it there is nothing to read.</param>
    /// <param name="cancellationToken">Ends the read between two entries.</param>
    /// <exception cref="LogCorruptException">An entry is damaged or missing; those before it were given out.</exception>
    /// <exception cref="LogTrimmedException">The next entry was trimmed, before the read or during it.</exception>
    IAsyncEnumerable<LogEntry> ReadAsync(int partition, long afterSequence, CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps a snapshot of the state after <paramref name="head"/>. Chunks are taken one by one and stored as they come, between
    /// appends; the snapshot exists from the moment when the last has been stored and the manifest is committed, and until then
    /// nothing of it can be read. The oldest is then dropped where more than <see cref="LogLimits.KeptSnapshots"/> would be kept.
    /// <para>Idempotence: where this head has a snapshot already, it stands and no chunk is taken. After a failure or
    /// cancellation the same call may be made again; what was stored of the broken one is dropped. One call per partition at a
    /// time: a second waits for the first.</para>
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="head">A head that this log has had, newer than that of the newest snapshot.</param>
    /// <param name="chunks">0 to <see cref="LogLimits.MaxChunkBytes"/> bytes each, in order; read back with the same bounds.</param>
    /// <param name="cancellationToken">Gives the snapshot up between two chunks.</param>
    /// <returns>False where the log has not had this head (fenced) or a newer snapshot stands: nothing was kept.</returns>
    ValueTask<bool> CommitSnapshotAsync(
        int partition, LogHead head, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default);

    /// <summary>The heads of the kept snapshots, newest first.</summary>
    ValueTask<IReadOnlyList<LogHead>> ReadSnapshotHeadsAsync(int partition, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads the chunks of the snapshot at <paramref name="head"/>. Each is checked against its checksum before it is given out,
    /// and the whole against the manifest before the enumeration ends: use nothing of a snapshot whose read did not end.
    /// </summary>
    /// <exception cref="LogCorruptException">The snapshot is damaged: fall back on the one before and a longer log.</exception>
    /// <exception cref="LogTrimmedException">There is no snapshot of this head, or it was dropped during the read.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(
        int partition, LogHead head, CancellationToken cancellationToken = default);

    /// <summary>
    /// Drops a snapshot that cannot be used, so that it does not count among those that are kept. One that is not there needs no dropping;
    /// the only one that stands for trimmed entries stays.
    /// </summary>
    /// <returns>Whether there is no snapshot of this head now.</returns>
    ValueTask<bool> DropSnapshotAsync(int partition, LogHead head, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes the entries up to and including <paramref name="throughSequence"/>, and the snapshots older than it. Pass the
    /// sequence of the previous snapshot to keep a way back from a damaged newest one. Head and chain stay as they are. The cut
    /// itself is atomic, the space comes back bit by bit; a repeated or interrupted call may be made again.
    /// </summary>
    /// <returns>False where no kept snapshot covers the entries, because another server dropped it: nothing was removed.</returns>
    ValueTask<bool> TrimAsync(int partition, long throughSequence, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes what trims and drops have removed before the call out of the store's files: when it ends, none of them has a byte of an entry
    /// or chunk that was removed. What the system below keeps of a file that is gone is not in the store's hands.
    /// </summary>
    ValueTask ScrubAsync(CancellationToken cancellationToken = default);
}
