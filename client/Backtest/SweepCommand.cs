using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Backtest.Cases;
using Trading.Client.Backtest.Settings;
using Trading.Model;

namespace Trading.Client.Backtest;

/// <summary><c>trading backtest sweep</c>: every combination of parameters and latencies.</summary>
internal sealed class SweepCommand(Terminal terminal)
{
    private const string Description = """
        Run every combination of strategy parameters and of latency, on all cores, and show a row for each. The numbers and the
        order of the rows are those of one run after the other, as long as strategies of your own share nothing that changes (no
        static fields). A combination that a strategy refuses is a row that says why.

        --latency sets one fixed delay for each of three ways: market data to the strategy, orders to the exchange, reports back.
        From an event to the arrival of the order that answers it this is twice the latency. Other settings are those of --execution.

        Examples:
          trading backtest sweep --strategy momentum --tape btcusdt.rpl.gz --vary momentum.fast=5,10,20 --vary momentum.slow=30,60
          trading backtest sweep --strategy market-making --tape btcusdt.rpl.gz --latency 0.1ms,1ms,10ms,100ms --csv sweep.csv
          trading backtest sweep --strategy market-making --tape btcusdt.rpl.gz --execution ideal --execution realistic \
            --latency 1ms,100ms --only pnl

        Exit codes: as for 'trading backtest run'.
        """;

    private readonly BacktestFlags _flags = new(ExecutionFlags.Many("realistic"));
    private readonly TapeFlag _tape = new();
    private readonly CaseFlags _cases = new();
    private readonly Option<string[]> _vary = new("--vary")
    {
        Description = "A parameter and its values: STRATEGY.PARAMETER=A,B,C; may be repeated.",
    };

    private readonly LatencyFlag _latency = new();

    /// <summary>The command.</summary>
    public Command Create()
    {
        var command = new Command("sweep", Description) { _vary };
        _latency.AddTo(command);
        _flags.AddTo(command);
        _tape.AddTo(command);
        _cases.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var strategies = _flags.StrategiesOf(parsed);
        if (!Axes(parsed, strategies).TryGet(out var axes, out var wrong)) return terminal.Fail(ExitCode.Usage, wrong);
        if (!_latency.Read(parsed).TryGet(out var latency, out wrong)) return terminal.Fail(ExitCode.Usage, wrong);
        if (axes.Count == 0 && latency.IsEmpty)
        {
            return terminal.Fail(ExitCode.Usage, "say what varies: --vary momentum.fast=5,10 or --latency 1ms,10ms.");
        }

        if (!_tape.Read(parsed, stop).TryGet(out var tape, out var refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        if (!_flags.Execution.Read(parsed).TryGet(out var executions, out refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        if (executions.Length > 1) axes.Add(CompareCommand.AxisOf(executions));
        var start = new BacktestCase { Market = tape, Strategies = strategies, Execution = executions[0].Config };
        return await new CaseSession(terminal, _flags, _cases).RunAsync(parsed, start, [.. axes, .. latency], stop);
    }

    private Result<List<CaseAxis>, string> Axes(ParseResult parsed, ImmutableArray<string> strategies)
    {
        var axes = new List<CaseAxis>();
        foreach (var text in parsed.GetValue(_vary) ?? [])
        {
            if (!SweepAxes.Parameter(text, strategies).TryGet(out var axis, out var wrong)) return $"--vary {text}: {wrong}";
            axes.Add(axis);
        }

        return axes;
    }
}
