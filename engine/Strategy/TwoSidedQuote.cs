using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Strategy;

/// <summary>One pass over a context's quotes of an instrument: the fewest commands that bring them to what is wanted.</summary>
internal readonly ref struct TwoSidedQuote(StrategyContext context, int instrument, long toleranceUnits)
{
    /// <summary>Keeps, replaces, cancels or makes the two orders.</summary>
    public void Keep(Price bid, Quantity bidQuantity, Price ask, Quantity askQuantity)
    {
        // Moving up, the ask makes room before the bid follows; moving down, the other way round.
        var isUp = IsAbove(Side.Buy, bid, bidQuantity) || IsAbove(Side.Sell, ask, askQuantity);
        if (isUp) KeepSide(Side.Sell, ask, askQuantity);
        KeepSide(Side.Buy, bid, bidQuantity);
        if (!isUp) KeepSide(Side.Sell, ask, askQuantity);
    }

    private bool IsAbove(Side side, Price price, Quantity quantity) =>
        quantity > Quantity.Zero && TryFind(side, out var order) && price > order.WantedPrice;

    private void KeepSide(Side side, Price price, Quantity quantity)
    {
        if (!TryFind(side, out var order))
        {
            if (quantity > Quantity.Zero && !MeetsOwn(side, price)) Submit(side, price, quantity);
        }
        else if (quantity <= Quantity.Zero)
        {
            context.Cancel(order.ClientOrderId);
        }
        else if (!order.Status.IsInFlight() && !IsGood(order, price, quantity) && !MeetsOwn(side, price))
        {
            context.Replace(order.ClientOrderId, price, order.FilledQty + quantity);
        }
    }

    private void Submit(Side side, Price price, Quantity quantity) =>
        context.Submit(OrderRequest.PostOnly(instrument, side, price, quantity), isQuote: true);

    /// <summary>Near its price and not over its quantity; topped up only once less than half is left, to keep its place in the queue.</summary>
    private bool IsGood(in OwnOrder order, Price price, Quantity quantity) =>
        Math.Abs(order.Price - price) <= toleranceUnits && order.LeavesQty <= quantity
        && order.LeavesQty.Units >= quantity.Units - quantity.Units / 2;

    /// <summary>True when an own quote of the other side stands, or may stand, at or beyond the price.</summary>
    private bool MeetsOwn(Side side, Price price)
    {
        if (!TryFind(side.Opposite(), out var other)) return false;
        return side == Side.Buy
            ? price >= other.Price || price >= other.WantedPrice
            : price <= other.Price || price <= other.WantedPrice;
    }

    private bool TryFind(Side side, out OwnOrder order)
    {
        foreach (ref readonly var candidate in context.OpenOrders)
        {
            if (!candidate.IsQuote || candidate.Side != side || candidate.Instrument != instrument) continue;
            order = candidate;
            return true;
        }

        order = default;
        return false;
    }
}
