using System;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Portfolio;

namespace Trading.Backtest;

/// <summary>Sums a desk up: what its nodes hold, and what the meter counted on its timeline.</summary>
internal sealed class DeskSummary(DeskNodeSet desk, BacktestMeter meter)
{
    /// <summary>The result so far.</summary>
    /// <param name="events">Market events read.</param>
    /// <param name="span">The time of the first and of the last of them, UNIX nanoseconds.</param>
    public BacktestResult Result(long events, (long FirstNs, long LastNs) span)
    {
        var (venue, portfolio) = (desk.Venue, desk.Venue.Portfolio);
        return new BacktestResult
        {
            TraceHash = desk.TraceHash(),
            StateHash = desk.StateHash(),
            Events = events,
            Span = span,
            Orders = venue.OrderCount,
            Fills = venue.FillCount,
            Denied = desk.Control.Denied,
            Refused = SumOf(statistics => statistics.Refused),
            Faults = desk.Control.Faults,
            Activity = Activity(),
            Capital = Capital,
            Totals = Totals,
            SlippageCost = Slippage(),
            MaxDrawdown = portfolio.TrackOf(PortfolioBook.AllOwners).MaxDrawdown,
            MaxExposure = meter.MaxExposure,
            Statistics = Statistics(),
        };
    }

    private Money Capital => new(desk.Config.Capital.Units * desk.Config.Strategies.Length);

    private PortfolioTotals? Totals =>
        desk.Venue.Portfolio.Totals(PortfolioBook.AllOwners).TryGet(out var totals, out _) ? totals : null;

    private BacktestActivity Activity() => new(
        SumOf(statistics => statistics.Cancels),
        SumOf(statistics => statistics.Replaces),
        meter.Filled,
        SumOf(statistics => statistics.QueueEntries),
        SumOf(statistics => statistics.FrontEntries),
        SumOf(statistics => statistics.FillsInQueue),
        SumOf(statistics => statistics.FillsByTradeThrough),
        SumOf(statistics => statistics.FillsByCross));

    private long SumOf(Func<ExecutionStatistics, long> count)
    {
        var sum = 0L;
        foreach (var exchange in desk.Exchanges) sum += count(exchange.Exchange.Statistics);
        return sum;
    }

    private Money? Slippage()
    {
        var sum = Money.Zero;
        foreach (var exchange in desk.Exchanges)
        {
            if (Reported(exchange, exchange.Exchange.Statistics.SlippageCost) is not { } cost) return null;
            sum += cost;
        }

        return sum;
    }

    /// <summary>An amount of an exchange's quote asset in the reporting asset; null while a mark that it takes is missing.</summary>
    private Money? Reported(ExchangeNode exchange, Money amount)
    {
        var quote = desk.Config.Listings[exchange.Exchange.InstrumentIndex].Pair.Quote;
        return desk.Venue.Portfolio.Convert(quote, amount).TryGet(out var converted, out _) ? converted : null;
    }

    private BacktestStatistics Statistics()
    {
        var (queueAhead, queueTimeNs) = (0.0, 0.0);
        foreach (var exchange in desk.Exchanges)
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
            meter.Sharpe,
            meter.Sortino,
            meter.WinRate,
            (double)desk.Venue.FillCount / desk.Venue.OrderCount,
            (double)meter.Filled / desk.Venue.OrderCount,
            (double)messages / desk.Venue.FillCount,
            (double)makerFills / desk.Venue.FillCount,
            AdverseSelectionBps(),
            (double)adverse / markouts,
            queueAhead / SumOf(statistics => statistics.QueueEntries),
            queueTimeNs / 1e6 / makerFills,
            meter.MeanExposure / capital,
            Totals is { } totals ? (double)totals.Turnover.Units / 1e18 / capital : double.NaN);
    }

    private double AdverseSelectionBps()
    {
        var (loss, notional) = (0.0, 0.0);
        foreach (var exchange in desk.Exchanges)
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
