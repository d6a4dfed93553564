using System;
using Trading.Desk;
using Trading.Model;
using Trading.Orders;
using Trading.Portfolio;

namespace Trading.Backtest;

/// <summary>
/// Follows a desk's timeline and keeps its statistics in constant memory. What it hears it hands on to whoever writes curves and
/// fills to files.
/// </summary>
internal sealed class BacktestMeter(DeskConfig config, IDeskWatcher? next) : IDeskWatcher
{
    private const double YearNs = 365.0 * 86_400e9;

    private readonly PortfolioBook _portfolio = new(
        new PortfolioSettings(config.Strategies.Length, config.Listings, config.ReportingAsset));

    private long _winning;
    private long _losing;
    private long _returns;
    private double _mean;
    private double _squares;
    private double _downside;
    private double _lastEquity;
    private double _exposureSum;
    private long _marks;

    /// <summary>The greatest gross exposure so far.</summary>
    public Money MaxExposure { get; private set; }

    /// <summary>Orders that were filled in full.</summary>
    public long Filled { get; private set; }

    /// <summary>The mean gross exposure at the marks, of the reporting asset.</summary>
    public double MeanExposure => _exposureSum / _marks;

    /// <summary>Of the fills that realised something, the share that realised a profit.</summary>
    public double WinRate => (double)_winning / (_winning + _losing);

    /// <summary>Mean ÷ standard deviation of the returns, × √(marks per year).</summary>
    public double Sharpe => _mean / Math.Sqrt(_squares / (_returns - 1)) * Math.Sqrt(YearNs / config.MarkIntervalNs);

    /// <summary>Mean ÷ downside deviation of the returns, × √(marks per year).</summary>
    public double Sortino => _mean / Math.Sqrt(_downside / _returns) * Math.Sqrt(YearNs / config.MarkIntervalNs);

    /// <inheritdoc/>
    public void OnFill(in ExecutionReport fill)
    {
        var realized = _portfolio.Apply(fill).RealizedPnl;
        if (realized > Money.Zero) _winning++;
        else if (realized < Money.Zero) _losing++;
        if (fill.LeavesQty == 0) Filled++;
        next?.OnFill(fill);
    }

    /// <inheritdoc/>
    public void OnEquity(in EquityMessage equity)
    {
        if (equity.GrossExposure > MaxExposure) MaxExposure = equity.GrossExposure;
        // Statistics only: amounts that decide anything stay whole numbers.
        _exposureSum += (double)equity.GrossExposure.Units / 1e18;
        _marks++;
        var amount = (double)equity.Equity.Units / 1e18;
        if (_lastEquity > 0) AddReturn(amount / _lastEquity - 1);
        _lastEquity = amount;
        next?.OnEquity(equity);
    }

    /// <inheritdoc/>
    public void OnNotice(in DeskNotice notice) => next?.OnNotice(notice);

    /// <inheritdoc/>
    public void OnCommand(in TimedCommand command, CommandCode code) => next?.OnCommand(command, code);

    /// <summary>B. P. Welford's update of mean and squared deviations (1962).</summary>
    private void AddReturn(double value)
    {
        _returns++;
        var delta = value - _mean;
        _mean += delta / _returns;
        _squares += delta * (value - _mean);
        if (value < 0) _downside += value * value;
    }
}
