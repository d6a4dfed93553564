using System;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Portfolio;
using Trading.Strategy;

namespace Trading.Backtest;

/// <summary>
/// One backtest: a desk over a market, driven in rounds by direct calls, in constant memory in the length of the market's tape.
/// </summary>
public sealed class BacktestRun
{
    private readonly TradingDesk _desk;
    private readonly MarketPump _pump;
    private readonly RoundDriver _driver;
    private readonly BacktestMeter _meter;
    private long _firstNs;

    private BacktestRun(TradingDesk desk, IMarketSource market, IDeskWatcher? watcher)
    {
        _desk = desk;
        _pump = new MarketPump(market, desk.Markets);
        _driver = new RoundDriver(desk.Nodes, _pump);
        _meter = new BacktestMeter(desk.Config, watcher);
        desk.Control.Watcher = _meter;
    }

    /// <summary>Market events read so far.</summary>
    public long Events => _pump.Events;

    /// <summary>The time of the last market event that was read, UNIX nanoseconds.</summary>
    public long LastNs => _pump.LastNs;

    /// <summary>The desk.</summary>
    public TradingDesk Desk => _desk;

    /// <summary>Makes a backtest.</summary>
    /// <param name="config">What the desk depends on.</param>
    /// <param name="catalog">Where its strategies come from.</param>
    /// <param name="market">The market's events.</param>
    /// <param name="watcher">Hears fills, values and notices as they happen; null for nobody.</param>
    public static Result<BacktestRun, DeskConfigError> Create(
        DeskConfig config, StrategyCatalog catalog, IMarketSource market, IDeskWatcher? watcher = null) =>
        TradingDesk.Create(config, catalog).TryGet(out var desk, out var error)
            ? new BacktestRun(desk, market, watcher)
            : error;

    /// <summary>Drives a number of rounds.</summary>
    /// <returns>False once nothing is left to handle.</returns>
    public bool TryAdvance(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            if (!_driver.TryRound()) return false;
            if (_firstNs == 0) _firstNs = _pump.LastNs;
        }

        return true;
    }

    /// <summary>Drives all rounds and gives the result.</summary>
    public BacktestResult Run()
    {
        while (TryAdvance(rounds: 1_024))
        {
        }

        return Result();
    }

    /// <summary>The result so far.</summary>
    public BacktestResult Result()
    {
        var (venue, portfolio) = (_desk.Venue, _desk.Venue.Portfolio);
        var isValued = portfolio.Totals(PortfolioBook.AllOwners).TryGet(out var totals, out _);
        var settled = Settled(portfolio);
        return new BacktestResult
        {
            TraceHash = _desk.TraceHash(),
            StateHash = _desk.StateHash(),
            Events = _pump.Events,
            Span = (_firstNs, _pump.LastNs),
            Orders = venue.OrderCount,
            Fills = venue.FillCount,
            Denied = _desk.Control.Denied,
            Refused = SumOf(statistics => statistics.Refused),
            Faults = _desk.Control.Faults,
            Capital = new Money(_desk.Config.Capital.Units * _desk.Config.Strategies.Length),
            Pnl = isValued ? totals.Pnl : null,
            RealizedPnl = settled.RealizedPnl,
            UnrealizedPnl = isValued ? totals.UnrealizedPnl : null,
            Fees = settled.Fees,
            Funding = settled.Funding,
            Turnover = settled.Turnover,
            SlippageCost = Slippage(),
            MaxDrawdown = portfolio.TrackOf(PortfolioBook.AllOwners).MaxDrawdown,
            MaxExposure = _meter.MaxExposure,
            Statistics = Statistics(),
        };
    }

    /// <summary>What needs no mark, summed over positions. All quote assets are taken as the reporting asset's equals only where
    /// they are it: others are converted at the marks by the totals, and left out here.</summary>
    private (Money RealizedPnl, Money Fees, Money Funding, Money Turnover) Settled(PortfolioBook portfolio)
    {
        var (realized, fees, funding, turnover) = (Money.Zero, Money.Zero, Money.Zero, Money.Zero);
        for (var index = 0; index < _desk.Config.Listings.Length; index++)
        {
            if (_desk.Config.Listings[index].Pair.Quote != _desk.Config.ReportingAsset) continue;
            for (var owner = 1; owner <= _desk.Config.Strategies.Length; owner++)
            {
                var position = portfolio.PositionOf(owner, index);
                realized += position.RealizedPnl;
                fees += position.Fees;
                funding += position.Funding;
                turnover += position.Turnover;
            }
        }

        return (realized, fees, funding, turnover);
    }

    private long SumOf(Func<ExecutionStatistics, long> count)
    {
        var sum = 0L;
        foreach (var exchange in _desk.Exchanges) sum += count(exchange.Exchange.Statistics);
        return sum;
    }

    private Money Slippage()
    {
        var sum = Money.Zero;
        foreach (var exchange in _desk.Exchanges) sum += exchange.Exchange.Statistics.SlippageCost;
        return sum;
    }

    private BacktestStatistics Statistics()
    {
        var (queueAhead, queueTimeNs) = (0.0, 0.0);
        foreach (var exchange in _desk.Exchanges)
        {
            queueAhead += (double)exchange.Exchange.Statistics.QueueAheadSum;
            queueTimeNs += (double)exchange.Exchange.Statistics.QueueTimeSumNs;
        }

        var makerFills = SumOf(statistics => statistics.Maker.Fills);
        return new BacktestStatistics(
            _meter.Sharpe,
            _meter.Sortino,
            _meter.WinRate,
            (double)_desk.Venue.FillCount / _desk.Venue.OrderCount,
            (double)makerFills / _desk.Venue.FillCount,
            AdverseSelectionBps(),
            queueAhead / SumOf(statistics => statistics.QueueEntries),
            queueTimeNs / 1e6 / makerFills);
    }

    private double AdverseSelectionBps()
    {
        var (loss, notional) = (0.0, 0.0);
        foreach (var exchange in _desk.Exchanges)
        {
            var statistics = exchange.Exchange.Statistics;
            foreach (var side in new[] { statistics.Maker, statistics.Taker })
            {
                if (side.MarkoutQuantity == 0) continue;
                // Per unit: half a move against the price that was paid on average.
                var quantity = (double)side.Quantity;
                var weight = (double)side.Notional.Units / 1e18;
                var scale = 1.0;
                for (var i = 0; i < exchange.Exchange.Instrument.PriceScale + exchange.Exchange.Instrument.QuantityScale; i++) scale *= 10;
                var averagePrice = weight * scale / quantity;
                loss -= (double)side.MarkoutSum / 2 / (double)side.MarkoutQuantity / averagePrice * weight;
                notional += weight;
            }
        }

        return loss / notional * 1e4;
    }
}
