using System.Diagnostics;
using System.Globalization;
using RetentionGrpc.Simulation;

// --seed N replays one world and prints its trace; --seeds N runs worlds from --first on; --minutes M runs as many as fit.
var options = new Dictionary<string, long>();
for (var i = 0; i + 1 < args.Length; i += 2)
    options[args[i]] = long.Parse(args[i + 1], CultureInfo.InvariantCulture);
if (options.TryGetValue("--seed", out var seed))
{
    var trace = new RetentionGrpc.Simulation.Trace(isRead: true);
    trace.EchoTo(Console.Out);
    var result = Campaign.RunSeed((ulong)seed, trace);
    Console.WriteLine($"seed {seed}: {result.Failure ?? "good"} ({result.Steps} steps, hash {result.Hash:x16})");
    return result.Failure is null ? 0 : 1;
}
var campaign = new Campaign(
    (ulong)options.GetValueOrDefault("--first", 1), (int)options.GetValueOrDefault("--workers", Math.Min(2, Environment.ProcessorCount)));
var watch = Stopwatch.StartNew();
var minutes = options.GetValueOrDefault("--minutes", 24 * 60);
var limit = options.GetValueOrDefault("--seeds", long.MaxValue);
campaign.Run(limit, TimeSpan.FromMinutes(minutes), options.GetValueOrDefault("--stop", 0) == 1);
foreach (var failed in campaign.Failures.Skip(3))
    Console.WriteLine($"seed {failed.Seed}: {failed.Failure!.Split('\n')[0]}");
foreach (var failed in campaign.Failures.Take(3))
    Console.WriteLine($"{Campaign.Report(failed)}\n");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{campaign.Count} schedules, {campaign.Failures.Count()} failed, {campaign.Steps} steps, {watch.Elapsed.TotalSeconds:F0} s, "
    + $"hash {campaign.Hash:x16}"));
return campaign.Failures.Any() ? 1 : 0;
