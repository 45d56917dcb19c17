using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using RetentionGrpc.Engine;
using RetentionGrpc.Server.Application;
using RetentionGrpc.V1;

namespace RetentionGrpc.Simulation;

/// <summary>A position that a client was given.</summary>
/// <param name="RestoreCount">How often an older copy had been put back when it was given.</param>
/// <param name="Sequences">By partition; empty before the first.</param>
internal sealed record ReadPosition(int RestoreCount, long[] Sequences)
{
    /// <summary>No position yet.</summary>
    public static ReadPosition None { get; } = new(0, []);
}

/// <summary>What must hold in every world, whatever went wrong.</summary>
internal sealed class Checks(World world)
{
    /// <summary>Whether a status is one that a client meets when servers die, stop and stores fail.</summary>
    public static bool MayEnd(CallEnd end) => end.Code switch
    {
        StatusCode.Unavailable or StatusCode.Aborted or StatusCode.Cancelled => true,
        StatusCode.DeadlineExceeded => end.Reason is ErrorReason.OpenTimeout or ErrorReason.SlowReader or ErrorReason.MessageTimeout,
        StatusCode.ResourceExhausted => end.Reason is ErrorReason.StoreFull or ErrorReason.MemoryFull,
        _ => false,
    };

    /// <summary>A batch that is not taken is told why, and when to come again.</summary>
    public void OfNack(string who, Nack nack)
    {
        var isKnown = nack.Failure.Reason switch
        {
            ErrorReason.StoreUnavailable or ErrorReason.StoreFull or ErrorReason.MemoryFull or ErrorReason.Overloaded =>
                nack.Failure.RetryDelay is not null,
            _ => false,
        };
        if (!isKnown)
            Fail(who, $"a good batch is refused: {nack}");
    }

    /// <summary>A loss is told only where there was one since the client's read token.</summary>
    public void OfLoss(string who, DataLoss loss, long ackedThrough, ReadPosition position, SimServer from)
    {
        if (from.RestoreCount == position.RestoreCount || loss.LastSequence != ackedThrough || loss.FirstSequence > loss.LastSequence)
        {
            Fail(who, $"of {ackedThrough} acknowledged batches, with the data put back {from.RestoreCount} times, "
                + $"{position.RestoreCount} of them before its token, it is told: {loss}");
        }
    }

    /// <summary>A batch's counts add up, and bad events alone are rejected.</summary>
    public void OfResult(string who, LedgerBatch batch, BatchResult result)
    {
        var sum = result.AcceptedCount + result.DuplicateCount + result.RejectedCount;
        if (sum != batch.Events.Count || result.RejectedCount > batch.BadCount || result.Rejections.Count != result.RejectedCount
            || (result.DuplicateCount == 0 && result.RejectedCount != batch.BadCount))
            Fail(who, $"batch {batch.Sequence} of {batch.Events.Count} events, {batch.BadCount} bad, has the result {result}");
        if (result.Rejections.Any(rejection => !batch.Events[rejection.Index].IsBad))
            Fail(who, $"a good event of batch {batch.Sequence} was rejected: {result}");
    }

    /// <summary>Reads a read token: in one log a client's never go back, and the server that gave it has reached it.</summary>
    public ReadPosition Advance(string who, ReadPosition before, string token, SimServer from)
    {
        if (!ReadToken.TryParse(token, out var parsed) || parsed.LogId != world.Scenario.Log.Id)
        {
            Fail(who, $"'{token}' is no read token of this log.");
            return before;
        }
        var now = new ReadPosition(from.RestoreCount, [.. parsed.Places.Select(place => place.Sequence)]);
        if (before.RestoreCount == now.RestoreCount && before.Sequences.Length > 0 && !Covers(now.Sequences, before.Sequences))
            Fail(who, $"a read token went back from {Shown(before.Sequences)} to {Shown(now.Sequences)}.");
        if (from.Process.IsAlive && from.Host is { } host && !Covers(host.Partitions.Sequences(), now.Sequences))
            Fail(who, $"a read token is ahead of its server: {Shown(now.Sequences)}, not {Shown(host.Partitions.Sequences())}.");
        return now;
    }

    /// <summary>A batch that is acknowledged is in the durable log, and the read token covers it.</summary>
    public void OfAck(string who, LedgerBatch batch, ReadPosition position, SimServer from)
    {
        if (from.RestoreCount != world.RestoreCount)
            return;
        OfClaim(who, batch, from);
        foreach (var each in batch.Events.Where(each => !each.IsBad))
        {
            if (world.Refold.PlaceOf(each) is var (partition, sequence) && position.Sequences[partition] < sequence)
            {
                Fail(who, $"event {each.Number} is in entry {sequence} of partition {partition}; its token: {Shown(position.Sequences)}.");
            }
        }
    }

