using System;
using System.Runtime.CompilerServices;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

internal sealed unsafe partial class OrderBook
{
    /// <summary>True when an order at a price would meet the other side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Reaches(Side side, long price)
    {
        var other = SideOf(Opposite(side));
        return (price ^ MeetingMask(side)) >= other->BestKey && other->BestLevel != 0;
    }

    /// <summary>
    /// Trades a live order that stands nowhere against the other side and settles what is left of it.
    /// </summary>
    private void Take(int index, ReportBuffer reports)
    {
        if (At(index)->TimeInForce == TimeInForce.Fok && !CanFillCompletely(index))
        {
            Close(index, OrderReason.FokUnfilled, reports);
            return;
        }

        long firstPrice = 0;
        if (Match(index, ref firstPrice, reports)) SettleRest(index, reports);
        if (firstPrice != 0 && (_buyStops.Count | _sellStops.Count) != 0) QueueTriggeredStops(firstPrice, _lastPrice);
    }

    /// <summary>Trades with what the order reaches.</summary>
    /// <returns>True while the order is live: nothing more is in its reach.</returns>
    private bool Match(int index, ref long firstPrice, ReportBuffer reports)
    {
        var order = At(index);
        var other = SideOf(Opposite(order->Side));
        var taker = new Taker(
            order->Id, order->Side, order->OrderType, LimitOf(order), IsGuarded(order) ? order->AccountId : NoGuard);
        while (taker.Limit >= other->BestKey && other->BestLevel != 0)
        {
            var level = _ladder.At(other->BestLevel);
            if (At(level->Head)->AccountId == taker.Guard)
            {
                if (PreventSelfTrade(index, level->Head, reports)) continue;
                return false;
            }

            if (firstPrice == 0) firstPrice = level->Price;
            var leaves = Sweep(taker, order->LeavesQty, reports);
            SideOf(taker.Side)->OpenQuantity -= order->LeavesQty - leaves;
            order->LeavesQty = leaves;
            if (leaves != 0) continue;
            Forget(index);
            return false;
        }

        return true;
    }

    /// <summary>The worst key that the taker accepts.</summary>
    private static long LimitOf(BookOrder* taker) =>
        BookRules.HasLimitPrice(taker->OrderType) ? taker->Price ^ MeetingMask(taker->Side) : long.MaxValue;

    private static bool IsGuarded(BookOrder* taker) =>
        taker->SelfTradePrevention != SelfTradePrevention.None && taker->AccountId != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Side Opposite(Side side) => unchecked((Side)(3 - (int)side));

    private bool CanFillCompletely(int index)
    {
        var taker = At(index);
        var makerSide = taker->Side.Opposite();
        var limit = LimitOf(taker);
        var isGuarded = IsGuarded(taker);
        var missing = taker->LeavesQty;
        for (var level = SideOf(makerSide)->BestLevel; level != 0; level = Worse(makerSide, level))
        {
            if ((_ladder.At(level)->Price ^ MeetingMask(taker->Side)) > limit) break;
            if (!isGuarded) missing -= _ladder.At(level)->Quantity;
            else if (!TryCount(taker, level, ref missing)) return false;
            if (missing <= 0) return true;
        }

        return false;
    }

    /// <summary>Counts a level's orders for an order that is kept from its own account's.</summary>
    /// <returns>False when the count ends at an own order that would not give way.</returns>
    private bool TryCount(BookOrder* taker, int level, ref long missing)
    {
        for (var maker = _ladder.At(level)->Head; maker != 0 && missing > 0; maker = At(maker)->Next)
        {
            if (At(maker)->AccountId != taker->AccountId) missing -= At(maker)->LeavesQty;
            else if (taker->SelfTradePrevention != SelfTradePrevention.CancelOldest) return false;
        }

        return true;
    }

