using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>One of our open orders as the exchange knows it.</summary>
/// <param name="ClientOrderId">Its id.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Status">Accepted or PartiallyFilled.</param>
/// <param name="Price">Limit price in price units; 0 for a waiting stop-market order.</param>
/// <param name="LeavesQty">Open quantity, in quantity units.</param>
/// <param name="QueueAhead">On a recorded market the estimated quantity ahead of it at its price, in quantity units.</param>
/// <param name="IsWaiting">True for a stop that has not triggered.</param>
public readonly record struct OpenOrder(
    ClientOrderId ClientOrderId, Side Side, OrderStatus Status, long Price, long LeavesQty, long QueueAhead, bool IsWaiting);
