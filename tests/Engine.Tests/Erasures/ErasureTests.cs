using System.Text;
using PlainRecount;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Erasures;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tests.Recount;
using RetentionGrpc.Engine.Tests.Snapshots;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Erasures;

/// <summary>What is left of a customer who was erased: nothing that counts, at once; and no byte of the id, once it was swept.</summary>
public sealed class ErasureTests
{
    private const string Erased = "anna.svensson-77001";
    private const string Tenant = "shop";
    private static readonly PartitionSettings Settings = new(0x5EED, 1);

    [Fact]
    public void Counts_AreThoseOfTheTenantWithoutTheCustomer_AtOnce()
    {
        var (with, without) = (Opened(), Opened());
        foreach (var one in Others)
            Assert.True(Fold(with, one) && Fold(without, one));
        foreach (var one in Mine)
            Fold(with, one);
        Assert.NotEqual(Tally(without), Tally(with));
        Erase(with);
        Assert.Equal(Tally(without), Tally(with));
        Assert.Equal(without.Find(Tenant)!.FirstEventMs(), with.Find(Tenant)!.FirstEventMs());
        Assert.Equal(without.Find(Tenant)!.Customers.KnownCount, with.Find(Tenant)!.Customers.KnownCount);
    }

    [Fact]
    public void Snapshot_AfterTheSweep_HasNoByteOfTheId()
    {
        var partition = Everything();
        Assert.True(Has(partition, Erased));
        Erase(partition);
        Assert.True(Has(partition, Erased), "the receipt needs the id until others' events were looked through");
        Apply(partition, writer => writer.WritePurge(2, EntryKind.Sweep));
        Assert.False(Has(partition, Erased));
        Assert.False(Has(partition, "svensson"));
        Assert.True(Has(partition, "bob"));
        Assert.Equal([ErasureStage.Swept], partition.Find(Tenant)!.Erasures.All.Select(one => one.Stage));
    }

    [Fact]
    public void ASecondSweep_AfterARestore_SweepsTheRest()
    {
        var partition = Opened();
        foreach (var one in Mine)
            Fold(partition, one);
        Erase(partition);
        Apply(partition, writer => writer.WritePurge(2, EntryKind.Sweep));
        // Now every order id's pattern is forgotten.
        var restored = Partition.ReadSnapshot(Settings, partition.WriteSnapshot());
        foreach (var one in new[] { partition, restored })
        {
            Assert.True(Fold(one, new PlainEvent("eva", 5, PlainKind.Purchase, 0, "x/0001") { Number = 1 }));
            Apply(one, writer => writer.WriteErase(9, Tenant, 9, "eva"u8));
            Apply(one, writer => writer.WritePurge(10, EntryKind.Sweep));
            Assert.False(Has(one, "eva"));
        }
        Assert.Equal(PartitionSnapshotTests.Bytes(partition), PartitionSnapshotTests.Bytes(restored));
    }

    [Fact]
    public void EventsOfOthers_NameTheReceipt_AndCountAsBefore()
    {
        var partition = Everything();
        Erase(partition);
        Apply(partition, writer => writer.WritePurge(2, EntryKind.Sweep));
        var state = partition.Find(Tenant)!;
        var bob = state.Customers.Find("bob"u8);
        var receipt = Erasure.ToGuid(Assert.Single(state.Erasures.All).Id).ToString();
        var referred = new List<string>();
        foreach (var one in state.Live(bob))
        {
            if (one.Kind == EventKind.Referral)
                referred.Add(Encoding.UTF8.GetString(state.TextOf(one.NameNumber)));
        }
        Assert.Equal([receipt, "cid"], referred);
    }

    [Fact]
    public void RejectedEventsThatNameTheCustomer_Leave_OthersStay()
    {
        var partition = Everything();
        Assert.Equal(4, partition.Find(Tenant)!.DeadLetter.Events.Count);
        Erase(partition);
        var left = Assert.Single(partition.Find(Tenant)!.DeadLetter.Events);
        Assert.True(EventReader.Read(left.Payload.Span, out var view).IsAccepted && view.CustomerId.SequenceEqual("bob"u8));
    }

