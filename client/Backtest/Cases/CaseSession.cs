using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Desk;
using Trading.Model;

namespace Trading.Client.Backtest.Cases;

/// <summary>What compare, sweep and regimes have in common: expand the axes, run the cases, show them.</summary>
internal sealed class CaseSession(Terminal terminal, BacktestFlags flags, CaseFlags cases)
{
    private const int CasesMax = 10_000;

    /// <summary>Runs and shows the cases.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="start">What all cases have in common.</param>
    /// <param name="axes">What they differ in; strategies are added when each has a desk of its own.</param>
    /// <param name="stop">Ends the run.</param>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(ParseResult parsed, BacktestCase start, IEnumerable<CaseAxis> axes, CancellationToken stop)
    {
        ImmutableArray<CaseAxis> all = cases.IsEach(parsed) ? [StrategyAxis(start.Strategies), .. axes] : [.. axes];
        if (all.Aggregate(1L, (product, axis) => product * axis.Choices.Length) > CasesMax)
        {
            return terminal.Fail(ExitCode.Usage, $"these are more than {CasesMax} cases: vary less at once.");
        }

        if (!flags.ReadCatalog(parsed).TryGet(out var strategies, out var refused)) return terminal.Fail(ExitCode.BadInput, $"{refused}");
        if (!flags.Execution.ReadLimits(parsed).TryGet(out var limits, out var limitsError)) return terminal.Fail(ExitCode.BadInput, limitsError);
        // Opened first: a long sweep must not find out at its end that it cannot be saved.
        using var csv = cases.Csv(parsed) is { } path ? new StreamWriter(path) { NewLine = "\n" } : null;
        var runner = new CaseRunner(strategies.Catalog, ConfigOf);
        Result<ImmutableArray<CaseOutcome>, string> ran;
        using (var progress = new ProgressLine(terminal, "cases"))
        {
            ran = await runner.RunAsync(CaseAxis.Expand(start, all), cases.Jobs(parsed), progress, stop);
        }

        if (!ran.TryGet(out var outcomes, out var failure)) return terminal.Fail(ExitCode.BadInput, failure);
        // One strategy that cannot be is a row; when none can, the command line is wrong.
        if (outcomes.FirstOrDefault(outcome => outcome.Refusal is null) is null) return terminal.Fail(ExitCode.Usage, outcomes[0].Refusal ?? "");
        var asset = start.Market.Names.Listings[0].Pair.Quote.Code;
        var table = new CaseTable([.. all.Select(axis => axis.Name)], outcomes, asset, strategies.Hashes);
        csv?.Write(table.ToCsv());
        if (cases.IsJson(parsed)) terminal.WriteJson(table.ToDocument());
        else terminal.Out.Write(table.ToText(cases.IsMarkdown(parsed), cases.Only(parsed)));
        return ExitCode.Ok;

        DeskConfig ConfigOf(BacktestCase each) => flags.Read(parsed, each.Market.Names, each.Execution, limits, each.Strategies);
    }

    private static CaseAxis StrategyAxis(ImmutableArray<string> strategies) => new(
        "strategy", [.. strategies.Select(text => (text, One(text)))]);

    private static Func<BacktestCase, BacktestCase> One(string strategy) => each => each with { Strategies = [strategy] };
}
