using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Backtest;
using Trading.Bench;
using Trading.Client.Backtest.Files;
using Trading.Client.Backtest.Markets;
using Trading.Client.Paper;
using Trading.Client.Sim;
using Trading.Client.Tape;
using Trading.Desk;
using Trading.Exchange;
using Trading.Grains;
using Trading.Model;
using Trading.Silo;
using Trading.Simulation;
using Trading.Strategy;

namespace Trading.Client.Bench.Paper;

/// <summary>What a paper session does on this machine.</summary>
internal sealed record PaperBenchResult(
    int Silos,
    double EventsPerSecondOffered,
    double Seconds,
    long Events,
    double EventsPerSecond,
    double EngineEventsPerSecond,
    double RatioToEngine,
    bool Equal,
    long Orders,
    long Ticks,
    double TickToOrderP50Ms,
    double TickToOrderP95Ms,
    double TickToOrderP99Ms,
    double LoadAverage);

/// <summary>
/// Plays a simulated market of a given rate through a session's grains, as recorded or as fast as it goes, and by direct calls:
/// market making, realistic execution, journals on files.
/// </summary>
/// <param name="terminal">Where failures are told.</param>
internal sealed class PaperBench(Terminal terminal)
{
    /// <summary>A market maker that moves its quotes often: most of its looks at the market end in an order.</summary>
    private const string Maker = "market-making:k=20,tolerance=0,refresh=10ms,sample=100ms";

    private const string TickToOrder = "trading.session.tick_to_order.duration";

    /// <summary>Measures.</summary>
    /// <param name="rate">Market events per second of event time.</param>
    /// <param name="seconds">Seconds of event time.</param>
    /// <param name="silos">Silos.</param>
    /// <param name="isPaced">True to play it as recorded; false as fast as it goes.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The result, or the exit code of a failure that was told.</returns>
    public async Task<Result<PaperBenchResult, int>> RunAsync(int rate, int seconds, int silos, bool isPaced, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("trading-bench-");
        try
        {
            return await RunAsync(folder.FullName, rate, seconds, silos, isPaced, stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<Result<PaperBenchResult, int>> RunAsync(
        string folder, int rate, int seconds, int silos, bool isPaced, CancellationToken stop)
    {
        var load = BookBench.LoadAverage();
        var path = Path.Combine(folder, "bench.rpl");
        if (Record(path, rate, seconds) is { } refusal) return terminal.Fail(ExitCode.BadInput, refusal);
        if (!TapeRecipe.Create(path, stop).TryGet(out var recipe, out refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        using var progress = new ProgressLine(terminal, "tape");
        if (!PaperTape.Read(path, recipe, progress, stop).TryGet(out var tape, out refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        var config = Config(recipe.Names);
        var engine = Engine(config, recipe, stop);
        var host = SessionHosts.Create(StrategyCatalog.Standard, []);
        var started = await PaperCluster.StartAsync(silos, null, folder, tape, host, new PaperTrouble(), stop);
        if (!started.TryGet(out var cluster, out refusal)) return terminal.Fail(ExitCode.Environment, refusal);
        await using (cluster)
        {
            var header = new SessionHeader(config, host.Build, tape.Name, tape.Sha256, [], isPaced ? 5_000_000 : long.MaxValue, isPaced ? 1 : 0);
            using var ticks = new Samples();
            using var files = new BacktestFiles(config, null, null, null);
            var play = new PaperPlay(terminal, new PaperSession(cluster.Grains, "bench", header), header, host, files);
            var began = Stopwatch.GetTimestamp();
            if (await play.RunAsync(isJson: true, stop) is { } failed) return failed;
            var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (await play.ResultAsync(tape) is not { } result) return terminal.Fail(ExitCode.Environment, "a node does not show its state.");
            return new PaperBenchResult(
                silos,
                Math.Round(tape.Events / ((tape.Span.LastNs - tape.Span.FirstNs) / 1e9)),
                Math.Round(took, 3),
                tape.Events,
                Math.Round(tape.Events / took),
                Math.Round(tape.Events / engine.Seconds),
                Math.Round(engine.Seconds / took, 5),
                result == engine.Result,
                result.Orders,
                ticks.Count,
                ticks.Ms(0.5),
                ticks.Ms(0.95),
                ticks.Ms(0.99),
                load);
        }
    }

    private static string? Record(string path, int rate, int seconds)
    {
        var file = new SimulationFile { Seed = 7, Symbols = ["BTC-USDT"], RatePerSecond = rate };
        if (!file.ToConfig().TryGet(out var config, out var wrong)) return wrong;
        using var output = TapeFileOutput.Create(path);
        if (!SimulationTape.Create(config, output).TryGet(out var tape, out var error)) return $"{error}";
        if (!Simulator.Create(config, tape).TryGet(out var simulator, out var refused)) return $"{refused}";
        while (simulator.Metrics.Events < (long)rate * seconds) simulator.Step();
        tape.Writer.Complete();
        return null;
    }

    private static DeskConfig Config(MarketNames market) => new()
    {
        Listings = market.Listings,
        Agents = market.Agents,
        Strategies = [new StrategySetup("market-making", Maker)],
        ReportingAsset = market.Listings[0].Pair.Quote,
        Execution = ExecutionConfig.Realistic,
    };

    private static (BacktestResult Result, double Seconds) Engine(DeskConfig config, TapeRecipe recipe, CancellationToken stop)
    {
        recipe.Progress = null;
        using var market = recipe.Open(stop);
        var began = Stopwatch.GetTimestamp();
        return BacktestRun.Create(config, StrategyCatalog.Standard, market).TryGet(out var run, out var error)
            ? (run.Run(), Stopwatch.GetElapsedTime(began).TotalSeconds)
            : throw new InvalidOperationException($"the desk of the benchmark is refused: {error}");
    }

    /// <summary>Every tick that became an order while it listens.</summary>
    private sealed class Samples : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly List<double> _seconds = [];
        private readonly MeterListener _listener = new();

        public Samples()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == NodeMeters.MeterName && instrument.Name == TickToOrder) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((_, value, _, _) =>
            {
                lock (_gate) _seconds.Add(value);
            });
            _listener.Start();
        }

        public long Count => _seconds.Count;

        public double Ms(double quantile)
        {
            var sorted = _seconds.Order().ToArray();
            return sorted.Length == 0 ? 0 : Math.Round(sorted[(int)(quantile * (sorted.Length - 1))] * 1e3, 3);
        }

        public void Dispose() => _listener.Dispose();
    }
}
