using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Tests.Exchange.Execution;

/// <summary>Order flow as a tape tells it.</summary>
internal static class FlowEvents
{
    public static TapeEvent Order(ulong id, Side side, long price, long quantity) => TapeEvent.Empty with
    {
        Kind = TapeEventKind.NewOrder,
        OrderId = id,
        Side = side,
        Price = price,
        Quantity = quantity,
        LeavesQty = quantity,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        Status = OrderStatus.Accepted,
    };

    public static TapeEvent Cancel(ulong id, Side side, long price) => TapeEvent.Empty with
    {
        Kind = TapeEventKind.Cancel,
        OrderId = id,
        Side = side,
        Price = price,
        Status = OrderStatus.Canceled,
        Reason = OrderReason.CancelRequested,
    };

    public static TapeEvent Amend(ulong id, Side side, long price, long quantity) => TapeEvent.Empty with
    {
        Kind = TapeEventKind.Amend,
        OrderId = id,
        Side = side,
        Price = price,
        Quantity = quantity,
        LeavesQty = quantity,
        Status = OrderStatus.Accepted,
    };

    /// <summary>The event that tells of a command which a book took.</summary>
    public static TapeEvent Of(in BookCommand command)
    {
        var e = command.Kind switch
        {
            BookCommandKind.Submit => Order(command.OrderId, command.Side, command.Price, command.Quantity),
            BookCommandKind.Cancel => Cancel(command.OrderId, command.Side, command.Price),
            BookCommandKind.Replace => Amend(command.OrderId, command.Side, command.Price, command.Quantity),
            BookCommandKind.AdvanceTime => TapeEvent.Empty with { Kind = TapeEventKind.Regime },
        };
        e.TimeNs = command.TimeNs;
        e.Agent = (int)command.AccountId - 1;
        e.OrderType = command.OrderType;
        e.TimeInForce = command.TimeInForce;
        e.OrderFlags = command.Flags;
        e.SelfTradePrevention = command.SelfTradePrevention;
        e.TriggerPrice = command.TriggerPrice;
        e.ExpireTimeNs = command.ExpireTimeNs;
        return e;
    }
}
