using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Trading.Backtest;
using Trading.Model;

namespace Trading.Client.Backtest.Cases;

/// <summary>A figure of a case.</summary>
/// <param name="Name">For people.</param>
/// <param name="Column">In CSV files.</param>
/// <param name="Text">Rounded; a dash where there is none.</param>
/// <param name="Exact">Every digit; empty where there is none.</param>
/// <param name="IsInRows">True when it is shown where each case is a row, and only the most important ones have a place.</param>
internal sealed record CaseMetric(
    string Name, string Column, Func<BacktestResult, string> Text, Func<BacktestResult, string> Exact, bool IsInRows = false)
{
    private const int Places = 4;

    /// <summary>All figures, in the order in which they are shown.</summary>
    public static ImmutableArray<CaseMetric> All { get; } =
    [
        Amount("pnl", "pnl", result => result.Totals?.Pnl, isInRows: true),
        Amount("realised", "realized_pnl", result => result.Totals?.RealizedPnl),
        Amount("unrealised", "unrealized_pnl", result => result.Totals?.UnrealizedPnl),
        Amount("fees", "fees", result => result.Totals?.Fees, isInRows: true),
        Amount("funding", "funding", result => result.Totals?.Funding),
        Amount("slippage", "slippage", result => result.SlippageCost, isInRows: true),
        Amount("turnover", "turnover", result => result.Totals?.Turnover, isInRows: true),
        Amount("max drawdown", "max_drawdown", result => result.MaxDrawdown, isInRows: true),
        Amount("max exposure", "max_exposure", result => result.MaxExposure),
        Count("orders", "orders", result => result.Orders, isInRows: true),
        Count("cancels", "cancels", result => result.Activity.Cancels),
        Count("fills", "fills", result => result.Fills, isInRows: true),
        Count("denied", "denied", result => result.Denied),
        Count("refused", "refused", result => result.Refused),
        Share("filled", "filled_share", result => result.Statistics.FilledShare, isInRows: true),
        Ratio("fills per order", "fill_ratio", result => result.Statistics.FillRatio),
        Ratio("messages per fill", "messages_per_fill", result => result.Statistics.MessagesPerFill),
        Share("maker", "maker_share", result => result.Statistics.MakerShare),
        Share("win rate", "win_rate", result => result.Statistics.WinRate, isInRows: true),
        Ratio("adverse, bps", "adverse_selection_bps", result => result.Statistics.AdverseSelectionBps, isInRows: true),
        Share("adverse fills", "adverse_share", result => result.Statistics.AdverseShare),
        Ratio("queue ahead, units", "mean_queue_ahead", result => result.Statistics.MeanQueueAhead),
        Ratio("queue time, ms", "mean_queue_time_ms", result => result.Statistics.MeanQueueTimeMs),
        Ratio("mean exposure ÷ capital", "mean_exposure", result => result.Statistics.MeanExposure),
        Ratio("turnover ÷ capital", "capital_turns", result => result.Statistics.CapitalTurns),
        Ratio("sharpe", "sharpe", result => result.Statistics.Sharpe),
        Ratio("sortino", "sortino", result => result.Statistics.Sortino),
    ];

    /// <summary>The figure of a column's name, or null.</summary>
    public static CaseMetric? Of(string column) => All.FirstOrDefault(metric => metric.Column == column);

    private static CaseMetric Amount(string name, string column, Func<BacktestResult, Money?> value, bool isInRows = false) =>
        new(name, column, result => value(result)?.ToString(Places) ?? "-", result => value(result)?.ToString() ?? "", isInRows);

    private static CaseMetric Count(string name, string column, Func<BacktestResult, long> value, bool isInRows = false)
    {
        string Text(BacktestResult result) => value(result).ToString(CultureInfo.InvariantCulture);
        return new(name, column, Text, Text, isInRows);
    }

    private static CaseMetric Share(string name, string column, Func<BacktestResult, double> value, bool isInRows = false) =>
        new(name, column, result => BacktestReport.Percent(value(result)), result => Exactly(value(result)), isInRows);

    private static CaseMetric Ratio(string name, string column, Func<BacktestResult, double> value, bool isInRows = false) =>
        new(name, column, result => BacktestReport.Number(value(result)), result => Exactly(value(result)), isInRows);

    private static string Exactly(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";
}
