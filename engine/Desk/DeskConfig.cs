using System;
using System.Collections.Immutable;
using Trading.Capital;
using Trading.Exchange;
using Trading.Model;
using Trading.Numerics;
using Trading.Risk;

namespace Trading.Desk;

/// <summary>
/// All that a desk session depends on, its market data apart. Two runs with the same configuration, strategies and market data
/// have the same outcome, byte for byte, whoever drives them.
/// </summary>
public sealed record DeskConfig
{
    /// <summary>The seed of every random stream.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The instruments with their assets; everything names one by its index.</summary>
    public required ImmutableArray<Listing> Listings { get; init; }

    /// <summary>The names of the market's agents, by the indexes in its events; empty for a market that names none.</summary>
    public ImmutableArray<string> Agents { get; init; } = [];

    /// <summary>The strategies; their numbers are 1, 2, 3 … in this order.</summary>
    public required ImmutableArray<StrategySetup> Strategies { get; init; }

    /// <summary>The asset in which equity is told.</summary>
    public required Asset ReportingAsset { get; init; }

    /// <summary>What each strategy begins with, of the reporting asset; positive.</summary>
    public Money Capital { get; init; } = new((Int128)100_000 * DecimalText.PowerOfTen(Money.Scale));

    /// <summary>How the simulated exchanges treat orders, and the delays between strategies and exchanges.</summary>
    public ExecutionConfig Execution { get; init; } = ExecutionConfig.Ideal;

    /// <summary>What each strategy may do.</summary>
    public RiskLimits Limits { get; init; } = RiskLimits.Wide;

    /// <summary>How capital is leased to the strategies. As it is, everyone's budget is its capital, renewed for as long as it is not
    /// lost.</summary>
    public CapitalPlan Plan { get; init; } = new();

    /// <summary>The budgets of the strategies, by number less one.</summary>
    internal ImmutableArray<CapitalBudget> Budgets =>
        Plan.BudgetsOf(Strategies.Length, new CapitalBudget(Capital, Capital, Limits.OrdersPerSecond));

    /// <summary>True to replay the tape's order flow into a live book that our orders stand in; false to match our orders
    /// against the recorded market. An execution that shows a live book has one in any case.</summary>
    public bool HasLiveBook { get; init; }

    /// <summary>How long a message travels inside the desk, from strategy to venue account and back.</summary>
    public DelayDistribution Hop { get; init; } = DelayDistribution.Shortest;

    /// <summary>How often positions are marked and equity is told, in nanoseconds of event time; 1 ms to 1 day.</summary>
    public long MarkIntervalNs { get; init; } = 1_000_000_000;

    /// <summary>The hash of every value.</summary>
    public UInt128 Hash()
    {
        var bytes = new HashWriter();
        DeskConfigCodec.Write(this, new StateWriter(bytes));
        return bytes.Current;
    }
}
