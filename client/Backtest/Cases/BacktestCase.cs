using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Backtest;
using Trading.Client.Backtest.Markets;
using Trading.Exchange;

namespace Trading.Client.Backtest.Cases;

/// <summary>One of several backtests that are shown side by side.</summary>
internal sealed record BacktestCase
{
    /// <summary>What is different about it, by axis.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Its market.</summary>
    public required IMarketRecipe Market { get; init; }

    /// <summary>How its orders are executed.</summary>
    public ExecutionConfig Execution { get; init; } = ExecutionConfig.Ideal;

    /// <summary>Its strategies, as they are written on a command line.</summary>
    public required ImmutableArray<string> Strategies { get; init; }
}

/// <summary>Something that cases differ in.</summary>
/// <param name="Name">The head of its column.</param>
/// <param name="Choices">Each with its label, and what it changes.</param>
internal sealed record CaseAxis(string Name, ImmutableArray<(string Label, Func<BacktestCase, BacktestCase> Apply)> Choices)
{
    /// <summary>Every combination of the axes' choices; the last axis runs fastest.</summary>
    public static ImmutableArray<BacktestCase> Expand(BacktestCase start, IEnumerable<CaseAxis> axes)
    {
        IEnumerable<BacktestCase> cases = [start];
        foreach (var axis in axes)
        {
            cases = cases.SelectMany(each => axis.Choices.Select(choice => choice.Apply(each) with { Labels = each.Labels.Add(choice.Label) }));
        }

        return [.. cases];
    }
}

/// <summary>What became of a case.</summary>
/// <param name="Labels">The case's.</param>
/// <param name="Result">Its result; null when it was refused.</param>
/// <param name="Refusal">Why it was refused, in one line; null when it was not.</param>
internal sealed record CaseOutcome(ImmutableArray<string> Labels, BacktestResult? Result, string? Refusal);
