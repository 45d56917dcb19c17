using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Server.Application;

/// <summary>A tenant that is in every partition: its settings now, and the admission of its events over all partitions.</summary>
/// <param name="settings">How it is set up.</param>
public sealed class HostedTenant(TenantSettings settings)
{
    private readonly Lock _lock = new();
    private readonly TenantAdmission _admission = new(settings);
    private volatile TenantSettings _settings = settings;

    /// <summary>Its id.</summary>
    public string Id => _settings.TenantId;

    /// <summary>How it is set up now.</summary>
    public TenantSettings Settings => _settings;

    /// <summary>Judges an event that the reader accepted; from any thread.</summary>
    public Verdict Judge(in EventView view, long nowMs)
    {
        lock (_lock)
            return _admission.Judge(view, nowMs);
    }

    /// <summary>Learns the names that a partition's share already uses.</summary>
    internal void Learn(TenantState state)
    {
        lock (_lock)
            _admission.Learn(state);
    }

    /// <summary>Its settings changed in every partition. Nothing that admission reads ever changes.</summary>
    internal void Change(TenantSettings changed) => _settings = changed;
}
