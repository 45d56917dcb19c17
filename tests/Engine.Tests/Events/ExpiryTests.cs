using Google.Protobuf;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Entries;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.V1;
using Xunit;
using RejectionReason = RetentionGrpc.Engine.Events.RejectionReason;

namespace RetentionGrpc.Engine.Tests.Events;

/// <summary>What leaves the fold by the log's time or for want of room: silent producers and rejected events.</summary>
public sealed class ExpiryTests
{
    private const long DayMs = 24 * 3_600_000;
    private readonly EntryWriter _writer = new();
    private readonly Partition _partition = new(new PartitionSettings(1, 1_000));

    public ExpiryTests()
    {
        _writer.WriteTenant(0, new() { TenantId = "t" });
        Apply();
    }

    private DeadLetter Letter => _partition.Find("t")!.DeadLetter;

    [Fact]
    public void Producer_SilentFor7DaysOfTheLog_IsForgotten()
    {
        Send(0, "silent", 5);
        Send(0, "speaking", 5);
        Send(6 * DayMs, "speaking", 6);
        Send(7 * DayMs - 1, "other", 1);
        Assert.Equal(5, _partition.PositionOf("t", "silent").Last);
        Send(7 * DayMs, "other", 2);
        Assert.Equal(default, _partition.PositionOf("t", "silent"));
        Assert.Equal(6, _partition.PositionOf("t", "speaking").Last);
    }

    [Fact]
    public void RejectedEvent_After7DaysOfTheLog_IsGone()
    {
        Send(0, "p", 1, rejected: 2);
        Send(DayMs, "p", 2, rejected: 1);
        Send(7 * DayMs - 1, "p", 3);
        Assert.Equal(3, Letter.Events.Count);
        Send(7 * DayMs, "p", 4);
        Assert.Equal(DayMs, Assert.Single(Letter.Events).ReceivedMs);
        Assert.Equal(4, Letter.ByteCount);
    }

    [Fact]
    public void RejectedEvents_OverTheShareOfAPartition_TheOldestGo()
    {
        for (var sequence = 1; sequence <= 6; sequence++)
            Send(0, "p", sequence, rejected: 3);
        Assert.Equal(10, Letter.Events.Count);
        Assert.Equal(new RejectedEventKey(4, 0, 2), Letter.Events.First().Key);
        Assert.Equal(new RejectedEventKey(7, 0, 2), Letter.Events.Last().Key);
    }

    [Fact]
    public void RejectedEvents_OverTheBytes_TheOldestGo()
    {
        var letter = new DeadLetter(new PartitionSettings(1));
        for (var sequence = 1; sequence <= 300; sequence++)
            letter.Add(new(new(sequence, 0, 0), 0, "", 0, 0, RejectionReason.BadTime, new byte[EventLimits.EventBytes], false));
        Assert.Equal(DeadLetter.ByteLimit / EventLimits.EventBytes, letter.Events.Count);
        Assert.Equal(DeadLetter.ByteLimit, letter.ByteCount);
        Assert.Equal(45, letter.Events.First().Key.Sequence);
    }

    [Fact]
    public void Reingest_CountsEachEventOnce_AndSaysWhatIsAbsent()
    {
        var payload = new Event { CustomerId = "c", EventId = "e", OccurredTime = new() { Seconds = 1 }, Activity = new() }.ToByteArray();
        Send(0, "p", 1, 2, payload);
        RejectedEventKey[] keys = [.. Letter.Events.Select(one => one.Key), new(9, 9, 9)];
        Assert.Equal(new(SubBatchResult.Applied, 1, 1, 0, 1), Reingest(keys));
        Assert.Equal(new(SubBatchResult.Applied, 0, 0, 0, 3), Reingest(keys));
        Assert.Equal((1, 0), (_partition.Find("t")!.Tally.EventCount, Letter.Events.Count));
    }

    private SubBatchOutcome Reingest(RejectedEventKey[] keys)
    {
        _writer.BeginReingest(0, "t", keys.Length);
        foreach (var key in keys)
            _writer.WriteRejectedEventKey(key);
        return Assert.Single(Apply());
    }

    private void Send(long nowMs, string producer, long sequence, int rejected = 0, byte[]? payload = null)
    {
        _writer.BeginBatches(nowMs, 1);
        _writer.BeginSubBatch(new("t", producer, sequence, 0, 0), rejected);
        for (var i = 0; i < rejected; i++)
            _writer.WriteEvent(i, RejectionReason.Future, payload ?? [1, 2, 3, 4]);
        Apply();
    }

    private IReadOnlyList<SubBatchOutcome> Apply() => _partition.Apply(_partition.Sequence + 1, _writer.Written.Span);
}
