using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;
using RetentionGrpc.Storage;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// A tenant that is in every partition: its settings now, and the admission of its events over all partitions. Safe from any thread.
/// <para>
/// Admission counts a name as soon as it has accepted it. Where the write is then refused, nobody knows yet whether the name is in the log:
/// it goes on counting until the log is confirmed and nothing of the tenant is under way; then the names are learnt anew.
/// </para>
/// </summary>
/// <param name="settings">How it is set up.</param>
public sealed class HostedTenant(TenantSettings settings)
{
    private readonly Lock _lock = new();
    private TenantAdmission _admission = new(settings);
    private volatile TenantSettings _settings = settings;
    private volatile bool _isDoubtful;
    private volatile Refusal? _lag;
    private readonly bool[] _isFull = new bool[LogLimits.MaxPartitionCount];
    private int _underWay;
    private int _certainNames;

    /// <summary>Its id.</summary>
    public string Id => _settings.TenantId;

    /// <summary>How it is set up now.</summary>
    public TenantSettings Settings => _settings;

    /// <summary>Its calendar, which never changes.</summary>
    public TenantCalendar Calendar { get; } = new(settings.TimeZone, settings.WeekStart);

    /// <summary>Why it takes no events: its newest change is not in every partition yet. Null once it is.</summary>
    public Refusal? Lag
    {
        get => _lag;
        internal set => _lag = value;
    }

    /// <summary>Judges an event that the reader accepted; from any thread.</summary>
    /// <param name="view">The event.</param>
    /// <param name="nowMs">The server's clock.</param>
    /// <param name="partition">Where it goes.</param>
    public Verdict Judge(in EventView view, long nowMs, int partition)
    {
        if (Volatile.Read(ref _isFull[partition]))
            return TenantAdmission.TooMuchText;
        lock (_lock)
            return _admission.Judge(view, nowMs);
    }

    /// <summary>Its share of a partition holds as much text as it may, which never gets less.</summary>
    internal void MarkFull(int partition) => Volatile.Write(ref _isFull[partition], true);

    /// <summary>Field and advice of a verdict that was reached on an event some time ago.</summary>
    public Verdict Explain(in EventView view, RejectionReason reason, int partition)
    {
        if (reason == RejectionReason.LimitReached && Volatile.Read(ref _isFull[partition]))
            return TenantAdmission.TooMuchText;
        lock (_lock)
            return _admission.Explain(view, reason);
    }

    /// <summary>Whether admission counts names that may not be in the log.</summary>
    internal bool IsDoubtful => _isDoubtful;

    /// <summary>Judges and writes events. What it does before its first wait is done before this returns.</summary>
    /// <param name="write">Judges them and writes them.</param>
    /// <param name="isRefused">Whether some of them may not be in the log.</param>
    internal async Task<T> WhileUnderWay<T>(Func<Task<T>> write, Func<T, bool> isRefused)
    {
        lock (_lock)
            _underWay++;
        var isCertain = false;
        try
        {
            var outcome = await write();
            isCertain = !isRefused(outcome);
            return outcome;
        }
        finally
        {
            End(isCertain);
        }
    }

    /// <summary>
    /// Learns the names that the partitions' shares use, and nothing else, unless something is under way. Call it when the log is
    /// confirmed.
    /// </summary>
    internal void Learn(PartitionSet partitions)
    {
        lock (_lock)
        {
            if (_underWay > 0)
                return;
            var admission = new TenantAdmission(_settings);
            for (var i = 0; i < partitions.Count; i++)
            {
                var isFull = partitions[i].Enter((Id, admission), (state, learner) =>
                {
                    var share = state.Find(learner.Id)!;
                    learner.admission.Learn(share);
                    return state.IsFull(share);
                });
                if (isFull)
                    MarkFull(i);
            }
            (_admission, _certainNames, _isDoubtful) = (admission, admission.NameCount, false);
        }
    }

    private void End(bool isCertain)
    {
        lock (_lock)
        {
            _underWay--;
            if (!isCertain && _admission.NameCount > _certainNames)
                _isDoubtful = true;
            if (_underWay == 0 && !_isDoubtful)
                _certainNames = _admission.NameCount;
        }
    }

    /// <summary>Its settings changed in every partition. Nothing that admission reads ever changes.</summary>
    internal void Change(TenantSettings changed) => _settings = changed;
}
