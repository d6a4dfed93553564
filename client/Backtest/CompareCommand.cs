using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Backtest.Cases;
using Trading.Client.Backtest.Settings;

namespace Trading.Client.Backtest;

/// <summary><c>trading backtest compare</c>: the same strategies under several ways of execution.</summary>
internal sealed class CompareCommand(Terminal terminal)
{
    private const string Description = """
        Run the same strategies under ideal execution (no delay, no fees, first in every queue) and under realistic execution
        (delays, fees, slippage, last in every queue), and show both side by side: or under the ways that --execution names.

        Examples:
          trading backtest compare --ideal --realistic --strategy market-making --tape btcusdt.rpl.gz
          trading backtest compare --strategy momentum --strategy market-making --each --tape btcusdt.rpl.gz --markdown
          trading backtest compare --strategy momentum --tape btcusdt.rpl.gz --execution ideal --execution mine.json

        Exit codes: as for 'trading backtest run'.
        """;

    private readonly BacktestFlags _flags = new(ExecutionFlags.Many("ideal", "realistic"));
    private readonly TapeFlag _tape = new();
    private readonly CaseFlags _cases = new();
    private readonly Option<bool> _ideal = new("--ideal") { Description = "Ideal execution; the same as --execution ideal." };
    private readonly Option<bool> _realistic = new("--realistic") { Description = "Realistic execution; the same as --execution realistic." };

    /// <summary>The command.</summary>
    public Command Create()
    {
        var command = new Command("compare", Description) { _ideal, _realistic };
        _flags.AddTo(command);
        _tape.AddTo(command);
        _cases.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>The ways of execution as something that cases differ in.</summary>
    public static CaseAxis AxisOf(ImmutableArray<NamedExecution> executions) => new("execution", [.. executions.Select(Choice)]);

    private static (string Label, Func<BacktestCase, BacktestCase> Apply) Choice(NamedExecution execution) =>
        (execution.Name, each => each with { Execution = execution.Config });

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        if (!_tape.Read(parsed, stop).TryGet(out var tape, out var refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        ImmutableArray<string> first = [.. Chosen(parsed)];
        if (!_flags.Execution.Read(parsed, first).TryGet(out var executions, out refusal)) return terminal.Fail(ExitCode.BadInput, refusal);
        var start = new BacktestCase { Market = tape, Strategies = _flags.StrategiesOf(parsed) };
        return await new CaseSession(terminal, _flags, _cases).RunAsync(parsed, start, [AxisOf(executions)], stop);
    }

    private IEnumerable<string> Chosen(ParseResult parsed)
    {
        if (parsed.GetValue(_ideal)) yield return "ideal";
        if (parsed.GetValue(_realistic)) yield return "realistic";
    }
}
