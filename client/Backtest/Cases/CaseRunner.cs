using System;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Trading.Backtest;
using Trading.Desk;
using Trading.Model;
using Trading.Strategy;

namespace Trading.Client.Backtest.Cases;

/// <summary>
/// Runs cases on several cores. Each has a desk and a market of its own and writes to a place of its own, so neither numbers nor
/// order depend on how many run at once.
/// </summary>
internal sealed class CaseRunner(StrategyCatalog catalog, Func<BacktestCase, DeskConfig> configOf)
{
    /// <summary>Runs all of them.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="jobs">How many at once.</param>
    /// <param name="progress">Shows how many are done.</param>
    /// <param name="stop">Ends the run with an exception.</param>
    /// <returns>The outcomes in the order of the cases, or why the first market that fails does.</returns>
    public async Task<Result<ImmutableArray<CaseOutcome>, string>> RunAsync(
        ImmutableArray<BacktestCase> cases, int jobs, ProgressLine progress, CancellationToken stop)
    {
        var outcomes = new Result<CaseOutcome, string>[cases.Length];
        var (done, shown) = (0, new Lock());
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = stop };
        await Parallel.ForAsync(0, cases.Length, options, (index, token) =>
        {
            outcomes[index] = Run(cases[index], token);
            lock (shown) progress.Report((double)++done / cases.Length);
            return ValueTask.CompletedTask;
        });
        var all = ImmutableArray.CreateBuilder<CaseOutcome>(cases.Length);
        foreach (var outcome in outcomes)
        {
            if (!outcome.TryGet(out var finished, out var failure)) return failure;
            all.Add(finished);
        }

        return all.ToImmutable();
    }

    private Result<CaseOutcome, string> Run(BacktestCase each, CancellationToken stop)
    {
        using var market = each.Market.Open(stop);
        if (!BacktestRun.Create(configOf(each), catalog, market).TryGet(out var run, out var error))
        {
            return new CaseOutcome(each.Labels, null, $"{error}");
        }

        var result = run.Run();
        return market.Failure is { } failure ? failure : new CaseOutcome(each.Labels, result, null);
    }
}
