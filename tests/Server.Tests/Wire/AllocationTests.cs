using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Server.Tests.Snapshots;
using RetentionGrpc.Server.Transport;
using RetentionGrpc.Storage;
using RetentionGrpc.V1;
using Xunit;

namespace RetentionGrpc.Server.Tests.Wire;

/// <summary>What a query costs the collector: bytes that its thread allocates from the request to the reply, framework apart.</summary>
public sealed class AllocationTests
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);

    private const int Rounds = 10;
    private const int Calls = 1_000;

    // Half as much again as it was when the bound was set, over 4 partitions of which each tells 30 days.
    private const int BytesOfChurn = 18_500;

    [Fact]
    public async Task ComputeChurn_FromIndexes_AllocatesLittleMoreThanItsReply()
    {
        await using var host = await LogHost.OpenAsync(new MemoryLogStore(4), 64 << 20, indexes: new IndexSettings(1, AnswersAlways: true));
        for (var i = 0; i < 7; i++)
            Assert.Null(await host.IngestAsync(200));
        var rpcs = new MetricsRpcs(host.Queries);
        var call = new DirectCall();
        var request = new ComputeChurnRequest
        {
            Options = new QueryOptions { Explain = true, AsOfTime = Timestamp.FromDateTime(Sample.Start.Date.AddDays(2)) },
            Basis = CustomerBasis.Activity,
            Inactivity = Duration.FromTimeSpan(TimeSpan.FromDays(30)),
            Window = new Window
            {
                Interval = new Interval
                {
                    StartTime = Timestamp.FromDateTime(Sample.Start.Date.AddDays(-28)),
                    EndTime = Timestamp.FromDateTime(Sample.Start.Date.AddDays(2)),
                },
            },
        };
        await LogHost.WaitUntilAsync(() => Ask().Info.Explanation.Path == "matrices");
        request.Options.Explain = false;
        // The first rounds run in code that is not optimised yet and allocates more; it is compiled while nothing new is called.
        var bytes = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
                Ask();
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
            await Task.Delay(Rest, TimeProvider.System);
        }

        Assert.InRange(bytes, 500, BytesOfChurn);

        ComputeChurnResponse Ask()
        {
            var reply = rpcs.ComputeChurn(request, call);
            Assert.True(reply.IsCompletedSuccessfully);
            return reply.Result;
        }
    }
}
