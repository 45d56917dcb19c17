using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

public sealed class LogHeadTests
{
    [Fact]
    public void Next_HashesThePreviousHeadAndThePayload()
    {
        var head = new LogHead(3, 7, new UInt128(0x0102030405060708, 0x1112131415161718));
        var input = Convert.FromHexString("0000000000000003" + "0000000000000007" + "01020304050607081112131415161718")
            .Concat(Encoding.UTF8.GetBytes("payload")).ToArray();

        var next = head.Next("payload"u8);

        Assert.Equal(new LogHead(3, 8, BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(input))), next);
    }

    [Fact]
    public void Next_OfTheEmptyLog_NeverChanges() // stored logs hold this value
        => Assert.Equal(
            "0000000000000000" + "0000000000000001" + Convert.ToHexString(SHA256.HashData(new byte[32]))[..32],
            Hex(LogHead.Empty.Next([])));

    [Fact]
    public void Default_IsTheEmptyLog() => Assert.Equal(LogHead.Empty, new LogHead(0, 0, UInt128.Zero));

    [Fact]
    public void ToString_IsEpochAndSequence() => Assert.Equal("2-41", new LogHead(2, 41, 9).ToString());

    private static string Hex(LogHead head)
    {
        var bytes = new byte[LogHead.Size];
        head.WriteTo(bytes);
        return Convert.ToHexString(bytes);
    }
}
