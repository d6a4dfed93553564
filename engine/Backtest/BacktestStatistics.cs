namespace Trading.Backtest;

/// <summary>Ratios of a backtest. Not a number where there is nothing to divide by.</summary>
/// <param name="Sharpe">Mean ÷ standard deviation of the returns from mark to mark, × √(marks per year of 365 days); the risk-free rate
/// is taken as zero (W. F. Sharpe, "The Sharpe Ratio", 1994).</param>
/// <param name="Sortino">The same with the downside deviation below zero instead (F. A. Sortino and L. N. Price, 1994).</param>
/// <param name="WinRate">Of the fills that realised something, the share that realised a profit before fees.</param>
/// <param name="FillRatio">Fills per order sent.</param>
/// <param name="FilledShare">Of all orders sent, the share that was filled in full.</param>
/// <param name="MessagesPerFill">Orders, cancels and replacements that came to an exchange, per fill.</param>
/// <param name="MakerShare">Of all fills, the share that made liquidity.</param>
/// <param name="AdverseSelectionBps">How far the middle moved against a fill within the markout time, per notional, in basis points:
/// positive is a loss. A mean over all fills, weighted by notional.</param>
/// <param name="AdverseShare">Of the fills whose middle is known, the share after which it moved against them.</param>
/// <param name="MeanQueueAhead">The mean quantity ahead when an order began to rest, in quantity units.</param>
/// <param name="MeanQueueTimeMs">The mean time that a filled maker order waited, in milliseconds.</param>
/// <param name="MeanExposure">The mean gross exposure at the marks, per capital.</param>
/// <param name="CapitalTurns">Turnover per capital.</param>
public readonly record struct BacktestStatistics(
    double Sharpe,
    double Sortino,
    double WinRate,
    double FillRatio,
    double FilledShare,
    double MessagesPerFill,
    double MakerShare,
    double AdverseSelectionBps,
    double AdverseShare,
    double MeanQueueAhead,
    double MeanQueueTimeMs,
    double MeanExposure,
    double CapitalTurns);
