using System.Numerics;
using System.Text;
using Xunit;

namespace RetentionGrpc.Engine.Tests;

public sealed class Xxh64Tests
{
    private static readonly BigInteger Word = BigInteger.One << 64;
    private static readonly BigInteger P1 = 11400714785074694791;
    private static readonly BigInteger P2 = 14029467366897019727;
    private static readonly BigInteger P3 = 1609587929392839161;
    private static readonly BigInteger P4 = 9650029242287828579;
    private static readonly BigInteger P5 = 2870177450012600261;

    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    public void Hash_PublishedVector_IsThatValue(string text, ulong expected) =>
        Assert.Equal(expected, Xxh64.Hash(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(0x9E3779B185EBCA87UL)]
    [InlineData(ulong.MaxValue)]
    public void Hash_EveryLengthTo200_EqualsTheSlowReading(ulong seed)
    {
        const int Seed = 7;
        byte[] data = new byte[200];
        new Random(Seed).NextBytes(data);
        for (int length = 0; length <= data.Length; length++)
        {
            ulong expected = (ulong)Slow(data[..length], seed);
            Assert.True(expected == Xxh64.Hash(data.AsSpan(0, length), seed), $"length {length}, random seed {Seed}");
        }
    }

    /// <summary>The specification's eight steps in integers of any size, reduced modulo 2^64.</summary>
    internal static BigInteger Slow(byte[] data, ulong seed)
    {
        BigInteger hash = seed + P5;
        int at = 0;
        if (data.Length >= 32)
        {
            BigInteger[] lanes = [Mod(seed + P1 + P2), Mod(seed + P2), seed, Mod(seed - P1)];
            for (; at + 32 <= data.Length; at += 32)
            {
                for (int lane = 0; lane < 4; lane++)
                {
                    lanes[lane] = Step(lanes[lane], Read(data, at + (8 * lane), 8));
                }
            }

            hash = Turn(lanes[0], 1) + Turn(lanes[1], 7) + Turn(lanes[2], 12) + Turn(lanes[3], 18);
            hash = lanes.Aggregate(hash, (sum, lane) => Mod(((Mod(sum) ^ Step(0, lane)) * P1) + P4));
        }

        hash = Mod(hash + data.Length);
        for (; at + 8 <= data.Length; at += 8)
        {
            hash = Mod((Turn(hash ^ Step(0, Read(data, at, 8)), 27) * P1) + P4);
        }

        for (; at + 4 <= data.Length; at += 4)
        {
            hash = Mod((Turn(hash ^ Mod(Read(data, at, 4) * P1), 23) * P2) + P3);
        }

        for (; at < data.Length; at++)
        {
            hash = Mod(Turn(hash ^ Mod(data[at] * P5), 11) * P1);
        }

        hash = Mod((hash ^ (hash >> 33)) * P2);
        hash = Mod((hash ^ (hash >> 29)) * P3);
        return hash ^ (hash >> 32);
    }

    private static BigInteger Step(BigInteger lane, BigInteger input) => Mod(Turn(Mod(lane + (input * P2)), 31) * P1);

    private static BigInteger Turn(BigInteger value, int bits) => Mod(value << bits) + (Mod(value) >> (64 - bits));

    private static BigInteger Read(byte[] data, int at, int count) => new(data.AsSpan(at, count), isUnsigned: true);

    private static BigInteger Mod(BigInteger value) => ((value % Word) + Word) % Word;
}
