using System.Collections.Immutable;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// The tenants. A change is an entry in every partition's log, partition 0 first, whose word counts: where a change did not reach all,
/// the others are completed from it, at the next change of the tenant or at the next start. Where there is no room for that, the tenant
/// takes no events until there is; one that was being created is not there before.
/// </summary>
/// <param name="partitions">The partitions.</param>
/// <param name="writers">The writer of each.</param>
/// <param name="memory">Says when nothing may change.</param>
/// <param name="clock">Dates new tenants.</param>
/// <param name="scheduler">Where tenants are completed once there is room.</param>
/// <param name="logger">Is told of tenants that wait for that.</param>
public sealed class TenantRegistry(
    PartitionSet partitions, IReadOnlyList<PartitionWriter> writers, MemoryLimit memory, TimeProvider clock, TaskScheduler scheduler,
    ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _change = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _completion = Task.CompletedTask;
    private volatile ImmutableSortedDictionary<string, HostedTenant> _tenants =
        ImmutableSortedDictionary.Create<string, HostedTenant>(StringComparer.Ordinal);

    private volatile Refusal? _interruption;

    /// <summary>
    /// Why nothing is told of any tenant, and none changes: some partitions hold what was restored, and others do not yet. Null otherwise.
    /// </summary>
    internal Refusal? Interruption
    {
        get => _interruption;
        set => _interruption = value;
    }

    /// <summary>All tenants, by id bytewise.</summary>
    public IEnumerable<HostedTenant> All => _tenants.Values;

    /// <summary>A tenant, or null.</summary>
    public HostedTenant? Find(string tenantId) => _tenants.GetValueOrDefault(tenantId);

    /// <summary>
    /// Hosts the tenants that the partitions know, completes those that lag, and creates the default one. Those that lag because the log is
    /// full are completed later, in the background; without room for the default one, this fails.
    /// </summary>
    public async Task<Outcome<HostedTenant>> OpenAsync(TenantSettings defaultTenant)
    {
        await EndDeletionsAsync();
        var lagging = new List<string>();
        foreach (var settings in partitions[0].Enter(state => state.Tenants.Select(tenant => tenant.Settings).ToArray()))
        {
            var refusal = await SpreadAsync(settings);
            if (refusal is { Reason: not RefusalReason.StoreFull })
                return refusal;
            if (refusal is not null)
            {
                logger.LogError("There is no room to complete tenant '{Tenant}': it takes no events until there is.", settings.TenantId);
                lagging.Add(settings.TenantId);
            }
            if (refusal is null || IsEverywhere(settings.TenantId))
                Host(settings).Lag = refusal;
        }
        if (lagging.Count > 0)
        {
            _completion = Task.Factory.StartNew(
                () => CompleteAsync(lagging), CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
        }
        return Find(defaultTenant.TenantId) is { } known ? known : await CreateAsync(defaultTenant);
    }

    /// <summary>
    /// Creates a tenant. One of the same setup is returned as it is; one of another is TENANT_EXISTS. Its creation time is the server's.
    /// </summary>
    public async Task<Outcome<HostedTenant>> CreateAsync(TenantSettings settings)
    {
        if (TenantRules.Check(settings) is { } fault)
            return fault;
        if (memory.Refusal is { } full && Find(settings.TenantId) is null)
            return full;
        await _change.WaitAsync();
        try
        {
            if (Interruption is { } interruption)
                return interruption;
            // What is left of one of this name that was deleted must go first.
            if (InPartition(0, settings.TenantId) is null && await RemoveLeftAsync(settings.TenantId) is { } left)
                return left;
            var current = InPartition(0, settings.TenantId) ?? settings with { CreatedMs = clock.GetUtcNow().ToUnixTimeMilliseconds() };
            if (await SpreadAsync(current) is { } refusal)
                return refusal;
            var tenant = Host(current);
            tenant.Lag = null;
            return current.HasSameSetup(settings) ? tenant : TenantRules.Exists(settings.TenantId);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Adds event properties to those that are kept; those that are declared already change nothing.</summary>
    public Task<Outcome<HostedTenant>> DeclareAsync(HostedTenant tenant, IReadOnlyList<string> properties) =>
        ChangeAsync(tenant, current => TenantRules.WithProperties(current, properties));

    /// <summary>Changes what a tenant declares.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="change">What becomes of its settings as they are now; id, zone, week start, currency and policies stay.</param>
    /// <param name="takesMemory">Whether it brings in anything: then it is refused above the memory limit.</param>
    public async Task<Outcome<HostedTenant>> ChangeAsync(
        HostedTenant tenant, Func<TenantSettings, Outcome<TenantSettings>> change, bool takesMemory = true)
    {
        if (takesMemory && memory.Refusal is { } full)
            return full;
        await _change.WaitAsync();
        try
        {
            if (Interruption is { } interruption)
                return interruption;
            // While this waited, all of the data may have been replaced, or the tenant deleted.
            if (Find(tenant.Id) is not { } current)
                return Refusal.TenantNotFound(tenant.Id);
            if (current != tenant)
                return Refusal.Restoring();
            var changed = change(InPartition(0, tenant.Id)!);
            if (changed.IsRefused)
                return changed.Refusal;
            if (await SpreadAsync(changed.Value) is { } refusal)
                return refusal;
            tenant.Change(changed.Value);
            tenant.Lag = null;
            return tenant;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>
    /// Deletes a tenant with all that it holds; a call again completes a deletion that did not reach all partitions. One of the same name
    /// may be created anew. The tenant "default" stays: it is there from the first start.
    /// </summary>
    /// <returns>The tenant as it was; or why it is not deleted, or not everywhere.</returns>
    public async Task<Outcome<TenantSettings>> DeleteAsync(string tenantId)
    {
        if (tenantId == TenantSettings.DefaultId)
            return Refusal.InvalidField("tenant_id", "The tenant 'default' cannot be deleted: it is there from the first start.");
        await _change.WaitAsync();
        try
        {
            if (Interruption is { } interruption)
                return interruption;
            var known = Enumerable.Range(0, partitions.Count).Select(partition => InPartition(partition, tenantId))
                .FirstOrDefault(settings => settings is not null);
            if (known is null)
                return Refusal.TenantNotFound(tenantId);
            return await RemoveAsync(tenantId) is { } refusal ? refusal : known;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Does something while every partition has the same tenants, and none changes.</summary>
    /// <param name="act">Does it.</param>
    internal async Task<Outcome<T>> StandStillAsync<T>(Func<Task<Outcome<T>>> act)
        where T : class
    {
        await _change.WaitAsync();
        try
        {
            if (Interruption is { } interruption)
                return interruption;
            if (await EndDeletionsAsync() is { } left)
                return left;
            foreach (var settings in partitions[0].Enter(state => state.Tenants.Select(tenant => tenant.Settings).ToArray()))
            {
                if (await SpreadAsync(settings) is { } refusal)
                    return refusal;
            }
            return await act();
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>
    /// Hosts the tenants that the partitions have, and no other: in <see cref="StandStillAsync"/>, when all of the data was replaced.
    /// </summary>
    /// <param name="told">What whoever still holds a tenant of before is told, as open streams do.</param>
    internal void HostAnew(Refusal told)
    {
        var before = _tenants;
        var anew = before.Clear();
        foreach (var settings in partitions[0].Enter(state => state.Tenants.Select(tenant => tenant.Settings).ToArray()))
        {
            var tenant = new HostedTenant(settings);
            tenant.Learn(partitions);
            anew = anew.Add(tenant.Id, tenant);
        }
        _tenants = anew;
        foreach (var tenant in before.Values)
            tenant.Lag = told;
    }

    /// <summary>Completes no more tenants.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping.Cancel();
        await _completion;
        _stopping.Dispose();
        _change.Dispose();
    }

    /// <summary>Completes tenants once there is room.</summary>
    private async Task CompleteAsync(List<string> lagging)
    {
        try
        {
            while (lagging.Count > 0)
            {
                await Task.Delay(TryEvery, clock, _stopping.Token);
                for (var i = lagging.Count - 1; i >= 0; i--)
                {
                    if (await TryCompleteAsync(lagging[i]))
                        lagging.RemoveAt(i);
                }
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            logger.LogDebug("No more tenants are completed.");
        }
    }

    private async Task<bool> TryCompleteAsync(string tenantId)
    {
        // A wait that can be cancelled would go on on the thread pool. Who holds it ends soon: at the stop, writers refuse.
        await _change.WaitAsync();
        try
        {
            if (InPartition(0, tenantId) is not { } current)
                return true;
            if (await SpreadAsync(current) is not null)
                return false;
            Host(current).Lag = null;
            logger.LogInformation("There is room again, and tenant '{Tenant}' is complete.", tenantId);
            return true;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Partition 0 is the first to know a tenant, and the first to forget it: who is not in it was deleted.</summary>
    private async Task<Refusal?> EndDeletionsAsync()
    {
        Refusal? first = null;
        var left = Enumerable.Range(1, partitions.Count - 1).SelectMany(partition =>
            partitions[partition].Enter(state => state.Tenants.Select(tenant => tenant.Settings.TenantId).ToArray()))
            .Where(tenantId => InPartition(0, tenantId) is null).ToHashSet(StringComparer.Ordinal);
        foreach (var tenantId in left)
        {
            if (await RemoveLeftAsync(tenantId) is not { } refusal)
                continue;
            first ??= refusal;
            logger.LogError("What is left of the deleted tenant '{Tenant}' stays for now. {Reason}", tenantId, refusal.Message);
        }
        return first;
    }

    /// <summary>
    /// Takes a tenant that partition 0 does not know out of the others, once its log says the same: a server before this one may have made
    /// the tenant after partition 0 was read.
    /// </summary>
    private async Task<Refusal?> RemoveLeftAsync(string tenantId)
    {
        if (await writers[0].ConfirmAsync() is { } unconfirmed)
            return unconfirmed;
        return InPartition(0, tenantId) is null ? await RemoveAsync(tenantId) : null;
    }

    /// <summary>Takes a tenant out of every partition that has it, partition 0 first.</summary>
    private async Task<Refusal?> RemoveAsync(string tenantId)
    {
        if (await ForgetAsync(0, tenantId) is { } refusal)
            return refusal;
        if (Find(tenantId) is { } hosted)
        {
            // Whoever still holds it, as open streams do, is told so from now on.
            hosted.Lag = Refusal.TenantNotFound(tenantId);
            _tenants = _tenants.Remove(tenantId);
        }
        var others = await Task.WhenAll(Enumerable.Range(1, partitions.Count - 1).Select(partition => ForgetAsync(partition, tenantId)));
        return Array.Find(others, other => other is not null);
    }

    private async Task<Refusal?> ForgetAsync(int partition, string tenantId) => InPartition(partition, tenantId) is null
        ? null
        : (await writers[partition].Write(new PendingWrite(null, (entry, ms) => entry.WriteDeleteTenant(ms, tenantId)))).Refusal;

    private bool IsEverywhere(string tenantId) =>
        Enumerable.Range(0, partitions.Count).All(partition => InPartition(partition, tenantId) is not null);

    private HostedTenant Host(TenantSettings settings)
    {
        if (Find(settings.TenantId) is { } known)
        {
            known.Change(settings);
            return known;
        }
        var tenant = new HostedTenant(settings);
        tenant.Learn(partitions);
        _tenants = _tenants.Add(tenant.Id, tenant);
        return tenant;
    }

    /// <summary>Brings the settings into every partition that has others, partition 0 first.</summary>
    private async Task<Refusal?> SpreadAsync(TenantSettings settings)
    {
        if (await WriteAsync(0, settings) is { } refusal)
            return refusal;
        var others = await Task.WhenAll(Enumerable.Range(1, partitions.Count - 1).Select(partition => WriteAsync(partition, settings)));
        return Array.Find(others, other => other is not null);
    }

    private async Task<Refusal?> WriteAsync(int partition, TenantSettings settings)
    {
        if (InPartition(partition, settings.TenantId) is { } known && AreEqual(known, settings))
            return null;
        return (await writers[partition].Write(new PendingWrite(settings))).Refusal;
    }

    private TenantSettings? InPartition(int partition, string tenantId) =>
        partitions[partition].Enter(tenantId, (state, id) => state.Find(id)?.Settings);

    private static bool AreEqual(TenantSettings one, TenantSettings other) =>
        one.HasSameSetup(other) && one.CreatedMs == other.CreatedMs && one.DeclaresTheSame(other);
}
