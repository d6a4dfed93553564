using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

internal sealed partial class NaiveOrderBook
{
    /// <summary>Trades an order against the other side and settles what is left of it.</summary>
    private void Take(NaiveOrder taker, ReportBuffer reports)
    {
        if (taker.State.TimeInForce == TimeInForce.Fok && !CanFillCompletely(taker))
        {
            Close(taker, OrderReason.FokUnfilled, reports);
            return;
        }

        var (low, high) = (long.MaxValue, long.MinValue);
        while (!taker.Status.IsClosed() && TryGetMaker(taker, out var maker))
        {
            if (taker.IsKeptFrom(maker))
            {
                PreventSelfTrade(taker, maker, reports);
                continue;
            }

            Trade(taker, maker, reports);
            (low, high) = (Math.Min(low, _lastPrice), Math.Max(high, _lastPrice));
        }

        if (!taker.Status.IsClosed()) SettleRest(taker, reports);
        QueueTriggeredStops(low, high);
    }

    private bool TryGetMaker(NaiveOrder taker, [NotNullWhen(true)] out NaiveOrder? maker)
    {
        maker = null;
        foreach (var level in LevelsOf(taker.Side.Opposite()).Values)
        {
            if (taker.Reaches(level.Price)) maker = level.Orders.First?.Value;
            break;
        }

        return maker != null;
    }

    private bool WouldTake(NaiveOrder order) => TryGetMaker(order, out _);

    /// <summary>
    /// Counts what the order could really trade: orders it is kept from count nothing, and end the count unless they
    /// would give way.
    /// </summary>
    private bool CanFillCompletely(NaiveOrder taker)
    {
        Int128 available = 0;
        foreach (var level in LevelsOf(taker.Side.Opposite()).Values)
        {
            if (!taker.Reaches(level.Price)) break;
            foreach (var maker in level.Orders)
            {
                if (!taker.IsKeptFrom(maker)) available += maker.State.LeavesQty;
                else if (taker.State.SelfTradePrevention != SelfTradePrevention.CancelOldest) return false;
                if (available >= taker.State.LeavesQty) return true;
            }
        }

        return false;
    }

    private void Trade(NaiveOrder taker, NaiveOrder maker, ReportBuffer reports)
    {
        var quantity = Math.Min(taker.State.LeavesQty, maker.State.LeavesQty);
        _lastPrice = maker.State.Price;
        taker.Fill(quantity);
        if (quantity == maker.State.LeavesQty) Leave(maker);
        else OpenQuantityOf(maker.Side) -= quantity;
        maker.Fill(quantity);
        ReportPair(BookReportKind.Trade, taker, maker, quantity, reports);
    }

    private void PreventSelfTrade(NaiveOrder taker, NaiveOrder maker, ReportBuffer reports)
    {
        switch (taker.State.SelfTradePrevention)
        {
            case SelfTradePrevention.None:
                break;
            case SelfTradePrevention.CancelNewest:
                Close(taker, OrderReason.SelfTradeNewest, reports);
                break;
            case SelfTradePrevention.CancelOldest:
                Leave(maker);
                Close(maker, OrderReason.SelfTradeOldest, reports);
                break;
            case SelfTradePrevention.CancelBoth:
                Leave(maker);
                Close(maker, OrderReason.SelfTradeBoth, reports);
                Close(taker, OrderReason.SelfTradeBoth, reports);
                break;
            case SelfTradePrevention.Decrement:
                Decrement(taker, maker, reports);
                break;
        }
    }

    private void Decrement(NaiveOrder taker, NaiveOrder maker, ReportBuffer reports)
    {
        var quantity = Math.Min(taker.State.LeavesQty, maker.State.LeavesQty);
        taker.State.Quantity -= quantity;
        maker.State.Quantity -= quantity;
        OpenQuantityOf(maker.Side) -= quantity;
        ReportPair(BookReportKind.Decremented, taker, maker, quantity, reports);
        if (maker.State.LeavesQty == 0)
        {
            Leave(maker);
            Close(maker, OrderReason.SelfTradeDecrement, reports);
        }

        if (taker.State.LeavesQty == 0) Close(taker, OrderReason.SelfTradeDecrement, reports);
    }

    private void SettleRest(NaiveOrder taker, ReportBuffer reports)
    {
        if (taker.IsMarket) Close(taker, OrderReason.MarketUnfilled, reports);
        else if (taker.State.TimeInForce == TimeInForce.Ioc) Close(taker, OrderReason.IocUnfilled, reports);
        else Enter(taker);
    }

    /// <summary>
    /// Queues the stops that trades in [low, high] reach, by age. Their turn comes when the taker has finished.
    /// </summary>
    private void QueueTriggeredStops(long low, long high)
    {
        if (low > high) return;
        var reached = new List<NaiveOrder>();
        foreach (var stop in _stops.Values)
        {
            if (BookRules.IsTriggered(stop.Side, stop.State.TriggerPrice, low, high)) reached.Add(stop);
        }

        foreach (var stop in reached)
        {
            Leave(stop);
            _triggered.Enqueue(stop);
        }
    }
}
