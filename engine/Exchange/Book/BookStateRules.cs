using System;
using System.Collections.Generic;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>
/// What must hold of a saved state before a book stands on it: the hash finds damage, these rules find bytes that no
/// book wrote.
/// </summary>
internal static class BookStateRules
{
    /// <summary>The first fault and the index of its order; fault 0 when there is none.</summary>
    public static (BookLoadFault Fault, int OrderIndex) FindFault(BookState state)
    {
        var ids = new HashSet<ulong>(state.Orders.Length);
        var sequences = new HashSet<ulong>(state.Orders.Length);
        Int128 bidQuantity = 0, askQuantity = 0;
        for (var index = 0; index < state.Orders.Length; index++)
        {
            ref readonly var order = ref state.Orders[index];
            if (!IsPossible(order, state)) return (BookLoadFault.BadOrder, index);
            if (!ids.Add(order.Id)) return (BookLoadFault.DuplicateOrderId, index);
            if (!sequences.Add(order.Sequence)) return (BookLoadFault.BadOrdering, index);
            if (index > 0 && !IsAfter(state.Orders[index - 1], order)) return (BookLoadFault.BadOrdering, index);
            if (order.Side == Side.Buy) bidQuantity += order.LeavesQty;
            else askQuantity += order.LeavesQty;
            if (bidQuantity > long.MaxValue || askQuantity > long.MaxValue) return (BookLoadFault.BadOrder, index);
        }

        return FindCross(state.Orders);
    }

    // Bids, asks, stops; within a side from the best price to the worst; within a price, and among stops, by age.
    private static bool IsAfter(in OrderState before, in OrderState order)
    {
        var step = RankOf(order) - RankOf(before);
        if (step != 0) return step > 0;
        if (order.IsWaiting || order.Price == before.Price) return order.Sequence > before.Sequence;
        return order.Side == Side.Buy ? order.Price < before.Price : order.Price > before.Price;
    }

    private static int RankOf(in OrderState order) => order.IsWaiting ? 3 : (int)order.Side;

    private static (BookLoadFault Fault, int OrderIndex) FindCross(OrderState[] orders)
    {
        var firstAsk = Array.FindIndex(orders, order => RankOf(order) == (int)Side.Sell);
        return firstAsk > 0 && orders[0].Price >= orders[firstAsk].Price
            ? (BookLoadFault.BadOrdering, firstAsk)
            : (0, 0);
    }

    private static bool IsPossible(in OrderState order, BookState state)
    {
        var command = new BookCommand
        {
            Kind = BookCommandKind.Submit,
            Side = order.Side,
            OrderType = order.OrderType,
            TimeInForce = order.TimeInForce,
            Flags = order.Flags,
            SelfTradePrevention = order.SelfTradePrevention,
        };
        return BookRules.IsWellFormed(command)
            && order.Sequence > 0
            && order.Sequence <= state.ReportSequence
            && order.FilledQty >= 0
            && order.Quantity > order.FilledQty
            && order.Quantity <= state.Instrument.MaxQuantity.Units
            && IsOnTick(order.Price, BookRules.HasLimitPrice(order.OrderType), state.Instrument)
            && IsOnTick(order.TriggerPrice, BookRules.IsStop(order.OrderType), state.Instrument)
            && HasRightExpiry(order, state.NowNs)
            && (order.IsWaiting ? IsPossibleStop(order, state.LastPrice) : IsPossibleRest(order));
    }

    private static bool IsOnTick(long price, bool isPresent, Instrument instrument) =>
        isPresent ? instrument.Check(new Price(price)) == InstrumentRule.Ok : price == 0;

    private static bool HasRightExpiry(in OrderState order, long nowNs) =>
        order.TimeInForce is TimeInForce.Gtd or TimeInForce.Day ? order.ExpireTimeNs > nowNs : order.ExpireTimeNs == 0;

    private static bool IsPossibleStop(in OrderState order, long lastPrice) =>
        BookRules.IsStop(order.OrderType)
        && order.FilledQty == 0
        && (order.Flags & OrderFlags.PostOnly) == 0
        && (lastPrice == 0 || !BookRules.IsTriggered(order.Side, order.TriggerPrice, lastPrice, lastPrice));

    private static bool IsPossibleRest(in OrderState order) =>
        BookRules.HasLimitPrice(order.OrderType) && order.TimeInForce is not (TimeInForce.Ioc or TimeInForce.Fok);
}
