using System.Text;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>
/// Two partitions of a few entries each, with two snapshots and a trim, so that every byte of the files can be damaged in turn.
/// A snapshot holds the payloads of all entries before it: with the entries after it they are the history again.
/// </summary>
internal static class SmallHistory
{
    public const int Partitions = 2;
    private const int FirstSnapshot = 2;
    private const int SecondSnapshot = 4;

    public static string Payload(int partition, long sequence) => $"[{partition}/{sequence}{new string('.', (int)sequence % 3 * 20)}]";

    public static string Through(int partition, long sequence)
    {
        var text = new StringBuilder();
        for (var n = 1L; n <= sequence; n++)
            text.Append(Payload(partition, n));
        return text.ToString();
    }

    /// <summary>Appends entries up to the sequence, each with a commit of its own.</summary>
    public static async Task AppendAsync(ILogStore store, long through)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            var head = await store.ReadHeadAsync(partition);
            while (head.Sequence < through)
            {
                head = (await store.AppendAsync(partition, head, Encoding.UTF8.GetBytes(Payload(partition, head.Sequence + 1)))).Head;
                if (head.Sequence is FirstSnapshot or SecondSnapshot)
                    await store.CommitSnapshotAsync(partition, head, Chunks(Through(partition, head.Sequence)));
                if (head.Sequence == SecondSnapshot)
                    await store.TrimAsync(partition, FirstSnapshot);
            }
        }
    }

    /// <summary>Holds a store to the history up to the sequence.</summary>
    public static async Task CheckAsync(ILogStore store, long through)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal(through, (await store.ReadHeadAsync(partition)).Sequence);
            Assert.Equal([SecondSnapshot, FirstSnapshot], (await store.ReadSnapshotHeadsAsync(partition)).Select(head => head.Sequence));
            Assert.Equal(Through(partition, through), await RebuildAsync(store, partition));
        }
    }

    /// <summary>The history of a partition as a server would rebuild it: the newest snapshot that can be read, and what follows.</summary>
    public static async Task<string> RebuildAsync(ILogStore store, int partition)
    {
        var end = await store.ReadHeadAsync(partition);
        Exception? damage = null;
        foreach (var head in (await store.ReadSnapshotHeadsAsync(partition)).Append(LogHead.Empty))
        {
            try
            {
                var text = new StringBuilder();
                if (head != LogHead.Empty)
                {
                    await foreach (var chunk in store.ReadSnapshotAsync(partition, head))
                        text.Append(Encoding.UTF8.GetString(chunk.Span));
                }
                var at = head;
                await foreach (var entry in store.ReadAsync(partition, head.Sequence))
                {
                    if ((at with { Epoch = entry.Head.Epoch }).Next(entry.Payload.Span) != entry.Head)
                        throw new LogCorruptException("log", partition, entry.Head.Sequence, "it does not follow");
                    at = entry.Head;
                    text.Append(Encoding.UTF8.GetString(entry.Payload.Span));
                }
                if (at != end)
                    throw new LogCorruptException("log", partition, at.Sequence, "it ends early");
                return text.ToString();
            }
            catch (Exception failure) when (failure is LogCorruptException or LogTrimmedException)
            {
                damage ??= failure;
            }
        }
        throw damage!;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(string state)
    {
        for (var at = 0; at < state.Length; at += 100)
        {
            await Task.Yield();
            yield return Encoding.UTF8.GetBytes(state[at..Math.Min(state.Length, at + 100)]);
        }
    }
}
