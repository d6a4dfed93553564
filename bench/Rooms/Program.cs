using BenchmarkDotNet.Running;
using Trading.Bench.Rooms;

BenchmarkSwitcher.FromAssembly(typeof(BookBenchmarks).Assembly).Run(args);
