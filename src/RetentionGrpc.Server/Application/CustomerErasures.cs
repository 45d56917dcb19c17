using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Erasures;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Erases customers. An erasure is an entry in every partition's log, the customer's own first, whose word counts: other partitions may
/// have events that name the customer. Where it did not reach all, the others are completed from it before anything is swept, because the
/// id is known only until then.
/// </summary>
/// <param name="partitions">The partitions.</param>
/// <param name="writers">The writer of each.</param>
/// <param name="pipeline">Confirms the log.</param>
/// <param name="clock">Dates erasures.</param>
public sealed class CustomerErasures(
    PartitionSet partitions, IReadOnlyList<PartitionWriter> writers, IngestionPipeline pipeline, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _change = new(1);

    // Under the same lock: whether all partitions have every erasure that one has.
    private bool _isSpread;

    /// <summary>Erases a customer. One that was erased and has no event since keeps its receipt, and nothing is written.</summary>
    /// <param name="tenant">Whose customer.</param>
    /// <param name="customerId">The id in UTF-8, whether there is such a customer or not.</param>
    public async Task<Outcome<ErasureReceipt>> EraseAsync(HostedTenant tenant, byte[] customerId)
    {
        if (tenant.Lag is { } lag)
            return lag;
        await _change.WaitAsync();
        try
        {
            // What memory says of an earlier erasure counts only if the log is still what it holds.
            if (await pipeline.ConfirmAsync() is { } unconfirmed)
                return unconfirmed;
            var parts = Parts(tenant.Id, customerId);
            var known = parts[Home(tenant.Id, customerId)].Erasure;
            var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var erasedMs = known is null || Array.Exists(parts, part => part.IsKnown)
                ? Math.Max(nowMs, known?.ErasedMs + 1 ?? 0)
                : known.ErasedMs;
            return await SpreadAsync(tenant, customerId, erasedMs) is { } refusal
                ? refusal
                : ErasureReceipt.Of([.. Parts(tenant.Id, customerId).Select(part => part.Erasure)]);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>A receipt; null if there is none of this id.</summary>
    public ErasureReceipt? Find(HostedTenant tenant, Guid id)
    {
        var key = (Tenant: tenant.Id, Id: Erasure.IdOf(id));
        var parts = new Erasure?[partitions.Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = partitions[i].Enter(key, (state, of) => state.Get(of.Tenant).Erasures.Find(of.Id));
        return Array.Exists(parts, part => part is not null) ? ErasureReceipt.Of(parts) : null;
    }

    /// <summary>Brings erasures into every partition that lacks them, whichever has them: any of them may have lost its tail.</summary>
    /// <param name="find">The tenant of an id; null for one that is not served.</param>
    /// <returns>Null once that is done; otherwise why it is not.</returns>
    internal async Task<Refusal?> SpreadAsync(Func<string, HostedTenant?> find)
    {
        await _change.WaitAsync();
        try
        {
            return await SpreadAllAsync(find);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Does something while all erasures are in every partition, and none is under way.</summary>
    /// <param name="find">The tenant of an id; null for one that is not served.</param>
    /// <param name="act">Does it.</param>
    internal async Task<Outcome<T>> StandStillAsync<T>(Func<string, HostedTenant?> find, Func<Task<Outcome<T>>> act)
        where T : class
    {
        await _change.WaitAsync();
        try
        {
            return await SpreadAllAsync(find) is { } refusal ? refusal : await act();
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>
    /// Takes what only erased customers have used out of every partition's state, and the ids of those: afterwards no partition can bring
    /// the erasure to another.
    /// </summary>
    /// <returns>True once that is done; false if customers were erased since <see cref="SpreadAsync(Func{string,
    /// HostedTenant?})"/>.</returns>
    internal async Task<(bool IsSwept, Refusal? Refusal)> SweepAsync()
    {
        await _change.WaitAsync();
        try
        {
            if (!_isSpread)
                return (false, null);
            for (var partition = 0; partition < partitions.Count; partition++)
            {
                var isDue = partitions[partition].Enter(state => state.NeedsSweep);
                if (isDue && await WriteStepAsync(partition, EntryKind.Sweep) is { } refusal)
                    return (false, refusal);
            }
            return (true, null);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Says in a partition's log that no file has anything of what was swept.</summary>
    internal Task<Refusal?> EndPurgeAsync(int partition) => WriteStepAsync(partition, EntryKind.Purged);

    /// <inheritdoc/>
    public void Dispose() => _change.Dispose();

    private async Task<Refusal?> WriteStepAsync(int partition, EntryKind step) =>
        (await writers[partition].Write(new PendingWrite(null, (entry, ms) => entry.WritePurge(ms, step)))).Refusal;

    private int Home(string tenantId, byte[] customerId) => Routing.PartitionOf(tenantId, customerId, partitions.Count);

    private async Task<Refusal?> SpreadAllAsync(Func<string, HostedTenant?> find)
    {
        // An erasure whose append came to no end that is known may land yet: then it does now.
        if (await pipeline.ConfirmAsync() is { } unconfirmed)
            return unconfirmed;
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            foreach (var (tenantId, erasure) in UnsweptOf(partition))
            {
                if (find(tenantId) is { } tenant
                    && await SpreadAsync(tenant, erasure.CustomerId, erasure.ErasedMs) is { } refusal)
                    return refusal;
            }
        }
        _isSpread = true;
        return null;
    }

    private List<(string TenantId, Erasure Erasure)> UnsweptOf(int partition) => partitions[partition].Enter(state =>
        (from tenant in state.Tenants
         from erasure in tenant.Erasures.All
         where erasure.Stage == ErasureStage.Erased
         select (tenant.Settings.TenantId, erasure)).ToList());

    /// <summary>Brings an erasure into every partition that lacks it, the customer's own first.</summary>
    private async Task<Refusal?> SpreadAsync(HostedTenant tenant, byte[] customerId, long erasedMs)
    {
        var home = Home(tenant.Id, customerId);
        if (await WriteAsync(home, tenant, customerId, erasedMs) is { } refusal)
            return refusal;
        var others = await Task.WhenAll(Enumerable.Range(0, partitions.Count).Where(partition => partition != home)
            .Select(partition => WriteAsync(partition, tenant, customerId, erasedMs)));
        return Array.Find(others, other => other is not null);
    }

    private async Task<Refusal?> WriteAsync(int partition, HostedTenant tenant, byte[] customerId, long erasedMs)
    {
        if (PartOf(partition, tenant.Id, customerId).Erasure?.ErasedMs == erasedMs)
            return null;
        _isSpread = false;
        var write = new PendingWrite(tenant, (entry, ms) => entry.WriteErase(ms, tenant.Id, erasedMs, customerId));
        return (await writers[partition].Write(write)).Refusal;
    }

    private (Erasure? Erasure, bool IsKnown)[] Parts(string tenantId, byte[] customerId) =>
        [.. Enumerable.Range(0, partitions.Count).Select(partition => PartOf(partition, tenantId, customerId))];

    private (Erasure? Erasure, bool IsKnown) PartOf(int partition, string tenantId, byte[] customerId) =>
        partitions[partition].Enter((tenantId, customerId), (state, of) =>
        {
            var tenant = state.Get(of.tenantId);
            return (tenant.Erasures.Find(tenant.Erasures.IdOf(of.customerId)), tenant.Knows(of.customerId));
        });
}
