using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

internal sealed partial class RecordedExchange
{
    /// <summary>Trades an open order that stands nowhere with what it reaches, and settles the rest.</summary>
    private void Take(int slot, ExecutionReportBuffer reports)
    {
        ref readonly var order = ref _orders.At(slot);
        if (_market.State != Market.BookState.Live)
        {
            // Only a stop comes here: the trade that triggered it is known, the book is not.
            SettleRest(slot, OrderReason.MarketUnavailable, reports);
        }
        else if (order.TimeInForce == TimeInForce.Fok && !CanFill(order))
        {
            Close(slot, ExecType.Canceled, OrderReason.FokUnfilled, reports);
        }
        else if (Walk(slot, reports))
        {
            SettleRest(slot, OrderReason.MarketUnfilled, reports);
        }
    }

    /// <summary>Walks the other side from its best price on.</summary>
    /// <returns>True while the order is open: nothing more is in its reach.</returns>
    private bool Walk(int slot, ExecutionReportBuffer reports)
    {
        var (side, limit) = (_orders.At(slot).Side, _orders.At(slot).Price);
        var other = side.Opposite();
        var distance = _slippage.DistanceOf(side, _orders.At(slot).LeavesQty, _market.Book);
        var rank = 0;
        while (true)
        {
            var hasLevel = TryGetLevel(other, ref rank, out var level, out var available);
            if (MeetsOwnFirst(_orders.At(slot), hasLevel, level.Price))
            {
                if (!MeetOwn(slot, _orders.Resting(other)[0], reports)) return false;
                continue;
            }

            if (!hasLevel || !_orders.At(slot).Accepts(level.Price)) return true;
            var quantity = Math.Min(available, _orders.At(slot).LeavesQty);
            var price = _slippage.Worsen(side, level.Price, distance, limit);
            _consumed.Add(other, level.Price, quantity);
            CountSlippage(price - level.Price, quantity);
            if (Fill(slot, price, quantity, LiquiditySide.Taker, reports)) return false;
            rank++;
        }
    }

    /// <summary>The level at a rank, or the next one that still offers something.</summary>
    private bool TryGetLevel(Side side, ref int rank, out Model.PriceLevel level, out long available)
    {
        for (; rank < _market.Book.Count(side); rank++)
        {
            level = _market.Book.At(side, rank);
            available = _hasImpact ? AvailableAt(level) : level.Quantity;
            if (available > 0) return true;
        }

        (level, available) = (default, 0);
        return false;
    }

    /// <summary>True when an order of ours is the next that a taker of ours meets: at a better price than the market's level.
    /// At the same price it stands behind it.</summary>
    private bool MeetsOwnFirst(in ExecutionOrder taker, bool hasLevel, long levelPrice)
    {
        var other = taker.Side.Opposite();
        if (_orders.Resting(other) is not [var own, ..]) return false;
        var price = _orders.At(own).Price;
        return taker.Accepts(price) && (!hasLevel || ExecutionOrders.IsBetter(other, price, levelPrice));
    }

    /// <summary>A taker of ours meets a resting order of ours: its prevention decides.</summary>
    /// <returns>True while the taker is open.</returns>
    private bool MeetOwn(int taker, int maker, ExecutionReportBuffer reports)
    {
        switch (_orders.At(taker).SelfTradePrevention)
        {
            case SelfTradePrevention.None:
                return TradeWithOwn(taker, maker, reports);
            case SelfTradePrevention.CancelNewest:
                Close(taker, ExecType.Canceled, OrderReason.SelfTradeNewest, reports);
                return false;
            case SelfTradePrevention.CancelOldest:
                Close(maker, ExecType.Canceled, OrderReason.SelfTradeOldest, reports);
                return true;
            case SelfTradePrevention.CancelBoth:
                Close(maker, ExecType.Canceled, OrderReason.SelfTradeBoth, reports);
                Close(taker, ExecType.Canceled, OrderReason.SelfTradeBoth, reports);
                return false;
            case SelfTradePrevention.Decrement:
                return Decrement(taker, maker, reports);
        }

        return true;
    }

    private bool TradeWithOwn(int taker, int maker, ExecutionReportBuffer reports)
    {
        var price = _orders.At(maker).Price;
        var quantity = Math.Min(_orders.At(taker).LeavesQty, _orders.At(maker).LeavesQty);
        var isFilled = Fill(taker, price, quantity, LiquiditySide.Taker, reports);
        Fill(maker, price, quantity, LiquiditySide.Maker, reports);
        return !isFilled;
    }

    private bool Decrement(int taker, int maker, ExecutionReportBuffer reports)
    {
        var quantity = Math.Min(_orders.At(taker).LeavesQty, _orders.At(maker).LeavesQty);
        DecrementBy(maker, quantity, reports);
        return DecrementBy(taker, quantity, reports);
    }

    private bool DecrementBy(int slot, long quantity, ExecutionReportBuffer reports)
    {
        ref var order = ref _orders.At(slot);
        var isOpen = order.LeavesQty > quantity;
        if (isOpen) order.Quantity -= quantity;
        if (isOpen) ReportReplaced(slot, OrderReason.SelfTradeDecrement, reports);
        else Close(slot, ExecType.Canceled, OrderReason.SelfTradeDecrement, reports);
        return isOpen;
    }

    private void SettleRest(int slot, OrderReason marketReason, ExecutionReportBuffer reports)
    {
        ref readonly var order = ref _orders.At(slot);
        if (!order.HasLimitPrice) Close(slot, ExecType.Canceled, marketReason, reports);
        else if (order.TimeInForce == TimeInForce.Ioc) Close(slot, ExecType.Canceled, OrderReason.IocUnfilled, reports);
        else if (order.TimeInForce == TimeInForce.Fok) Close(slot, ExecType.Canceled, OrderReason.FokUnfilled, reports);
        else Rest(slot);
    }

    /// <summary>True when an order would trade at once, with the market or with an order of ours.</summary>
    private bool Reaches(in ExecutionOrder order)
    {
        var (other, rank) = (order.Side.Opposite(), 0);
        if (TryGetLevel(other, ref rank, out var level, out _) && order.Accepts(level.Price)) return true;
        return _orders.Resting(other) is [var own, ..] && order.Accepts(_orders.At(own).Price);
    }

    /// <summary>True when an order could trade at once in full.</summary>
    private bool CanFill(in ExecutionOrder order)
    {
        var (other, rank, place) = (order.Side.Opposite(), 0, 0);
        var missing = order.LeavesQty;
        while (missing > 0)
        {
            var hasLevel = TryGetLevel(other, ref rank, out var level, out var available);
            if (place < _orders.Resting(other).Length)
            {
                ref readonly var own = ref _orders.At(_orders.Resting(other)[place]);
                if (order.Accepts(own.Price) && (!hasLevel || ExecutionOrders.IsBetter(other, own.Price, level.Price)))
                {
                    if (order.SelfTradePrevention == SelfTradePrevention.None) missing -= own.LeavesQty;
                    else if (order.SelfTradePrevention != SelfTradePrevention.CancelOldest) return false;
                    place++;
                    continue;
                }
            }

            if (!hasLevel || !order.Accepts(level.Price)) return false;
            missing -= available;
            rank++;
        }

        return true;
    }

    private void CountSlippage(long worse, long quantity)
    {
        if (worse == 0) return;
        Statistics.SlippageCost += Money.From(new Price(Math.Abs(worse)) * new Quantity(quantity), Instrument);
    }
}
