using System.Runtime.InteropServices;
using RetentionGrpc.Engine.Snapshots;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Snapshots;

public sealed class SnapshotPrimitivesTests
{
    private const int ContentBytes = SnapshotFormat.BlockBytes - SnapshotFormat.SumBytes;
    private static readonly long[] Numbers = [0, 1, 127, 128, 16_383, 16_384, int.MaxValue, long.MaxValue];
    private static readonly long[] Signed = [0, 1, -1, 63, -64, 64, long.MaxValue, long.MinValue];

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(ContentBytes - SnapshotFormat.HeaderBytes - 3)]
    [InlineData(ContentBytes - 20)]
    [InlineData(ContentBytes)]
    [InlineData(3 * ContentBytes)]
    public void Values_OfAnyPlace_AreReadAsTheyWere(int before)
    {
        for (var cut = 0; cut < 40; cut++)
        {
            var written = Write(new byte[before], cut);
            AssertReads(written, before, cut);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(SnapshotFormat.BlockBytes + 1)]
    public void Chunks_CutOtherwise_AreReadAlike(int size)
    {
        var bytes = Bytes(Write(new byte[2 * ContentBytes], 5));
        var chunks = bytes.Chunk(size).Select(chunk => (ReadOnlyMemory<byte>)chunk);
        AssertReads(chunks, 2 * ContentBytes, 5);
    }

    [Fact]
    public void Chunks_AreNoLargerThanABlock_AndSmallSnapshotsAreSmall()
    {
        var chunks = Write(new byte[2_000_000], 0);
        Assert.All(chunks, chunk => Assert.InRange(chunk.Length, 1, SnapshotFormat.BlockBytes));
        Assert.All(chunks.SkipLast(1), chunk => Assert.Equal(SnapshotFormat.BlockBytes, chunk.Length));
        Assert.True(MemoryMarshal.TryGetArray(Write([], 0)[0], out var small));
        Assert.InRange(small.Array!.Length, 1, 4096);
    }

    [Fact]
    public void Bytes_FlippedOrCutAnywhere_AreInvalidDataWithAPlace()
    {
        var intact = Bytes(Write([1, 2, 3], 2));
        for (var at = 0; at < intact.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var flipped = intact.ToArray();
                flipped[at] ^= (byte)(1 << bit);
                Refuses(flipped);
            }
            Refuses(intact[..at]);
        }
        Refuses([.. intact, 0]);
        Assert.Contains("at byte", Refuses(intact[..^1]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_SwappedOrMissing_AreInvalidData()
    {
        var chunks = Write(new byte[4 * ContentBytes], 0);
        Refuses(Bytes([chunks[0], chunks[2], chunks[1], .. chunks.Skip(3)]));
        Refuses(Bytes([chunks[0], .. chunks.Skip(2)]));
        Refuses(Bytes(chunks.SkipLast(1)));
        Refuses(Bytes([.. chunks, chunks[^1]]));
    }

    [Fact]
    public void AnotherFormatOrKind_IsRefusedByName()
    {
        var bytes = Bytes(Write([], 0));
        foreach (var version in (byte[])[SnapshotFormat.Version - 1, SnapshotFormat.Version + 1])
        {
            bytes[0] = version;
            Assert.Contains($"format {version};", Refuses(bytes).Message, StringComparison.Ordinal);
        }
        var other = new SnapshotWriter((SnapshotKind)77).Finish();
        Assert.Contains("kind 77", Refuses(Bytes(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_BeyondTheirLimits_AreInvalidData()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SnapshotWriter(SnapshotKind.Partition).WriteNumber(-1));
        Assert.Throws<InvalidDataException>(() => ReaderOf(writer => writer.WriteNumber(11)).ReadNumber(10));
        Assert.Throws<InvalidDataException>(() => ReaderOf(writer => writer.WriteSigned(long.MinValue)).ReadNumber());
        Assert.Throws<InvalidDataException>(() => ReaderOf(writer => writer.WriteNumber(1L << 31)).ReadCount());
        Assert.Throws<InvalidDataException>(() => { ReaderOf(writer => writer.WriteBytes(new byte[11])).ReadBytes(10); });
        Assert.Throws<InvalidDataException>(() => { ReaderOf(writer => writer.WriteNumber(int.MaxValue)).ReadBytes(int.MaxValue); });
        Assert.Throws<InvalidDataException>(() => ReaderOf(writer => writer.WriteBytes([0xFF])).ReadText(10));
        Assert.Throws<InvalidDataException>(() => ReaderOf(writer => writer.WriteFixed(ulong.MaxValue)).ReadNumber());
        Assert.Throws<InvalidDataException>(() => ReaderOf(writer => writer.WriteNumber(1)).Finish());
    }

    private static SnapshotReader ReaderOf(Action<SnapshotWriter> write)
    {
        var writer = new SnapshotWriter(SnapshotKind.Partition);
        write(writer);
        return new(writer.Finish(), SnapshotKind.Partition);
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Write(byte[] before, int cut)
    {
        var writer = new SnapshotWriter(SnapshotKind.Partition);
        writer.WriteBytes(before);
        writer.WriteBytes(new byte[cut]);
        foreach (var number in Numbers)
            writer.WriteNumber(number);
        foreach (var number in Signed)
            writer.WriteSigned(number);
        writer.WriteFixed(0x0123_4567_89AB_CDEF);
        writer.WriteText("größe");
        return writer.Finish();
    }

    private static void AssertReads(IEnumerable<ReadOnlyMemory<byte>> chunks, int before, int cut)
    {
        var reader = new SnapshotReader(chunks, SnapshotKind.Partition);
        Assert.Equal(before, reader.ReadBytes(before).Length);
        Assert.Equal(cut, reader.ReadBytes(cut).Length);
        foreach (var number in Numbers)
            Assert.Equal(number, reader.ReadNumber());
        foreach (var number in Signed)
            Assert.Equal(number, reader.ReadSigned());
        Assert.Equal(0x0123_4567_89AB_CDEFu, reader.ReadFixed());
        Assert.Equal("größe", reader.ReadText(10));
        reader.Finish();
    }

    private static InvalidDataException Refuses(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => AssertReads([bytes], 3, 2));

    private static byte[] Bytes(IEnumerable<ReadOnlyMemory<byte>> chunks) => [.. chunks.SelectMany(chunk => chunk.ToArray())];
}