    [Fact]
    public void ALaterEvent_MakesANewCustomer_OneThatCountedDoesNotComeBack()
    {
        var partition = Everything();
        var before = partition.Find(Tenant)!.Customers.Find(Encoding.UTF8.GetBytes(Erased));
        Erase(partition);
        Assert.False(Fold(partition, Mine[0] with { EventId = "once" }));
        Assert.Equal(-1, partition.Find(Tenant)!.Customers.Find(Encoding.UTF8.GetBytes(Erased)));
        Assert.True(Fold(partition, Mine[0] with { EventId = "new" }));
        var after = partition.Find(Tenant)!.Customers.Find(Encoding.UTF8.GetBytes(Erased));
        Assert.True(after > before);
        Assert.Equal(1, partition.Find(Tenant)!.Live(after).Length);
    }

    [Fact]
    public void ErasedTwice_IsOneReceipt_OfTheLastTime()
    {
        var partition = Everything();
        Erase(partition);
        foreach (var step in (EntryKind[])[EntryKind.Sweep, EntryKind.Purged])
            Apply(partition, writer => writer.WritePurge(3_000, step));
        Assert.Equal((ErasureStage.Purged, 3_000, 0), Receipt(partition));
        Assert.Equal(0, partition.ForgottenAt);
        Apply(partition, writer => writer.WriteErase(4_000, Tenant, 4_000, Encoding.UTF8.GetBytes(Erased)));
        Assert.Equal((ErasureStage.Erased, 0, 4_000), Receipt(partition));
        Assert.Equal(partition.Sequence, partition.ForgottenAt);
    }

    [Fact]
    public void APurge_IsOfWhatWasSwept_NotOfWhatWasErasedSince()
    {
        var partition = Everything();
        Erase(partition);
        Apply(partition, writer => writer.WritePurge(2, EntryKind.Sweep));
        Apply(partition, writer => writer.WriteErase(3, Tenant, 3, "bob"u8));
        Apply(partition, writer => writer.WritePurge(4, EntryKind.Purged));
        Assert.Equal(
            [ErasureStage.Erased, ErasureStage.Purged], partition.Find(Tenant)!.Erasures.All.Select(one => one.Stage).Order());
        Assert.NotEqual(0, partition.ForgottenAt);
    }

    [Fact]
    public void ACutBeforeTheErasure_WritesWhatWasThen()
    {
        var partition = Everything();
        var expected = PartitionSnapshotTests.Bytes(partition);
        var cut = partition.Cut();
        Erase(partition);
        Apply(partition, writer => writer.WritePurge(2, EntryKind.Sweep));
        Assert.Equal(expected, cut.Chunks().SelectMany(chunk => chunk.ToArray()));
    }

    [Fact]
    public void DeletedTenant_IsGone_AndOneOfItsNameBeginsAnew()
    {
        var partition = Everything();
        Apply(partition, writer => writer.WriteDeleteTenant(2, Tenant));
        Assert.Null(partition.Find(Tenant));
        Assert.False(Has(partition, "bob"));
        Assert.Equal(partition.Sequence, partition.ForgottenAt);
        Apply(partition, writer => writer.WriteTenant(3, new() { TenantId = Tenant, CreatedMs = 3 }));
        Assert.True(Fold(partition, Mine[0] with { EventId = "once" }), "an event id of the tenant that was is another's");
        Assert.Equal(1, partition.Find(Tenant)!.Tally.EventCount);
        Assert.Empty(partition.Find(Tenant)!.DeadLetter.Events);
    }

    [Fact]
    public void ManyErased_TheTableStillFindsTheOthers()
    {
        var partition = Opened();
        var customers = Enumerable.Range(0, 3_000).Select(i => $"customer {i}").ToArray();
        foreach (var customer in customers)
            Fold(partition, new(customer, 5, PlainKind.Activity, 0, "use"));
        var random = new Random(7);
        var erased = customers.Where(_ => random.Next(3) == 0).ToHashSet();
        foreach (var customer in erased)
            Apply(partition, writer => writer.WriteErase(1, Tenant, 1, Encoding.UTF8.GetBytes(customer)));
        var restored = Partition.ReadSnapshot(Settings, partition.WriteSnapshot());
        foreach (var directory in new[] { partition, restored }.Select(one => one.Find(Tenant)!.Customers))
        {
            Assert.Equal(3_000 - erased.Count, directory.KnownCount);
            foreach (var customer in customers)
            {
                var number = directory.Find(Encoding.UTF8.GetBytes(customer));
                Assert.Equal(erased.Contains(customer), number < 0);
                Assert.True(number < 0 || Encoding.UTF8.GetString(directory.IdOf(number)) == customer);
            }
        }
    }

