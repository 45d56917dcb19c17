using BenchmarkDotNet.Running;
using RetentionGrpc.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(EventReading).Assembly).Run(args);