    /// <summary>Applies the taker's prevention to the order that it has met.</summary>
    /// <returns>False when the taker is closed.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool PreventSelfTrade(int taker, int maker, ReportBuffer reports)
    {
        switch (At(taker)->SelfTradePrevention)
        {
            case SelfTradePrevention.None:
                return true;
            case SelfTradePrevention.CancelNewest:
                Close(taker, OrderReason.SelfTradeNewest, reports);
                return false;
            case SelfTradePrevention.CancelOldest:
                Unlink(maker);
                Close(maker, OrderReason.SelfTradeOldest, reports);
                return true;
            case SelfTradePrevention.CancelBoth:
                Unlink(maker);
                Close(maker, OrderReason.SelfTradeBoth, reports);
                Close(taker, OrderReason.SelfTradeBoth, reports);
                return false;
            case SelfTradePrevention.Decrement:
                return Decrement(taker, maker, reports);
        }

        return true;
    }

    private bool Decrement(int takerIndex, int makerIndex, ReportBuffer reports)
    {
        var taker = At(takerIndex);
        var maker = At(makerIndex);
        var quantity = Math.Min(taker->LeavesQty, maker->LeavesQty);
        DecrementBy(taker, quantity);
        DecrementBy(maker, quantity);
        _ladder.At(maker->Level)->Quantity -= quantity;
        ReportDecrement(taker, maker, quantity, reports);
        if (maker->LeavesQty == 0)
        {
            Unlink(makerIndex);
            Close(makerIndex, OrderReason.SelfTradeDecrement, reports);
        }

        if (taker->LeavesQty != 0) return true;
        Close(takerIndex, OrderReason.SelfTradeDecrement, reports);
        return false;
    }

    private void DecrementBy(BookOrder* order, long quantity)
    {
        order->Quantity -= quantity;
        order->LeavesQty -= quantity;
        SideOf(order->Side)->OpenQuantity -= quantity;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SettleRest(int index, ReportBuffer reports)
    {
        var taker = At(index);
        if (!BookRules.HasLimitPrice(taker->OrderType))
        {
            Close(index, OrderReason.MarketUnfilled, reports);
        }
        else if (taker->TimeInForce == TimeInForce.Ioc)
        {
            Close(index, OrderReason.IocUnfilled, reports);
        }
        else
        {
            EnterIndex(index);
            Rest(index);
        }
    }

    /// <summary>
    /// Queues the stops that one taker's trades reach, by age; its prices run one way, from the first to the last.
    /// Their
    /// turn comes when the taker has finished.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void QueueTriggeredStops(long firstPrice, long lastPrice)
    {
        var (low, high) = (Math.Min(firstPrice, lastPrice), Math.Max(firstPrice, lastPrice));
        var first = _triggeredCount;
        while (_buyStops.Count != 0 && _buyStops.SmallestKey <= high) QueueTriggered(_buyStops.Smallest);
        while (_sellStops.Count != 0 && ~_sellStops.SmallestKey >= low) QueueTriggered(_sellStops.Smallest);
        var reached = _triggered.AsSpan(first, _triggeredCount - first);
        if (reached.Length > 1) SortByAge(reached);
    }

    private void QueueTriggered(int stop)
    {
        Unlink(stop);
        if (_triggeredCount == _triggered.Length) Array.Resize(ref _triggered, Math.Max(16, _triggeredCount * 2));
        _triggered[_triggeredCount++] = stop;
    }

    private void SortByAge(Span<int> stops)
    {
        if (_ages.Length < stops.Length) _ages = new ulong[_triggered.Length];
        for (var place = 0; place < stops.Length; place++) _ages[place] = At(stops[place])->Sequence;
        _ages.AsSpan(0, stops.Length).Sort(stops);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TriggerInTurn(ReportBuffer reports)
    {
        while (_turn < _triggeredCount) Trigger(_triggered[_turn++], reports);
        _turn = 0;
        _triggeredCount = 0;
    }

    private void Trigger(int index, ReportBuffer reports)
    {
        var stop = At(index);
        stop->Marks &= ~OrderMarks.Waiting;
        stop->Sequence = _reportSequence + 1;
        ReportTriggered(index, reports);
        Take(index, reports);
    }
}