    /// <summary>A batch that the server says it has is in the durable log.</summary>
    public void OfClaim(string who, LedgerBatch batch, SimServer from)
    {
        if (from.RestoreCount != world.RestoreCount)
            return;
        foreach (var each in batch.Events.Where(each => !each.IsBad))
        {
            if (world.Refold.PlaceOf(each) is null)
                Fail(who, $"event {each.Number} of batch {batch.Sequence} is said to be in the log, and is not.");
        }
    }

    /// <summary>An erasure with a receipt is in the durable log of every partition.</summary>
    public void OfErasure(string tenant, string customer, SimServer from)
    {
        if (from.RestoreCount != world.RestoreCount)
            return;
        for (var partition = 0; partition < world.Scenario.Log.PartitionCount; partition++)
        {
            if (!world.Refold.HasErasure(tenant, customer, partition))
                Fail("eraser", $"{customer} of {tenant} is said to be erased, and partition {partition} does not have it in its log.");
        }
    }

    /// <summary>Whether a server has taken all that was erased out of its files.</summary>
    public static bool IsPurged(SimServer server)
    {
        for (var i = 0; i < server.Host!.Partitions.Count; i++)
        {
            if (server.Host.Partitions[i].Enter(state => state.ForgottenAt > 0))
                return false;
        }
        return true;
    }

    /// <summary>When all has healed and every client is done: the state, the counts, and that nothing is left over.</summary>
    public void AtRest(SimServer server)
    {
        CompareState(server.Host!.Partitions);
        CountEvents(server.Host.Partitions);
        CompareAnswers(server.Host.Partitions);
        FindErased(server.Host.Partitions);
        if (server.OpenCalls.Count > 0)
            Fail("rest", $"{server.OpenCalls.Count} calls are still served.");
        if (server.Budget.FreeShare < 1)
            Fail("rest", "bytes are under way though nothing is.");
    }

    private void CompareState(PartitionSet live)
    {
        for (var i = 0; i < live.Count; i++)
        {
            var expected = world.Refold.Partitions[i].Enter(Digest);
            var found = live[i].Enter(Digest);
            if (expected != found)
                Fail("state", $"partition {i} is ({found}), a refold of its log is ({expected}).");
        }
    }

    private void CountEvents(PartitionSet live)
    {
        var counts = new int[world.Ledger.Events.Count];
        for (var i = 0; i < live.Count; i++)
            live[i].Enter(counts, Count);
        foreach (var each in world.Ledger.Events)
        {
            var count = counts[each.Number];
            var isErased = world.Refold.IsErased(each);
            var least = each is { Promise: Promise.Acknowledged, IsBad: false } && !isErased ? 1 : 0;
            if (count < least || count > (each.IsBad || isErased ? 0 : 1))
            {
                var what = each.IsBad ? ", bad" : isErased ? ", erased" : "";
                Fail("counts", $"event {each.Number}, {each.Promise}{what}, counts {count} times.");
            }
        }
    }

    private void CompareAnswers(PartitionSet live)
    {
        var answers = new IndexedAnswers(live, world.Refold.Partitions);
        for (var tenant = 0; tenant < world.Scenario.TenantCount; tenant++)
        {
            if (answers.Compare(Scenario.IdOf(tenant), world.Ledger.Events.Count, world.Random) is { } difference)
                Fail("answers", difference);
        }
    }

    /// <summary>Every erasure has reached all partitions, and no bytes of an erased customer's id are on the disk.</summary>
    private void FindErased(PartitionSet live)
    {
        for (var i = 0; i < live.Count; i++)
        {
            foreach (var (tenant, customer) in world.Refold.Erasures().Where(one => !world.Refold.HasErasure(one.Tenant, one.Customer, i)))
                Fail("erased", $"{customer} of {tenant} is erased elsewhere, and not in partition {i}.");
            foreach (var customer in world.Refold.Gone().Select(Encoding.UTF8.GetBytes))
            {
                if (world.Disk[i].ReadableBytes().Any(bytes => bytes.Span.IndexOf(customer) >= 0))
                    Fail("erased", $"{Encoding.UTF8.GetString(customer)} is still on the disk of partition {i}.");
            }
        }
    }

    private int Count(Partition partition, int[] counts)
    {
        foreach (var tenant in partition.Tenants)
        {
            for (var customer = 0; customer < tenant.Customers.Count; customer++)
            {
                foreach (var known in tenant.Live(customer))
                    counts[world.Ledger.NumberAt(known.OccurredMs)]++;
            }
        }
        return 0;
    }

    private static string Digest(Partition partition)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var chunk in partition.WriteSnapshot())
            hash.AppendData(chunk.Span);
        return $"entry {partition.Sequence}, {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    private static bool Covers(long[] one, long[] other) =>
        one.Length == other.Length && one.Zip(other).All(pair => pair.First >= pair.Second);

    private static string Shown(long[] sequences) => $"({string.Join(", ", sequences)})";

    private void Fail(string who, string what) => world.Scheduler.Fail($"{who}: {what}");
}