    /// <summary>Events of the customer that name the id wherever a text may stand.</summary>
    private static PlainEvent[] Mine =>
    [
        new(Erased, 1_000, PlainKind.Activity, 0, $"visit of {Erased}") { EventId = "once" },
        new(Erased, 2_000, PlainKind.Purchase, 0, $"{Erased}/0001") { Number = 5, Label = Erased },
        new(Erased, 2_500, PlainKind.Refund, 0, $"{Erased}/0001") { Number = 5 },
        new(Erased, 3_000, PlainKind.Subscription, 1, $"sub {Erased}") { Label = $"plan {Erased}", Detail = 1 },
        new(Erased, 4_000, PlainKind.Profile) { Properties = { ["email"] = $"{Erased}@example.com", [$"of {Erased}"] = "x" } },
        new(Erased, 5_000, PlainKind.Activity, 0, "use") { Properties = { ["color"] = Erased } },
        new(Erased, 6_000, PlainKind.SurveyResponse, 0, Erased) { Detail = 1, Number = 9 },
        new(Erased, 7_000, PlainKind.Retraction, 0, "use") { Retracts = PlainKind.Activity },
        new(Erased, 7_000, PlainKind.Referral, 0, "bob"),
    ];

    private static PlainEvent[] Others =>
    [
        new("bob", 1_500, PlainKind.Activity, 0, "use") { Properties = { ["color"] = "red" } },
        new("bob", 2_000, PlainKind.Purchase, 0, "o/0001") { Number = 7 },
        new("bob", 2_500, PlainKind.Referral, 0, Erased),
        new("bob", 2_600, PlainKind.Referral, 0, "cid"),
        new("dan", 2_700, PlainKind.Referral, 0, Erased),
        new("dan", 2_700, PlainKind.Retraction, 0, Erased) { Retracts = PlainKind.Referral },
    ];

    private static Partition Opened()
    {
        var partition = new Partition(Settings);
        Apply(partition, writer => writer.WriteTenant(1, new() { TenantId = Tenant, CreatedMs = 1, EventProperties = ["color"] }));
        return partition;
    }

    private static Partition Everything()
    {
        var partition = Opened();
        foreach (var one in Others.Concat(Mine))
            Fold(partition, one);
        Fold(partition, Mine[1], RejectionReason.Future);
        Fold(partition, Others[2], RejectionReason.Future);
        Fold(partition, Others[0], RejectionReason.Future);
        byte[] unreadable = [0x12, (byte)Erased.Length, .. Encoding.UTF8.GetBytes(Erased), 0xFF];
        Fold(partition, unreadable, RejectionReason.BadEncoding);
        return partition;
    }

    private static string Tally(Partition partition)
    {
        var tally = partition.Find(Tenant)!.Tally;
        var kinds = string.Join(',', Enum.GetValues<EventKind>().Select(tally.OfKind));
        var names = tally.ActivityNames.Concat(tally.PropertyNames).Select(one => $"{Encoding.UTF8.GetString(one.Name)} {one.Count}");
        return $"{tally.EventCount}: {kinds}: {string.Join(',', names)}";
    }

    private static (ErasureStage Stage, long PurgedMs, long ErasedMs) Receipt(Partition partition)
    {
        var receipt = Assert.Single(partition.Find(Tenant)!.Erasures.All);
        return (receipt.Stage, receipt.PurgedMs, receipt.Stage == ErasureStage.Erased ? receipt.ErasedMs : 0);
    }

    private static bool Has(Partition partition, string text) =>
        PartitionSnapshotTests.Bytes(partition).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    private static void Erase(Partition partition) =>
        Apply(partition, writer => writer.WriteErase(1_000, Tenant, 1_000, Encoding.UTF8.GetBytes(Erased)));

    /// <summary>Whether it counts.</summary>
    private static bool Fold(Partition partition, PlainEvent plain, RejectionReason reason = RejectionReason.None) =>
        Fold(partition, WireEvents.Bytes(plain, new Random(1)), reason);

    private static bool Fold(Partition partition, byte[] bytes, RejectionReason reason)
    {
        var writer = new EntryWriter();
        writer.BeginBatches(1, 1);
        writer.BeginSubBatch(new(Tenant, "", 0, 0, 0), 1);
        writer.WriteEvent(0, reason, bytes);
        return partition.Apply(partition.Sequence + 1, writer.Written.Span)[0].Accepted == 1;
    }

    private static void Apply(Partition partition, Action<EntryWriter> write)
    {
        var writer = new EntryWriter();
        write(writer);
        partition.Apply(partition.Sequence + 1, writer.Written.Span);
    }
}
