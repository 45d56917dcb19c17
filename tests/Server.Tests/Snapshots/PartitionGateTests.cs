using RetentionGrpc.Engine;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Server.Application;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.Storage;
using Xunit;

namespace RetentionGrpc.Server.Tests.Snapshots;

public sealed class PartitionGateTests
{
    private readonly EntryWriter _writer = new();

    [Fact]
    public void An_entry_that_could_be_applied_in_part_only_leaves_no_state_to_keep()
    {
        var gate = new PartitionGate(new Partition(new PartitionSettings(1)));
        _writer.WriteTenant(1_000, new() { TenantId = "known" });
        var head = Apply(gate, LogHead.Empty);
        Assert.Equal(head, gate.Cut().Head);

        _writer.BeginBatches(2_000, 2);
        WriteSubBatch("known");
        WriteSubBatch("unknown");
        Assert.Throws<InvalidDataException>(() => Apply(gate, head));
        Assert.Equal(1, gate.Enter(partition => partition.Find("known")!.Tally.EventCount));
        Assert.Equal(head, gate.Head);
        Assert.Throws<InvalidOperationException>(() => gate.Cut());

        gate.Restore(new Partition(new PartitionSettings(1)), LogHead.Empty);
        Assert.Equal(LogHead.Empty, gate.Cut().Head);
    }

    private void WriteSubBatch(string tenant)
    {
        _writer.BeginSubBatch(new(tenant, "", 0, 0, 0), 1);
        _writer.WriteEvent(0, Engine.Events.RejectionReason.None, Google.Protobuf.MessageExtensions.ToByteArray(Sample.Activity("c")));
    }

    private LogHead Apply(PartitionGate gate, LogHead before)
    {
        var head = before.Next(_writer.Written.Span);
        gate.Apply(head, _writer.Written.Span);
        return head;
    }
}
