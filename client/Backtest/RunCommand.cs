using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Trading.Backtest;
using Trading.Client.Backtest.Files;
using Trading.Client.Backtest.Page;
using Trading.Client.Backtest.Settings;

namespace Trading.Client.Backtest;

/// <summary><c>trading backtest run</c>: one desk over one tape.</summary>
internal sealed class RunCommand(Terminal terminal)
{
    private const string Description = """
        Run strategies over a tape and show what came of it. The same tape, strategies, execution and seed give the same fills,
        hashes and amounts on any machine.

        Examples:
          trading backtest run --strategy market-making --tape btcusdt.rpl.gz
          trading backtest run --strategy momentum:fast=12,slow=48 --strategy market-making --tape btcusdt.rpl.gz \
            --execution realistic --seed 7 --json
          trading backtest run --strategy book-imbalance --tape btcusdt.rpl.gz --fills fills.csv --equity equity.parquet
          trading backtest run --strategy book-imbalance --tape btcusdt.rpl.gz --html page.html
          trading backtest run --assembly MyStrategies.dll --strategy breakout --tape btcusdt.rpl.gz

        Exit codes: 0 ok, 2 usage (an unknown strategy or a bad parameter too), 3 a tape, assembly or settings file is refused,
        4 a file cannot be written.
        """;

    private readonly BacktestFlags _flags = new(ExecutionFlags.One());
    private readonly TapeFlag _tape = new();
    private readonly Option<string?> _fills = Output("--fills", "Write every fill");
    private readonly Option<string?> _equity = Output("--equity", "Write equity and exposure at the marks");
    private readonly Option<string?> _inventory = Output("--inventory", "Write positions as they change");
    private readonly Option<string?> _html = new("--html") { Description = "Write one HTML page with plots; it needs nothing but itself." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    /// <summary>The command.</summary>
    public Command Create()
    {
        var command = new Command("run", Description) { _fills, _equity, _inventory, _html, _json };
        _flags.AddTo(command);
        _tape.AddTo(command);
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed, stop)));
        return command;
    }

    private static Option<string?> Output(string name, string what) =>
        new(name) { Description = $"{what} to a file: Parquet when its name ends with {RowFile.ParquetEnding}, otherwise CSV." };

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        if (!_tape.Read(parsed, stop).TryGet(out var tape, out var refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        if (!_flags.Execution.Read(parsed).TryGet(out var executions, out refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        if (!_flags.Execution.ReadLimits(parsed).TryGet(out var limits, out refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        if (!_flags.ReadCatalog(parsed).TryGet(out var strategies, out var assembly)) return terminal.Fail(ExitCode.BadInput, $"{assembly}");
        var config = _flags.Read(parsed, tape.Names, executions[0].Config, limits, _flags.StrategiesOf(parsed));
        using var progress = new ProgressLine(terminal, "backtest");
        tape.Progress = progress;
        using var market = tape.Open(stop);
        using var files = new BacktestFiles(config, parsed.GetValue(_fills), parsed.GetValue(_equity), parsed.GetValue(_inventory));
        // Opened first: a long run must not find out at its end that it cannot be saved.
        using var html = parsed.GetValue(_html) is { } path ? new StreamWriter(path) { NewLine = "\n" } : null;
        var page = new PageData(config);
        var made = html is null
            ? BacktestRun.Create(config, strategies.Catalog, market, files)
            : BacktestRun.Create(config, strategies.Catalog, new WatchedMarket(market, page), new WatcherPair(files, page));
        if (!made.TryGet(out var run, out var error)) return terminal.Fail(ExitCode.Usage, $"{error}");
        var result = run.Run();
        if (market.Failure is { } failure) return terminal.Fail(ExitCode.BadInput, failure);
        html?.Write(new HtmlPage(config, executions[0].Name, tape.Name).ToText(result, page));
        if (parsed.GetValue(_json)) terminal.WriteJson(BacktestReport.Document(result, config.ReportingAsset.Code, strategies.Hashes));
        else BacktestReport.Write(terminal.Out, result, config.ReportingAsset.Code);
        return ExitCode.Ok;
    }
}
