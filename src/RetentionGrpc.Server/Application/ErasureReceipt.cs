using RetentionGrpc.Engine.Erasures;

namespace RetentionGrpc.Server.Application;

/// <summary>How far a customer's erasure is, over all partitions.</summary>
/// <param name="Id">The receipt's id.</param>
/// <param name="ErasedMs">When the customer's events stopped to count, in UTC milliseconds since 1970.</param>
/// <param name="PurgedMs">When the last file that had something of the customer was gone; null before.</param>
public sealed record ErasureReceipt(Guid Id, long ErasedMs, long? PurgedMs)
{
    /// <summary>The receipt that partitions' receipts of one erasure make; some may not have it yet.</summary>
    public static ErasureReceipt Of(IReadOnlyCollection<Erasure?> parts)
    {
        var erasedMs = parts.Max(part => part?.ErasedMs ?? 0);
        var isPurged = parts.All(part => part?.Stage == ErasureStage.Purged && part.ErasedMs == erasedMs);
        return new(
            Erasure.ToGuid(parts.First(part => part is not null)!.Id), erasedMs, isPurged ? parts.Max(part => part!.PurgedMs) : null);
    }
}
