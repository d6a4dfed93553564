using System;
using Trading.Model;
using Trading.Portfolio;

namespace Trading.Backtest;

/// <summary>What a backtest came to. Amounts are in the desk's reporting asset. A function of configuration and market data.</summary>
public sealed record BacktestResult
{
    /// <summary>The hash of the nodes' chains: equal for every driver of the same desk over the same market.</summary>
    public required UInt128 TraceHash { get; init; }

    /// <summary>The hash of the nodes' states at the end.</summary>
    public required UInt128 StateHash { get; init; }

    /// <summary>Market events read.</summary>
    public required long Events { get; init; }

    /// <summary>The time of the first and of the last market event, UNIX nanoseconds.</summary>
    public required (long FirstNs, long LastNs) Span { get; init; }

    /// <summary>Orders sent to an exchange.</summary>
    public required long Orders { get; init; }

    /// <summary>Fills.</summary>
    public required long Fills { get; init; }

    /// <summary>Intents that our own rules denied.</summary>
    public required long Denied { get; init; }

    /// <summary>Orders, cancels and replacements that an exchange refused.</summary>
    public required long Refused { get; init; }

    /// <summary>Strategies that threw and were halted.</summary>
    public required long Faults { get; init; }

    /// <summary>What happened to the orders at the exchanges.</summary>
    public required BacktestActivity Activity { get; init; }

    /// <summary>Capital at the beginning.</summary>
    public required Money Capital { get; init; }

    /// <summary>Profits, fees and exposure of all positions at the last marks; null while a mark that they take is missing.</summary>
    public required PortfolioTotals? Totals { get; init; }

    /// <summary>What slippage cost, at the last marks; null while a mark that it takes is missing.</summary>
    public required Money? SlippageCost { get; init; }

    /// <summary>The greatest fall of equity from a peak, at the marks.</summary>
    public required Money MaxDrawdown { get; init; }

    /// <summary>The greatest gross exposure at a mark.</summary>
    public required Money MaxExposure { get; init; }

    /// <summary>Statistics over time; floating point, and for people.</summary>
    public required BacktestStatistics Statistics { get; init; }
}
