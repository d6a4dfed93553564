using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using Trading.Backtest;
using Trading.Client.Tape;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Strategy;
using Trading.Tape;

namespace Trading.Client.Backtest;

/// <summary><c>trading backtest</c>: strategies over a recorded or simulated market.</summary>
internal sealed class BacktestCommand(Terminal terminal)
{
    private const string RunDescription = """
        Run strategies over a tape and show what came of it. The same tape, strategies, execution and seed give the same fills,
        hashes and amounts on any machine.

        Examples:
          trading backtest run --strategy market-making --tape btcusdt.rpl.gz
          trading backtest run --strategy momentum:fast=12,slow=48 --strategy market-making --tape btcusdt.rpl.gz \
            --execution realistic --seed 7 --json
          trading backtest run --strategy book-imbalance --tape btcusdt.rpl.gz --fills fills.csv --equity equity.csv
          trading backtest run --assembly MyStrategies.dll --strategy breakout --tape btcusdt.rpl.gz

        Exit codes: 0 ok, 2 usage (an unknown strategy or a bad parameter too), 3 a tape or assembly is refused, 4 a file cannot be written.
        """;

    private const string CompareDescription = """
        Run the same strategies under ideal execution (no delay, no fees, first in every queue) and under realistic execution
        (delays, fees, slippage, last in every queue), and show both side by side.

        Example: trading backtest compare --strategy market-making --tape btcusdt.rpl.gz

        Exit codes: as for 'trading backtest run'.
        """;

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var backtest = new BacktestCommand(terminal);
        return new Command("backtest", "Strategies over a recorded or simulated market, deterministically.")
        {
            backtest.CreateRun(), backtest.CreateCompare(), backtest.CreateList(),
        };
    }

    private Command CreateRun()
    {
        var flags = new BacktestFlags();
        var execution = new Option<string>("--execution")
        {
            Description = "How orders are executed: ideal or realistic.",
            DefaultValueFactory = _ => "realistic",
        };
        execution.AcceptOnlyFromAmong("ideal", "realistic");
        var fills = new Option<string?>("--fills") { Description = "Write every fill to a CSV file." };
        var equity = new Option<string?>("--equity") { Description = "Write the equity curve to a CSV file." };
        var command = new Command("run", RunDescription) { execution, fills, equity, _json };
        flags.AddTo(command);
        command.SetAction((parsed, stop) => Task.FromResult(OnTape(flags, parsed, (source, listings) =>
        {
            var config = flags.Read(parsed, HeaderOf(source), listings, ExecutionOf(parsed.GetRequiredValue(execution)));
            using var files = new BacktestFiles(config, parsed.GetValue(fills), parsed.GetValue(equity));
            var ran = RunOne(flags, parsed, source, config, files);
            return ran.TryGet(out var outcome, out var failed) ? Show(parsed, outcome.Result, outcome.Hashes, config) : failed;
        }, stop)));
        return command;
    }

    private Command CreateCompare()
    {
        var flags = new BacktestFlags();
        var command = new Command("compare", CompareDescription) { _json };
        flags.AddTo(command);
        command.SetAction((parsed, stop) => Task.FromResult(Compare(flags, parsed, stop)));
        return command;
    }

    private Command CreateList()
    {
        var command = new Command("strategies", "The strategies by name, with their parameters.\nExample: trading backtest strategies") { _json };
        command.SetAction(parsed => StrategyList.Show(terminal, StrategyCatalog.Standard, parsed.GetValue(_json)));
        return command;
    }

    private int Compare(BacktestFlags flags, ParseResult parsed, CancellationToken stop)
    {
        var results = new BacktestResult[2];
        var asset = "";
        ImmutableArray<string> hashes = [];
        foreach (var (execution, index) in ((ExecutionConfig, int)[])[(ExecutionConfig.Ideal, 0), (ExecutionConfig.Realistic, 1)])
        {
            var exit = OnTape(flags, parsed, (source, listings) =>
            {
                var config = flags.Read(parsed, HeaderOf(source), listings, execution);
                asset = config.ReportingAsset.Code;
                if (!RunOne(flags, parsed, source, config, watcher: null).TryGet(out var outcome, out var failed)) return failed;
                (results[index], hashes) = outcome;
                return ExitCode.Ok;
            }, stop);
            if (exit != ExitCode.Ok) return exit;
        }

        if (parsed.GetValue(_json))
        {
            terminal.WriteJson(new
            {
                ideal = BacktestReport.Document(results[0], asset, hashes),
                realistic = BacktestReport.Document(results[1], asset, hashes),
            });
        }
        else
        {
            terminal.Rich.Write(Table(results, asset));
        }

        return ExitCode.Ok;
    }

    private int OnTape(
        BacktestFlags flags,
        ParseResult parsed,
        Func<TapeSource, ImmutableArray<Listing>, int> run,
        CancellationToken stop)
    {
        var path = flags.TapeOf(parsed);
        if (!File.Exists(path)) return terminal.Fail(ExitCode.BadInput, $"--tape {path}: there is no such file.");
        using var source = TapeSource.Open(path, isLenient: false, stop);
        if (source.Failure is { } failure || source.Decoder.Header is not { } header)
        {
            return terminal.Fail(ExitCode.BadInput, source.Failure ?? path);
        }

        if (!TapeMarket.ListingsOf(header).TryGet(out var listings, out var unknown))
        {
            return terminal.Fail(ExitCode.BadInput, $"{source.Name}: the assets of {unknown} cannot be told from its symbol.");
        }

        if (listings.IsEmpty) return terminal.Fail(ExitCode.BadInput, $"{source.Name}: the tape has no instrument.");
        using var progress = new ProgressLine(terminal, "backtest");
        source.Progress = progress;
        return run(source, listings);
    }

    /// <summary>Runs one desk.</summary>
    /// <returns>The result, or the exit code of a failure that was told.</returns>
    private Result<(BacktestResult Result, ImmutableArray<string> Hashes), int> RunOne(
        BacktestFlags flags, ParseResult parsed, TapeSource source, DeskConfig config, IDeskWatcher? watcher)
    {
        if (!flags.ReadCatalog(parsed).TryGet(out var strategies, out var refused)) return terminal.Fail(ExitCode.BadInput, $"{refused}");
        if (!BacktestRun.Create(config, strategies.Catalog, new TapeMarket(source), watcher).TryGet(out var run, out var error))
        {
            return terminal.Fail(ExitCode.Usage, $"{error}");
        }

        var result = run.Run();
        return source.Failure is { } failure ? terminal.Fail(ExitCode.BadInput, failure) : (result, strategies.Hashes);
    }

    private int Show(ParseResult parsed, BacktestResult result, ImmutableArray<string> hashes, DeskConfig config)
    {
        if (parsed.GetValue(_json)) terminal.WriteJson(BacktestReport.Document(result, config.ReportingAsset.Code, hashes));
        else BacktestReport.Write(terminal.Out, result, config.ReportingAsset.Code);
        return ExitCode.Ok;
    }

    private static TapeHeader HeaderOf(TapeSource source) =>
        source.Decoder.Header ?? throw new InvalidOperationException("an open tape has a header");

    private static ExecutionConfig ExecutionOf(string name) => name == "ideal" ? ExecutionConfig.Ideal : ExecutionConfig.Realistic;

    private static Table Table(BacktestResult[] results, string asset)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "ideal", "realistic");
        foreach (var column in table.Columns) column.NoWrap();
        Row($"pnl, {asset}", result => BacktestReport.Text(result.Totals?.Pnl));
        Row("fees", result => BacktestReport.Text(result.Totals?.Fees));
        Row("slippage", result => BacktestReport.Text(result.SlippageCost));
        Row("turnover", result => BacktestReport.Text(result.Totals?.Turnover));
        Row("max drawdown", result => BacktestReport.Text(result.MaxDrawdown));
        Row("orders", result => $"{result.Orders}");
        Row("fills", result => $"{result.Fills}");
        Row("fills per order", result => BacktestReport.Number(result.Statistics.FillRatio));
        Row("win rate", result => BacktestReport.Percent(result.Statistics.WinRate));
        Row("adverse selection, bps", result => BacktestReport.Number(result.Statistics.AdverseSelectionBps));
        Row("trace hash", result => StateHasher.ToText(result.TraceHash));
        return table;

        void Row(string name, Func<BacktestResult, string> value) => table.AddRow(name, value(results[0]), value(results[1]));
    }
}
