using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Simulation;

public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int LeastSchedules = 5_000;

    private const string SecondsVariable = "SIM_SECONDS";

    [Fact]
    public void Every_schedule_keeps_every_promise()
    {
        var seconds = double.Parse(Environment.GetEnvironmentVariable(SecondsVariable) ?? "90", CultureInfo.InvariantCulture);
        var campaign = new Campaign(firstSeed: 1, workers: 2);
        campaign.Run(long.MaxValue, TimeSpan.FromSeconds(seconds), stopAtFirst: true, LeastSchedules);

        output.WriteLine($"measured: {campaign.Count} schedules, {campaign.Steps} steps, hash {campaign.Hash:x16}");
        Assert.True(!campaign.Failures.Any(), campaign.Failures.Any() ? Campaign.Report(campaign.Failures.First()) : "");
        Assert.True(campaign.Count >= LeastSchedules);
    }

    [Fact]
    public void Worlds_of_Redis_lose_nothing_that_was_called_stable()
    {
        const int Seeds = 5_000;
        var campaign = new Campaign(World.FirstOfRedis, workers: Math.Min(2, Environment.ProcessorCount));

        campaign.Run(Seeds, TimeSpan.MaxValue, stopAtFirst: false);

        output.WriteLine($"measured: {campaign.Count} schedules over a Redis, {campaign.Steps} steps");
        Assert.True(!campaign.Failures.Any(), campaign.Failures.Any() ? Campaign.Report(campaign.Failures.First()) : "");
        Assert.True(campaign.Count >= Seeds);
    }

    [Fact]
    public void Equal_seeds_are_equal_worlds()
    {
        const int Seeds = 200;
        var once = new Campaign(firstSeed: 1_000_000, workers: 1);
        var again = new Campaign(firstSeed: 1_000_000, workers: 2);
        once.Run(Seeds, TimeSpan.MaxValue, stopAtFirst: false);
        again.Run(Seeds, TimeSpan.MaxValue, stopAtFirst: false);

        Assert.Equal(once.Hash, again.Hash);
        Assert.Equal(once.Steps, again.Steps);
    }
}
