using System.Collections.Generic;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>An order of the naive book: its state and its status.</summary>
internal sealed class NaiveOrder(OrderState state, OrderStatus status)
{
    public OrderState State = state;

    public OrderStatus Status = status;

    public Side Side => State.Side;

    public bool IsMarket => !BookRules.HasLimitPrice(State.OrderType);

    /// <summary>True when this order, as a taker, trades at a price of the other side.</summary>
    public bool Reaches(long price) => IsMarket || (Side == Side.Buy ? price <= State.Price : price >= State.Price);

    /// <summary>True when this taker must not trade with a resting order.</summary>
    public bool IsKeptFrom(NaiveOrder maker) =>
        State.SelfTradePrevention != SelfTradePrevention.None
        && State.AccountId != 0
        && State.AccountId == maker.State.AccountId;

    public void Move(OrderTransition transition) => Status = OrderLifecycle.After(Status, transition);

    public void Fill(long quantity)
    {
        State.FilledQty += quantity;
        Move(State.LeavesQty == 0 ? OrderTransition.FillCompletely : OrderTransition.FillPartly);
    }
}

/// <summary>One price of one side of the naive book, oldest order first.</summary>
internal sealed class NaiveLevel(long price)
{
    public readonly LinkedList<NaiveOrder> Orders = new();

    public long Price => price;

    public BookLevel ToBookLevel()
    {
        var quantity = 0L;
        foreach (var order in Orders) quantity += order.State.LeavesQty;
        return new BookLevel(price, quantity, Orders.Count);
    }
}
