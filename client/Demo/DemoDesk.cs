using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Trading.Backtest;
using Trading.Client.Backtest;
using Trading.Client.Backtest.Files;
using Trading.Client.Backtest.Markets;
using Trading.Client.Backtest.Page;
using Trading.Client.Paper;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Silo;
using Trading.Strategy;

namespace Trading.Client.Demo;

/// <summary>The desk of the demo: what its strategies came to, on the cluster and in a backtest.</summary>
internal sealed record DemoDeskResult(
    IReadOnlyList<string> Strategies,
    long Events,
    long Orders,
    long Denied,
    long Fills,
    string Asset,
    string Pnl,
    string Fees,
    string MaxDrawdown,
    string TraceHash,
    string BacktestTraceHash,
    bool Equal);

/// <summary>
/// Paper-trades the recorded session on the demo's silo: every strategy that there is, one account, realistic execution. The
/// same desk by direct calls must end in the same numbers.
/// </summary>
/// <param name="terminal">Shows the session while it is played.</param>
/// <param name="folder">Where the artifacts go.</param>
internal sealed class DemoDesk(Terminal terminal, string folder)
{
    private const string Session = "demo-desk";
    private const string Fills = "fills.csv";
    private const string Equity = "equity.csv";
    private const string Report = "report.html";

    /// <summary>The files that it leaves.</summary>
    public static readonly string[] Artifacts = [Fills, Equity, Report];

    /// <summary>Plays the session to its end.</summary>
    /// <param name="grains">The silo.</param>
    /// <param name="tape">The tape's name in the folder.</param>
    /// <param name="isJson">True to show nothing meanwhile.</param>
    /// <param name="stop">Interrupts it.</param>
    /// <returns>The result, or the exit code of a failure that was told.</returns>
    public async Task<Result<DemoDeskResult, int>> RunAsync(IGrainFactory grains, string tape, bool isJson, CancellationToken stop)
    {
        var path = Path.Combine(folder, tape);
        if (!TapeRecipe.Create(path, stop).TryGet(out var recipe, out var refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        using var progress = new ProgressLine(terminal, "reading the session");
        if (!PaperTape.Read(path, recipe, progress, stop).TryGet(out var read, out refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        var config = Config(recipe.Names);
        var host = SessionHosts.Create(StrategyCatalog.Standard, []);
        var header = new SessionHeader(config, host.Build, tape, read.Sha256, []);
        BacktestResult result;
        using (var files = new BacktestFiles(config, Path.Combine(folder, Fills), Path.Combine(folder, Equity), inventory: null))
        {
            var play = new PaperPlay(terminal, new PaperSession(grains, Session, header), header, host, files);
            if (await play.RunAsync(isJson, stop) is { } failed) return failed;
            if (await play.ResultAsync(read) is not { } paper) return terminal.Fail(ExitCode.Environment, "a node does not show its state.");
            result = paper;
        }

        return Compare(config, recipe, result, stop);
    }

    private static DeskConfig Config(MarketNames market) => new()
    {
        Listings = market.Listings,
        Agents = market.Agents,
        Strategies = [.. StrategyCatalog.Standard.Factories.Select(factory => new StrategySetup(factory.Name, factory.Name))],
        ReportingAsset = market.Listings[0].Pair.Quote,
        Execution = ExecutionConfig.Realistic,
    };

    private Result<DemoDeskResult, int> Compare(DeskConfig config, TapeRecipe recipe, BacktestResult paper, CancellationToken stop)
    {
        recipe.Progress = null;
        using var market = recipe.Open(stop);
        var page = new PageData(config);
        if (!BacktestRun.Create(config, StrategyCatalog.Standard, new WatchedMarket(market, page), page).TryGet(out var run, out var error))
        {
            return terminal.Fail(ExitCode.CheckFailed, $"{error}");
        }

        var backtest = run.Run();
        File.WriteAllText(Path.Combine(folder, Report), new HtmlPage(config, "realistic", recipe.Name).ToText(backtest, page));
        return new DemoDeskResult(
            [.. config.Strategies.Select(strategy => strategy.Name)],
            paper.Events,
            paper.Orders,
            paper.Denied,
            paper.Fills,
            config.ReportingAsset.Code,
            BacktestReport.Text(paper.Totals?.Pnl),
            BacktestReport.Text(paper.Totals?.Fees),
            BacktestReport.Text(paper.MaxDrawdown),
            StateHasher.ToText(paper.TraceHash),
            StateHasher.ToText(backtest.TraceHash),
            paper == backtest);
    }
}
