using System.Text;
using Xunit;

namespace RetentionGrpc.Storage.Tests;

/// <summary>What is read after the file was damaged or cut off behind the store's back.</summary>
public sealed class SqliteDamageTests : IDisposable
{
    private const int Deadline = 60_000;
    private const int Entries = 5;

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory(Timeout = Deadline)]
    [InlineData("UPDATE entries SET payload = CAST('entry Z' AS BLOB) WHERE sequence = 3")]
    [InlineData("UPDATE entries SET payload = x'' WHERE sequence = 3")]
    [InlineData("UPDATE entries SET crc = crc + 1 WHERE sequence = 3")]
    [InlineData("UPDATE entries SET chain = zeroblob(16) WHERE sequence = 3")]
    [InlineData("UPDATE entries SET chain = x'00' WHERE sequence = 3")]
    [InlineData("UPDATE entries SET epoch = 1 WHERE sequence = 3")]
    [InlineData("UPDATE entries SET epoch = -1 WHERE sequence = 3")]
    [InlineData("DELETE FROM entries WHERE sequence = 3")]
    public async Task DamagedEntry_IsNamed_AfterTheEntriesBeforeIt(string damage)
    {
        await Fill();
        _folder.Execute(damage);

        await AssertDamagedAtThree();
    }

    [Fact(Timeout = Deadline)]
    public async Task FlippedBitOfAPayload_IsNamed()
    {
        await Fill();
        var bytes = await File.ReadAllBytesAsync(_folder.File);
        bytes[bytes.AsSpan().IndexOf("entry 3"u8) + 4] ^= 0x10;
        await File.WriteAllBytesAsync(_folder.File, bytes);

        await AssertDamagedAtThree();
    }

    [Fact(Timeout = Deadline)]
    public async Task FlippedBitOfAChain_IsNamed()
    {
        var heads = await Fill();
        var chain = new byte[LogHead.Size];
        heads[3].WriteTo(chain);
        var bytes = await File.ReadAllBytesAsync(_folder.File);
        bytes[bytes.AsSpan().IndexOf(chain.AsSpan(16)) + 15] ^= 1;
        await File.WriteAllBytesAsync(_folder.File, bytes);

        await AssertDamagedAtThree();
    }

    [Fact(Timeout = Deadline)]
    public async Task EntriesOfTwoPartitionsSwapped_AreNamed()
    {
        await Fill();
        await using (var store = _folder.Open())
            await store.AppendAsync(1, LogHead.Empty, "foreign"u8.ToArray());
        _folder.Execute("UPDATE entries SET (crc, payload) = " +
            "(SELECT crc, payload FROM entries WHERE partition = 1) WHERE partition = 0 AND sequence = 3");

        await AssertDamagedAtThree();
    }

    [Theory(Timeout = Deadline)]
    [InlineData("UPDATE snapshot_chunks SET payload = x'00' WHERE ordinal = 1")]
    [InlineData("DELETE FROM snapshot_chunks WHERE ordinal = 1")]
    [InlineData("UPDATE snapshot_chunks SET ordinal = ordinal + 7; UPDATE snapshot_chunks SET ordinal = 9 - ordinal")]
    [InlineData("UPDATE snapshots SET chunk_count = 2")]
    [InlineData("UPDATE snapshots SET chunk_count = 4")]
    [InlineData("UPDATE snapshots SET digest = zeroblob(16)")]
    [InlineData("UPDATE snapshots SET digest = x'00'")]
    public async Task DamagedSnapshot_IsNamed(string damage)
    {
        var heads = await Fill();
        await using (var store = _folder.Open())
            Assert.True(await store.CommitSnapshotAsync(0, heads[5], Chunks("zero", "one", "two")));
        _folder.Execute(damage);

        await using var damaged = _folder.Open();
        var found = await Assert.ThrowsAsync<LogCorruptException>(
            async () => await damaged.ReadSnapshotAsync(0, heads[5]).ToListAsync());

        Assert.Equal((_folder.File, 0, 5L), (found.Location, found.Partition, found.Sequence));
    }

    [Fact(Timeout = Deadline)]
    public async Task CutOffWriteAheadLog_RecoversAPrefix_AndTheLogGoesOn()
    {
        var appended = new List<LogHead> { LogHead.Empty };
        await using var store = _folder.Open();
        for (var n = 1; n <= 12; n++)
            appended.Add((await store.AppendAsync(0, appended[^1], Encoding.UTF8.GetBytes(new string('x', 900 * n)))).Head);
        var length = new FileInfo(_folder.WriteAheadLog).Length;
        var found = new HashSet<long>();

        for (var cut = 0L; cut <= length; cut += Math.Max(1, length / 40))
        {
            using var image = _folder.CrashImage();
            using (var log = File.OpenWrite(image.WriteAheadLog))
                log.SetLength(length - cut);
            await using var recovered = image.Open();
            var head = await recovered.ReadHeadAsync(0);
            Assert.Equal(appended[(int)head.Sequence], head);
            Assert.Equal(head.Sequence, await recovered.ReadAsync(0, 0).CountAsync());
            Assert.True((await recovered.AppendAsync(0, head, "next"u8.ToArray())).IsAppended);
            found.Add(head.Sequence);
        }

        Assert.Contains(12, found); // what was appended is there whole when nothing is cut off
        Assert.True(found.Count > 5, $"cuts gave only {found.Count} different heads");
    }

    [Fact(Timeout = Deadline)]
    public async Task CreationCutOff_IsDoneAgain()
    {
        _folder.Execute("PRAGMA journal_mode = WAL"); // what is on the disk before the first commit
        Assert.True(File.Exists(_folder.File));

        await using var made = _folder.Open();

        Assert.Equal(LogHead.Empty, await made.ReadHeadAsync(0));
    }

    [Fact(Timeout = Deadline)]
    public async Task LostWriteAheadLog_LosesEntries_AndNotTheIdentity()
    {
        await using var store = _folder.Open();
        await store.AppendAsync(0, LogHead.Empty, "a"u8.ToArray());
        using var image = _folder.CrashImage();
        File.Delete(image.WriteAheadLog);

        await using var shorter = image.Open();

        Assert.Equal(store.Identity, shorter.Identity);
        Assert.Equal(LogHead.Empty, await shorter.ReadHeadAsync(0));
    }

    [Theory(Timeout = Deadline)]
    [InlineData("DELETE FROM entries WHERE sequence = 5")]
    [InlineData("UPDATE heads SET sequence = 4 WHERE partition = 0")]
    [InlineData("UPDATE heads SET chain = zeroblob(16) WHERE partition = 0")]
    [InlineData("DELETE FROM heads WHERE partition = 0")]
    [InlineData("DELETE FROM entries")]
    public async Task LastEntryThatIsNotTheHead_IsNamedAtTheOpening(string damage)
    {
        await Fill();
        _folder.Execute(damage);

        var found = Assert.Throws<LogCorruptException>(() => _folder.Open());

        Assert.Equal((_folder.File, 0, 5L), (found.Location, found.Partition, found.Sequence));
    }

    [Theory(Timeout = Deadline)]
    [InlineData("UPDATE meta SET identity = zeroblob(16)")]
    [InlineData("UPDATE meta SET partition_count = partition_count + 1")]
    [InlineData("PRAGMA writable_schema = 1; DELETE FROM sqlite_schema")]
    [InlineData("DROP TABLE trims")]
    public async Task DamagedIdentityOrLayout_IsRefused(string damage)
    {
        await Fill();
        _folder.Execute(damage);

        Assert.Equal(_folder.File, Assert.Throws<LogCorruptException>(() => _folder.Open()).Location);
    }

    [Fact(Timeout = Deadline)]
    public async Task BrokenOffSnapshotAndTrim_GiveTheirSpaceBackWithTheNext()
    {
        var heads = await Fill();
        _folder.Execute("INSERT INTO snapshot_chunks VALUES (0, 5, 0, 0, x'01'), (0, 4, 0, 0, x'02'), (1, 4, 0, 0, x'03')");
        await using var store = _folder.Open();

        Assert.True(await store.CommitSnapshotAsync(0, heads[5], Chunks("whole")));
        Assert.Equal(1L, _folder.Execute("SELECT count(*) FROM snapshot_chunks WHERE partition = 0"));
        await store.TrimAsync(0, 5);
        Assert.Equal(0L, _folder.Execute("SELECT count(*) FROM entries"));
        Assert.Equal(heads[5], await store.ReadHeadAsync(0));
    }

    [Fact(Timeout = Deadline)]
    public async Task InterruptedTrim_IsACutAllTheSame_AndIsFinishedByTheNext()
    {
        var heads = await Fill();
        await using (var store = _folder.Open())
            Assert.True(await store.CommitSnapshotAsync(0, heads[5], Chunks("state")));
        _folder.Execute("INSERT INTO trims SELECT partition, sequence, epoch, chain FROM entries WHERE sequence = 5");

        await using var reopened = _folder.Open();
        Assert.Equal(heads[5], await reopened.ReadHeadAsync(0));
        await Assert.ThrowsAsync<LogTrimmedException>(async () => await reopened.ReadAsync(0, 2).ToListAsync());
        await reopened.TrimAsync(0, 5);
        Assert.Equal(0L, _folder.Execute("SELECT count(*) FROM entries"));
    }

    private async Task<List<LogHead>> Fill()
    {
        var heads = new List<LogHead> { LogHead.Empty };
        await using var store = _folder.Open();
        for (var n = 1; n <= Entries; n++)
            heads.Add((await store.AppendAsync(0, heads[^1], Encoding.UTF8.GetBytes($"entry {n}"))).Head);
        return heads;
    }

    private async Task AssertDamagedAtThree()
    {
        await using var store = _folder.Open();
        var read = new List<string>();
        var found = await Assert.ThrowsAsync<LogCorruptException>(async () =>
        {
            await foreach (var entry in store.ReadAsync(0, 0))
                read.Add(Encoding.UTF8.GetString(entry.Payload.Span));
        });

        Assert.Equal(["entry 1", "entry 2"], read);
        Assert.Equal((_folder.File, 0, 3L), (found.Location, found.Partition, found.Sequence));
        Assert.Contains("Partition 0, sequence 3", found.Message, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(params string[] chunks)
    {
        foreach (var chunk in chunks)
        {
            await Task.Yield();
            yield return Encoding.UTF8.GetBytes(chunk);
        }
    }
}
