using System;
using System.Collections.Generic;
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

    private BacktestRun(TradingDesk desk, IMarketSource market, IDeskWatcher? watcher, IReadOnlyList<TimedCommand> commands)
    {
        _desk = desk;
        _pump = new MarketPump(market, desk.Markets);
        _driver = new RoundDriver(desk.Nodes, _pump);
        _meter = new BacktestMeter(desk.Config, watcher);
        desk.Control.Watcher = _meter;
        _driver.Command(desk.Control, commands);
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
    /// <param name="commands">What operators order and when, in that order; null for nothing. With the commands of a session, and
    /// the times that they were given there, the backtest ends as that session did.</param>
    public static Result<BacktestRun, DeskConfigError> Create(
        DeskConfig config,
        StrategyCatalog catalog,
        IMarketSource market,
        IDeskWatcher? watcher = null,
        IReadOnlyList<TimedCommand>? commands = null) =>
        TradingDesk.Create(config, catalog).TryGet(out var desk, out var error)
            ? new BacktestRun(desk, market, watcher, commands ?? [])
            : error;

    /// <summary>Takes an operator's command, which takes effect at the start of the next round.</summary>
    /// <returns>The command with that time.</returns>
    public TimedCommand Command(in OperatorCommand command) => new(_driver.Command(_desk.Control, command), command);

    /// <summary>Drives a number of rounds.</summary>
    /// <returns>False once nothing is left to handle.</returns>
    public bool TryAdvance(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            if (!_driver.TryRound()) return false;
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
        return new BacktestResult
        {
            TraceHash = _desk.TraceHash(),
            StateHash = _desk.StateHash(),
            Events = _pump.Events,
            Span = (_pump.FirstNs, _pump.LastNs),
            Orders = venue.OrderCount,
            Fills = venue.FillCount,
            Denied = _desk.Control.Denied,
            Refused = SumOf(statistics => statistics.Refused),
            Faults = _desk.Control.Faults,
            Activity = Activity(),
            Capital = Capital,
            Totals = Totals,
            SlippageCost = Slippage(),
            MaxDrawdown = portfolio.TrackOf(PortfolioBook.AllOwners).MaxDrawdown,
            MaxExposure = _meter.MaxExposure,
            Statistics = Statistics(),
        };
    }

    private Money Capital => new(_desk.Config.Capital.Units * _desk.Config.Strategies.Length);

    private PortfolioTotals? Totals =>
        _desk.Venue.Portfolio.Totals(PortfolioBook.AllOwners).TryGet(out var totals, out _) ? totals : null;

    private BacktestActivity Activity() => new(
        SumOf(statistics => statistics.Cancels),
        SumOf(statistics => statistics.Replaces),
        _meter.Filled,
        SumOf(statistics => statistics.QueueEntries),
        SumOf(statistics => statistics.FrontEntries),
        SumOf(statistics => statistics.FillsInQueue),
        SumOf(statistics => statistics.FillsByTradeThrough),
        SumOf(statistics => statistics.FillsByCross));

    private long SumOf(Func<ExecutionStatistics, long> count)
    {
        var sum = 0L;
        foreach (var exchange in _desk.Exchanges) sum += count(exchange.Exchange.Statistics);
        return sum;
    }

    private Money? Slippage()
    {
        var sum = Money.Zero;
        foreach (var exchange in _desk.Exchanges)
        {
            if (Reported(exchange, exchange.Exchange.Statistics.SlippageCost) is not { } cost) return null;
            sum += cost;
        }

        return sum;
    }

    /// <summary>An amount of an exchange's quote asset in the reporting asset; null while a mark that it takes is missing.</summary>
    private Money? Reported(ExchangeNode exchange, Money amount)
    {
        var quote = _desk.Config.Listings[exchange.Exchange.InstrumentIndex].Pair.Quote;
        return _desk.Venue.Portfolio.Convert(quote, amount).TryGet(out var converted, out _) ? converted : null;
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
        var messages = SumOf(statistics => statistics.Submits + statistics.Cancels + statistics.Replaces);
        var markouts = SumOf(statistics => statistics.Maker.Markouts + statistics.Taker.Markouts);
        var adverse = SumOf(statistics => statistics.Maker.AdverseMarkouts + statistics.Taker.AdverseMarkouts);
        var capital = (double)Capital.Units / 1e18;
        return new BacktestStatistics(
            _meter.Sharpe,
            _meter.Sortino,
            _meter.WinRate,
            (double)_desk.Venue.FillCount / _desk.Venue.OrderCount,
            (double)_meter.Filled / _desk.Venue.OrderCount,
            (double)messages / _desk.Venue.FillCount,
            (double)makerFills / _desk.Venue.FillCount,
            AdverseSelectionBps(),
            (double)adverse / markouts,
            queueAhead / SumOf(statistics => statistics.QueueEntries),
            queueTimeNs / 1e6 / makerFills,
            _meter.MeanExposure / capital,
            Totals is { } totals ? (double)totals.Turnover.Units / 1e18 / capital : double.NaN);
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
                if (Reported(exchange, side.Notional) is not { } reported) return double.NaN;
                // Per unit: half a move against the price that was paid on average.
                var rules = exchange.Exchange.Instrument;
                var scale = (double)DecimalText.PowerOfTen(rules.PriceScale) * DecimalText.PowerOfTen(rules.QuantityScale);
                var averagePrice = (double)side.Notional.Units / 1e18 * scale / (double)side.Quantity;
                var weight = (double)reported.Units / 1e18;
                loss -= (double)side.MarkoutSum / 2 / (double)side.MarkoutQuantity / averagePrice * weight;
                notional += weight;
            }
        }

        return loss / notional * 1e4;
    }
}
