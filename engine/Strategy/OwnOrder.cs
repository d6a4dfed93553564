using Trading.Model;
using Trading.Orders;

namespace Trading.Strategy;

/// <summary>An own order that is not closed, as far as the strategy has heard.</summary>
public readonly record struct OwnOrder
{
    /// <summary>The order.</summary>
    public ClientOrderId ClientOrderId { get; init; }

    /// <summary>The instrument's index.</summary>
    public int Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public Side Side { get; init; }

    /// <summary>Limit, market or stop.</summary>
    public OrderType OrderType { get; init; }

    /// <summary>PostOnly, ReduceOnly.</summary>
    public OrderFlags Flags { get; init; }

    /// <summary>Pending until acknowledged; PendingCancel and PendingReplace while such a request is under way.</summary>
    public OrderStatus Status { get; init; }

    /// <summary>True for an order that <see cref="StrategyContext.Quote"/> made and keeps.</summary>
    public bool IsQuote { get; init; }

    /// <summary>The limit price; zero for market orders.</summary>
    public Price Price { get; init; }

    /// <summary>The total quantity, fills included.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>Filled so far.</summary>
    public Quantity FilledQty { get; init; }

    /// <summary>The price that a replacement under way asks for; otherwise <see cref="Price"/>.</summary>
    public Price WantedPrice { get; init; }

    /// <summary>Still open.</summary>
    public Quantity LeavesQty => Quantity - FilledQty;

    internal void Save(StateWriter writer)
    {
        writer.Write(ClientOrderId.Value);
        writer.Write(Instrument);
        writer.Write((byte)Side);
        writer.Write((byte)OrderType);
        writer.Write((byte)Flags);
        writer.Write((byte)Status);
        writer.Write(IsQuote);
        writer.Write(Price.Units);
        writer.Write(Quantity.Units);
        writer.Write(FilledQty.Units);
        writer.Write(WantedPrice.Units);
    }

    internal static OwnOrder Read(ref StateReader reader) => new()
    {
        ClientOrderId = new ClientOrderId(reader.ReadUInt64()),
        Instrument = reader.ReadInt32(),
        Side = (Side)reader.ReadByte(),
        OrderType = (OrderType)reader.ReadByte(),
        Flags = (OrderFlags)reader.ReadByte(),
        Status = (OrderStatus)reader.ReadByte(),
        IsQuote = reader.ReadBool(),
        Price = new Price(reader.ReadInt64()),
        Quantity = new Quantity(reader.ReadInt64()),
        FilledQty = new Quantity(reader.ReadInt64()),
        WantedPrice = new Price(reader.ReadInt64()),
    };
}
