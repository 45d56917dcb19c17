using System.Diagnostics;
using Google.Rpc;
using Grpc.Core;
using RetentionGrpc.Server.Tests.Wire;
using RetentionGrpc.V1;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Server.Tests.Snapshots;

/// <summary>The real server on a real disk that is full: a tmpfs of its own. Mounting it needs root, and fails the test without.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int BatchEvents = 500;
    private const int Persistence = 40;

    private readonly ITestOutputHelper _output;
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-disk-").FullName;
    private long _acked;
    private long _sequence;

    public FullDiskTests(ITestOutputHelper output)
    {
        _output = output;
        Run("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", _folder);
    }

    public void Dispose()
    {
        Run("umount", _folder);
        Directory.Delete(_folder);
    }

    /// <summary>With a reserve the server refuses before the disk is full; without one the disk itself says no.</summary>
    [Theory]
    [InlineData("8388608")]
    [InlineData("0")]
    public async Task A_full_disk_is_refused_and_read_from_and_nothing_acknowledged_is_lost(string reserve)
    {
        string[] options = ["--partitions", "2", "--snapshot-bytes", "2097152", "--store-reserve", reserve];
        using (var server = await ServerProcess.StartAsync(_folder, 0, options))
        {
            await FillAsync(server);
            Assert.True(_acked > 20_000, $"The disk was full after {_acked} events.");
            // Somebody else takes what was left, to the last byte.
            WriteBallast();
            await FillAsync(server);
            await AssertCountsAsync(server);
            server.Kill();
        }

        using var again = await ServerProcess.StartAsync(_folder, 0, options);
        await AssertCountsAsync(again);
        Assert.False(await TryIngestAsync(again));
        var before = _acked;
        Run("mount", "-o", "remount,size=160m", _folder);
        await WaitUntilTakenAsync(again);
        for (var batch = 0; batch < 20; batch++)
            Assert.True(await TryIngestAsync(again));
        Assert.Equal(before + 21 * BatchEvents, _acked);
        Assert.Equal(_acked, await CountAsync(again));
        _output.WriteLine($"measured: {before} events on a disk of 40 MiB with a reserve of {reserve} bytes, {_acked} after it grew");
    }

    /// <summary>Sends new customers until nothing makes room any more.</summary>
    private async Task FillAsync(ServerProcess server)
    {
        for (var refusals = 0; refusals < Persistence;)
        {
            if (await TryIngestAsync(server))
            {
                refusals = 0;
                continue;
            }
            refusals++;
            // The server may be making room.
            await Task.Delay(20);
        }
    }

    private async Task WaitUntilTakenAsync(ServerProcess server)
    {
        var watch = Stopwatch.StartNew();
        while (!await TryIngestAsync(server))
        {
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, RunningServer.Patience);
            await Task.Delay(100);
        }
    }

    private async Task<bool> TryIngestAsync(ServerProcess server)
    {
        var request = new IngestEventsRequest { ProducerId = "p", Sequence = _sequence + 1 };
        for (var number = 0; number < BatchEvents; number++)
            request.Events.Add(Sample.Activity($"{_sequence * BatchEvents + number}".PadLeft(100, 'c')));
        try
        {
            var result = (await server.Ingestion.IngestEventsAsync(request, RunningServer.Call())).Result;
            Assert.Equal(BatchEvents, result.AcceptedCount + result.DuplicateCount);
        }
        catch (RpcException refused)
        {
            var (status, info) = RunningServer.DetailsOf(refused);
            Assert.Equal((StatusCode.ResourceExhausted, "STORE_FULL"), (refused.StatusCode, info.Type));
            Assert.Equal(30, status.Details.Single(detail => detail.Is(RetryInfo.Descriptor)).Unpack<RetryInfo>().RetryDelay.Seconds);
            return false;
        }
        _sequence++;
        _acked += BatchEvents;
        return true;
    }

    /// <summary>Of the batch that was refused last, one partition may have its part: it counts when the batch is sent again.</summary>
    private async Task AssertCountsAsync(ServerProcess server) =>
        Assert.InRange(await CountAsync(server), _acked, _acked + BatchEvents - 1);

    private static async Task<long> CountAsync(ServerProcess server) =>
        (await server.Tenants.DescribeTenantAsync(new DescribeTenantRequest(), RunningServer.Call())).EventCount;

    private void WriteBallast()
    {
        using var ballast = new FileStream(Path.Combine(_folder, "ballast"), FileMode.Create, FileAccess.Write, FileShare.None, 1);
        try
        {
            while (true)
                ballast.Write(new byte[4096]);
        }
        catch (IOException)
        {
            Assert.Equal(0, new DriveInfo(_folder).AvailableFreeSpace);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"'{program} {string.Join(' ', arguments)}' needs root and CAP_SYS_ADMIN: {said}");
    }
}
