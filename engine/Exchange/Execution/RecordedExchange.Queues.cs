using System;
using Trading.Model;

namespace Trading.Exchange;

internal sealed partial class RecordedExchange
{
    /// <summary>An order begins to rest: at its price, behind what the tape shows there.</summary>
    private void Rest(int slot)
    {
        ref var order = ref _orders.At(slot);
        order.RestingSinceNs = NowNs;
        order.LevelQty = _market.Book.QuantityAt(order.Side, order.Price);
        order.TradedQty = 0;
        order.IsLevelSeen = order.LevelQty > 0 || IsShown(order.Side, order.Price);
        var ahead = order.LevelQty;
        if (TryGetLastAt(order.Side, order.Price, out var last))
        {
            // What traded since the tape showed the level is no longer there, and nobody passes our own orders.
            order.TradedQty = _orders.At(last).TradedQty;
            ahead = Math.Max(Math.Max(0, ahead - order.TradedQty), _orders.At(last).Ahead);
        }

        order.Ahead = Config.Queue == QueueModel.FrontOfQueue ? 0 : ahead;
        Statistics.CountEntry(order.Ahead);
        _orders.Enter(slot);
    }

    /// <summary>True for a price at which the tape would show a level: not worse than the worst one shown.</summary>
    private bool IsShown(Side side, long price)
    {
        var count = _market.Book.Count(side);
        return count > 0 && !ExecutionOrders.IsBetter(side, _market.Book.At(side, count - 1).Price, price);
    }

    private bool TryGetLastAt(Side side, long price, out int slot)
    {
        var line = _orders.Resting(side);
        var place = _orders.FirstAt(side, price);
        slot = -1;
        for (; place < line.Length && _orders.At(line[place]).Price == price; place++) slot = line[place];
        return slot >= 0;
    }

    /// <summary>The tape shows levels anew.</summary>
    private void UpdateQueues(ReadOnlySpan<Model.PriceLevel> levels)
    {
        foreach (ref readonly var level in levels)
        {
            var line = _orders.Resting(level.Side);
            if (line.Length == 0) continue;
            var isNear = !ExecutionOrders.IsBetter(level.Side, level.Price, _orders.At(line[0]).Price)
                && !ExecutionOrders.IsBetter(level.Side, _orders.At(line[^1]).Price, level.Price);
            if (isNear) UpdateQueue(level.Side, level.Price, _orders.FirstAt(level.Side, level.Price), level.Quantity);
        }
    }

    /// <summary>Looks at all prices of a side at which our orders rest: for events that do not name the levels they change.</summary>
    private void UpdateQueues(Side side)
    {
        if (!side.IsDefined()) return;
        for (var place = 0; place < _orders.Resting(side).Length;)
        {
            var price = _orders.At(_orders.Resting(side)[place]).Price;
            place = UpdateQueue(side, price, place, _market.Book.QuantityAt(side, price));
        }
    }

    /// <summary>The tape shows a price's quantity: our orders there learn what was canceled.</summary>
    /// <returns>The first place of a worse price.</returns>
    private int UpdateQueue(Side side, long price, int place, long quantity)
    {
        var line = _orders.Resting(side);
        var ahead = 0L;
        for (; place < line.Length && _orders.At(line[place]).Price == price; place++)
        {
            ref var order = ref _orders.At(line[place]);
            if (order.IsLevelSeen) order.Ahead = AheadAfter(order, quantity);
            else if (Config.Queue != QueueModel.FrontOfQueue) order.Ahead = quantity;
            ahead = order.Ahead = Math.Max(order.Ahead, ahead);
            order.IsLevelSeen |= quantity > 0;
            (order.LevelQty, order.TradedQty) = (quantity, 0);
        }

        return place;
    }

    private long AheadAfter(in ExecutionOrder order, long quantity)
    {
        // Trades are told before the levels that they changed: what they took is no cancel.
        var before = Math.Max(0, order.LevelQty - order.TradedQty);
        var ahead = order.Ahead;
        if (Config.Queue == QueueModel.Proportional && before > quantity)
        {
            var behind = Math.Max(0, before - ahead);
            ahead -= QueuePosition.CanceledAhead(ahead, behind, before - quantity, Config.QueuePower);
        }

        return Math.Min(ahead, quantity);
    }

