using BenchmarkDotNet.Running;
using RetentionGrpc.Benchmarks;

if (args is ["timelines", .. var customers])
    return TimelineMemory.Run(customers.Length > 0 ? customers : ["100000", "1000000"]);
BenchmarkSwitcher.FromAssembly(typeof(EventReading).Assembly).Run(args);
return 0;
