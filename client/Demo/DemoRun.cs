using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Cluster;
using Trading.Client.Observe;
using Trading.Client.Sim;
using Trading.Client.Tape;
using Trading.Client.Tape.Import;
using Trading.Model;
using Trading.Silo;
using Trading.Simulation;

namespace Trading.Client.Demo;

/// <summary>Carries out the demo.</summary>
internal sealed class DemoRun(Terminal terminal)
{
    private const string FlowTape = "flow.rpl";
    private const string SessionTape = "binance-spot-btcusdt.rpl.gz";
    private const string Summary = "summary.json";
    private const string Recording = "recordings/spot-btcusdt-20240808.log.gz";
    private const string Source = "binance-spot:BTCUSDT";
    private const string Market = "BTC-USDT";

    /// <summary>The digest of the session's final book, from an independent replay (tests/data/venues/expected.json).</summary>
    private const string ExpectedDigest = "7145c0b7167706651f18386a9ae136f6e958ec3556ff3c5896c3539b5b4a30ce";

    private static readonly string[] Artifacts = [FlowTape, SessionTape, .. DemoDesk.Artifacts, Summary];

    /// <summary>The seed of the order flow.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Events of the order flow.</summary>
    public required long Events { get; init; }

    /// <summary>Where the artifacts go.</summary>
    public required string Folder { get; init; }

    /// <summary>True to go on with an interrupted run.</summary>
    public required bool Resumes { get; init; }

    /// <summary>True to print JSON.</summary>
    public required bool IsJson { get; init; }

    /// <summary>The file for what the silo has measured; null for none.</summary>
    public string? Metrics { get; init; }

    /// <summary>Runs the demo.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (DemoFolder.Prepare(Folder, new DemoParameters(Seed, Events), Resumes) is { } refusal)
        {
            return terminal.Fail(ExitCode.BadInput, refusal);
        }

        if (ImportSession(cancellation) is { } importError) return terminal.Fail(ExitCode.BadInput, importError);
        if (!Config().TryGet(out var config, out var configError)) return terminal.Fail(ExitCode.BadInput, configError);

        var started = await ClusterConnection.EmbedAsync("demo", Folder, StoreKind.File, cancellation, keepsJournal: true);
        if (!started.TryGet(out var silo, out var siloError)) return terminal.Fail(ExitCode.Environment, siloError);
        await using (silo)
        {
            var view = new DemoView(terminal);
            var flowStarted = Stopwatch.GetTimestamp();
            DemoFlowResult? flow;
            using (var output = TapeFileOutput.Create(Path.Combine(Folder, FlowTape)))
            {
                var ran = await DemoFlow.RunAsync(config, Events, output, silo, view.ShowFlow, cancellation);
                if (!ran.TryGet(out flow, out var flowError)) return terminal.Fail(ExitCode.Environment, flowError);
            }

            var flowSeconds = Stopwatch.GetElapsedTime(flowStarted).TotalSeconds;
            // A market goes on where an interrupted run left it.
            var known = (await silo.Market(Market).View()).Venues.Sum(venue => venue.Events);
            var marketStarted = Stopwatch.GetTimestamp();
            var played = await PlayAsync(silo, view, cancellation);
            var marketSeconds = Stopwatch.GetElapsedTime(marketStarted).TotalSeconds;
            view.Close();
            if (!played.TryGet(out var market, out var marketError)) return terminal.Fail(ExitCode.Environment, marketError);
            var deskStarted = Stopwatch.GetTimestamp();
            var traded = await new DemoDesk(terminal, Folder).RunAsync(silo.Client, SessionTape, IsJson, cancellation);
            if (!traded.TryGet(out var desk, out var exit)) return exit;
            var deskSeconds = Stopwatch.GetElapsedTime(deskStarted).TotalSeconds;
            await MetricsFile.WriteAsync(Metrics, silo.Client, cancellation);
            return Finish(flow, market, desk, new DemoTiming(
                flowSeconds,
                flow.Commands / flowSeconds,
                marketSeconds,
                (market.Events - known) / marketSeconds,
                deskSeconds,
                desk.Events / deskSeconds));
        }
    }

    private static Result<SimulationConfig, string> Config(ulong seed)
    {
        // Short phases, so that the default number of events sees all three.
        return new SimulationFile
        {
            Seed = seed,
            Symbols = ["BTC-USDT", "ETH-USDT"],
            Regimes =
            [
                new RegimePhase(Regime.Calm, 1_000_000_000),
                new RegimePhase(Regime.Burst, 500_000_000),
                new RegimePhase(Regime.CancelStorm, 500_000_000),
            ],
        }.ToConfig();
    }

    private Result<SimulationConfig, string> Config() => Config(Seed);

    private string? ImportSession(CancellationToken cancellation)
    {
        var recording = Path.Combine(AppContext.BaseDirectory, Recording);
        using var progress = new ProgressLine(terminal, "importing the recorded session");
        var import = new TapeImport(ImportVenue.BinanceSpot, [recording], isLenient: false, progress);
        return import.Run(Path.Combine(Folder, SessionTape), cancellation).TryGet(out _, out var error) ? null : error.ToString();
    }

    private static async Task<Result<DemoMarket, string>> PlayAsync(
        ClusterConnection cluster, DemoView view, CancellationToken cancellation)
    {
        if (!InstrumentId.Parse(Source).TryGet(out var source, out var error)) return $"{Source}: {error}";
        var played = await cluster.PlayAsync(source, SessionTape, Market, view.ShowMarket, cancellation);
        if (!played.TryGet(out var venue, out var playError)) return playError;
        var market = await cluster.Market(Market).View();
        var digest = await cluster.Market(Market).Digest(Source);
        return new DemoMarket(
            Source,
            venue.Events,
            venue.Trades,
            DecimalText.ToString(market.BestBid.Price, market.PriceScale),
            DecimalText.ToString(market.BestAsk.Price, market.PriceScale),
            digest.Bids,
            digest.Asks,
            digest.Sha256,
            ExpectedDigest,
            digest.Sha256 == ExpectedDigest);
    }

    private int Finish(DemoFlowResult flow, DemoMarket market, DemoDeskResult desk, DemoTiming timing)
    {
        var metrics = flow.Simulator.Metrics;
        var summary = new DemoSummary(
            Seed,
            metrics.Events,
            metrics.Orders,
            metrics.Cancels,
            metrics.Fills,
            metrics.Orders == 0 ? 0 : decimal.Round((decimal)metrics.Cancels / metrics.Orders, 4),
            [.. flow.Books],
            market,
            desk,
            StateHasher.ToText(flow.TraceHash),
            StateHasher.ToText(flow.Simulator.StateHash()),
            [.. Artifacts.Select(name => Folder + "/" + name)],
            timing);
        // The file holds what the seed determines, so that two runs of one seed leave equal folders wherever they are.
        var kept = summary with { Artifacts = Artifacts, Timing = null };
        File.WriteAllText(Path.Combine(Folder, Summary), Terminal.ToJson(kept));
        if (IsJson) terminal.WriteJson(summary);
        else summary.Write(terminal.Out);
        return summary.Passed ? ExitCode.Ok : ExitCode.CheckFailed;
    }
}
