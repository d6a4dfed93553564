using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Bench;
using Trading.Client.Observe;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Bench;

/// <summary>
/// Durable orders per second: this process → gateway → <c>BookGrain</c> → journal → acknowledgement; and beside them, in the
/// same run, what the way and the disk would bear alone.
/// </summary>
internal static class DurableBench
{
    private static readonly TimeSpan CeilingLength = TimeSpan.FromSeconds(1.5);

    /// <summary>Runs it over a silo process of its own.</summary>
    public static async Task<Result<DurableBenchResult, string>> RunAsync(
        DurableBenchOptions options, string folder, Action<string> progress, string? metrics, CancellationToken cancellation)
    {
        var load = BookBench.LoadAverage();
        var payloads = new DurablePayloads(options.Batch);
        if (!(await BenchDatabase.StartAsync(options, cancellation)).TryGet(out var database, out var error)) return error;
        await using var ownedDatabase = database;
        var started = await BenchSilo.StartAsync(folder, options.Store, database.Connection, cancellation);
        if (!started.TryGet(out var silo, out error)) return error;
        await using var owned = silo;
        var books = await BooksAsync(silo, options.Clients);
        var probe = silo.Cluster.Client.GetGrain<IProbeGrain>(0);
        var run = new Run(options, payloads, books, probe, folder);
        progress("warming up");
        await run.LoadAsync(TimeSpan.FromSeconds(options.WarmUpSeconds));
        await run.GatewayAsync(CeilingLength, answerBytes: 64);
        var figures = new List<RunFigures>();
        for (var number = 1; number <= options.Runs; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress($"run {number} of {options.Runs}");
            figures.Add(await run.MeasureAsync());
        }

        await MetricsFile.WriteAsync(metrics, silo.Cluster.Client, cancellation);
        return Summary(options, load, figures);
    }

    /// <summary>The books of the callers, with their rules.</summary>
    public static async Task<IBookGrain[]> BooksAsync(BenchSilo silo, int clients)
    {
        var books = new IBookGrain[clients];
        for (var client = 0; client < clients; client++)
        {
            var key = GrainKey.ForBook($"bench-{client}", BookWorkload.Instrument.Id);
            if (!key.TryGet(out var checkedKey, out _)) throw new InvalidOperationException("the benchmark's own key");
            books[client] = silo.Cluster.Client.GetGrain<IBookGrain>(checkedKey.ToString());
            await new BookClient(books[client], "bench-rules").ConfigureAsync(BookWorkload.Instrument);
        }

        return books;
    }

    private static DurableBenchResult Summary(DurableBenchOptions options, double load, List<RunFigures> runs)
    {
        var typical = runs.OrderBy(run => run.OrdersPerSecond).ElementAt(runs.Count / 2);
        return new DurableBenchResult(
            options.Store,
            options.Batch,
            options.Clients,
            options.InFlight,
            typical.OrdersPerSecond,
            typical.CallsPerSync,
            typical.Load.LatencyUs.GetValueAtPercentile(50),
            typical.Load.LatencyUs.GetValueAtPercentile(95),
            typical.Load.LatencyUs.GetValueAtPercentile(99),
            typical.Load.LatencyUs.GetValueAtPercentile(99.9),
            Median(runs.Select(run => run.Gateway)),
            Median(runs.Select(run => run.Syncs)),
            Median(runs.Select(run => run.Engine)),
            Median(runs.Select(run => run.OrdersPerSecond / Math.Min(run.Gateway, run.Syncs))),
            Median(runs.Select(run => run.AllocatedPerOrder)),
            Median(runs.Select(run => run.JournalBytesPerOrder)),
            Median(runs.Select(run => run.SiloCpuUs)),
            Median(runs.Select(run => run.ClientCpuUs)),
            load,
            [.. runs.Select(run => run.OrdersPerSecond)]);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private sealed record RunFigures(
        LoadFigures Load,
        double OrdersPerSecond,
        double CallsPerSync,
        double Gateway,
        double Syncs,
        double Engine,
        double AllocatedPerOrder,
        double JournalBytesPerOrder,
        double SiloCpuUs,
        double ClientCpuUs);

    private sealed class Run(
        DurableBenchOptions options, DurablePayloads payloads, IBookGrain[] books, IProbeGrain probe, string folder)
    {
        private readonly DurableLoad _load = new(options.Clients, options.InFlight);
        private readonly DurableLoad _gateway = new(options.Clients, options.InFlight);

        public Task<LoadFigures> LoadAsync(TimeSpan length) => _load.RunAsync(books, payloads, length);

        public Task<LoadFigures> GatewayAsync(TimeSpan length, int answerBytes) => _gateway.RunAsync(
            (client, call) => probe.Answer(new NodeCall("bench", (ulong)call + 1, payloads[call]), answerBytes),
            length);

        public async Task<RunFigures> MeasureAsync()
        {
            var before = await probe.Usage();
            var cpu = Environment.CpuUsage.TotalTime;
            var load = await LoadAsync(TimeSpan.FromSeconds(options.Seconds));
            cpu = Environment.CpuUsage.TotalTime - cpu;
            var after = await probe.Usage();
            var orders = (double)load.Calls * options.Batch;
            var syncs = Math.Max(1, after.Appends - before.Appends);
            var journalBytes = after.AppendedBytes - before.AppendedBytes;
            var payloadBytes = load.Calls * payloads[0].Length + load.AnswerBytes;
            var gateway = await GatewayAsync(CeilingLength, (int)(load.AnswerBytes / load.Calls));
            var syncRate = DurableCeilings.SyncsPerSecond(
                Directory.CreateDirectory(Path.Combine(folder, "ceiling")).FullName,
                (int)Math.Max(80, journalBytes / syncs),
                CeilingLength);
            return new RunFigures(
                load,
                orders / load.Seconds,
                (double)load.Calls / syncs,
                gateway.Calls * options.Batch / gateway.Seconds,
                syncRate * orders / syncs,
                BookNodeBench.CommandsPerSecond(call => payloads[call], options.Batch, CeilingLength),
                (after.AllocatedBytes - before.AllocatedBytes - payloadBytes) / orders,
                journalBytes / orders,
                (after.CpuMicroseconds - before.CpuMicroseconds) / orders,
                cpu.TotalMicroseconds / orders);
        }
    }
}