    /// <summary>A trade of the market: it fills our orders that it passes or reaches, and triggers stops.</summary>
    private void OnTrade(long price, long quantity, Side aggressor, ExecutionReportBuffer reports)
    {
        // Where the venue does not say who took, both sides are asked: a trade reaches at most one of them.
        if (aggressor != Side.Buy) TradeWith(Side.Buy, price, quantity, reports);
        if (aggressor != Side.Sell) TradeWith(Side.Sell, price, quantity, reports);
        if (_orders.WaitingCount > 0) TriggerStops(price, reports);
    }

    private void TradeWith(Side side, long price, long quantity, ExecutionReportBuffer reports)
    {
        var remaining = quantity;
        while (_orders.Resting(side) is [var best, ..] && ExecutionOrders.IsBetter(side, _orders.At(best).Price, price))
        {
            var leaves = _orders.At(best).LeavesQty;
            var traded = _hasImpact ? Math.Min(remaining, leaves) : leaves;
            if (traded == 0) break;
            if (_hasImpact) remaining -= traded;
            Statistics.FillsByTradeThrough++;
            Fill(best, _orders.At(best).Price, traded, LiquiditySide.Maker, reports);
        }

        TradeAt(side, price, quantity, remaining, reports);
    }

    /// <summary>A trade at a price where orders of ours rest: in the order of the queue it takes the market's quantity before
    /// each of them, then theirs.</summary>
    /// <param name="side">The side that was taken from.</param>
    /// <param name="price">The trade's price.</param>
    /// <param name="quantity">The trade's quantity, as the tape tells it.</param>
    /// <param name="remaining">What orders of ours at better prices left of it.</param>
    /// <param name="reports">Takes the reports.</param>
    private void TradeAt(Side side, long price, long quantity, long remaining, ExecutionReportBuffer reports)
    {
        var passed = 0L;
        for (var place = _orders.FirstAt(side, price); place < _orders.Resting(side).Length;)
        {
            var slot = _orders.Resting(side)[place];
            ref var order = ref _orders.At(slot);
            if (order.Price != price) return;
            order.TradedQty = order.TradedQty > long.MaxValue - quantity ? long.MaxValue : order.TradedQty + quantity;
            var between = Math.Min(remaining, Math.Max(0, order.Ahead - passed));
            (passed, remaining) = (passed + between, remaining - between);
            order.Ahead = Math.Max(0, order.Ahead - passed);
            var traded = Math.Min(remaining, order.LeavesQty);
            remaining -= traded;
            if (traded > 0) Statistics.FillsInQueue++;
            if (traded == 0 || !Fill(slot, price, traded, LiquiditySide.Maker, reports)) place++;
        }
    }

    /// <summary>Fills our orders whose price the other side's levels have reached: in truth they would have met.</summary>
    private void FillCrossed(ExecutionReportBuffer reports)
    {
        FillCrossed(Side.Buy, reports);
        FillCrossed(Side.Sell, reports);
    }

    private void FillCrossed(Side side, ExecutionReportBuffer reports)
    {
        var (other, rank) = (side.Opposite(), 0);
        while (_orders.Resting(side) is [var best, ..] && rank < _market.Book.Count(other))
        {
            var level = _market.Book.At(other, rank);
            ref readonly var order = ref _orders.At(best);
            if (!order.Accepts(level.Price)) return;
            var available = AvailableAt(level);
            if (available <= 0)
            {
                rank++;
                continue;
            }

            var traded = _hasImpact ? Math.Min(available, order.LeavesQty) : order.LeavesQty;
            if (_hasImpact) _consumed.Add(other, level.Price, traded);
            Statistics.FillsByCross++;
            Fill(best, order.Price, traded, LiquiditySide.Maker, reports);
        }
    }
}
