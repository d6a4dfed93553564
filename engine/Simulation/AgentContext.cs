using System;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>What an agent sees and can do: the market's best prices, its own orders and position, its own random stream.</summary>
internal sealed class AgentContext
{
    /// <summary>Order ids are the agent's own count × this + its number, so they name their owner and never meet.</summary>
    public const int AgentsMax = 1_000;

    private readonly SimulatedMarket _market;
    private long _sent;
    private SeededRandom _random;

    public AgentContext(SimulatedMarket market, int index, SeededRandom random, IAgent agent)
    {
        (_market, Index, _random, Agent) = (market, index, random, agent);
    }

    /// <summary>Its index in its market.</summary>
    public int Index { get; }

    /// <summary>What it does.</summary>
    public IAgent Agent { get; }

    /// <summary>Its own stream.</summary>
    public ref SeededRandom Random => ref _random;

    /// <summary>Its open orders, as far as it has been told.</summary>
    public WorkingOrders Orders { get; } = new();

    /// <summary>Its position in quantity units, as far as it has been told.</summary>
    public long Position { get; set; }

    /// <summary>Orders of it that the inventory limit refused.</summary>
    public long InventoryRejects { get; private set; }

    /// <summary>The market that it acts in.</summary>
    public MarketView Market => _market.View;

    /// <summary>The regime that rules.</summary>
    public Regime Regime => _market.Regime;

    /// <summary>The tick size in price units.</summary>
    public long TickSize => _market.Instrument.TickSize.Units;

    /// <summary>The lot size in quantity units.</summary>
    public long LotSize => _market.Instrument.LotSize.Units;

    /// <summary>When its next report may be delivered at the earliest: reports to an agent keep their order.</summary>
    public long LastReportNs { get; set; }

    /// <summary>The agent's index in an order id.</summary>
    public static int IndexOf(ulong orderId) => (int)(orderId % AgentsMax);

    /// <summary>Sends a limit order.</summary>
    public void SubmitLimit(
        Side side,
        long price,
        long lots,
        TimeInForce timeInForce = TimeInForce.Gtc,
        OrderFlags flags = OrderFlags.None,
        SelfTradePrevention prevention = SelfTradePrevention.None)
    {
        // Prices below one tick do not exist; an agent that would go there stays at the edge.
        price = Math.Max(TickSize, price);
        Submit(Create(side, OrderType.Limit, price, lots, timeInForce, flags, prevention));
    }

    /// <summary>Sends a market order.</summary>
    public void SubmitMarket(Side side, long lots) =>
        Submit(Create(side, OrderType.Market, 0, lots, TimeInForce.Ioc, OrderFlags.None, SelfTradePrevention.None));

    /// <summary>Asks for the cancel of the order at an index, unless a request about it is under way.</summary>
    public void Cancel(int index)
    {
        if (Orders.At(index).IsBusy) return;
        Orders.SetBusy(index, true);
        _market.Send(this, new BookCommand
        {
            Kind = BookCommandKind.Cancel,
            OrderId = Orders.IdAt(index),
            Side = Orders.At(index).Side,
            AccountId = (uint)Index + 1,
        });
    }

    /// <summary>Asks for a new price and total quantity of the order at an index, unless a request about it is under way.</summary>
    public void Replace(int index, long price, long quantity)
    {
        ref readonly var order = ref Orders.At(index);
        if (order.IsBusy) return;
        var command = new BookCommand
        {
            Kind = BookCommandKind.Replace,
            OrderId = Orders.IdAt(index),
            Side = order.Side,
            Price = Math.Max(TickSize, price),
            Quantity = quantity,
            AccountId = (uint)Index + 1,
        };
        if (quantity > order.Quantity && !PassesInventoryLimit(order.Side, quantity - order.Quantity))
        {
            RejectForInventory(command);
            return;
        }

        // What may come to be open counts from now on, as if the replacement were already confirmed.
        Orders.Raise(index, quantity);
        Orders.SetBusy(index, true);
        _market.Send(this, command);
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_sent);
        writer.Write(_random);
        writer.Write(Position);
        writer.Write(InventoryRejects);
        writer.Write(LastReportNs);
        Orders.Save(writer);
        Agent.Save(writer);
    }

    /// <summary>Reads the state.</summary>
    public void Load(ref StateReader reader)
    {
        _sent = reader.ReadInt64();
        _random = reader.ReadRandom();
        Position = reader.ReadInt64();
        InventoryRejects = reader.ReadInt64();
        LastReportNs = reader.ReadInt64();
        Orders.Load(ref reader);
        Agent.Load(ref reader);
    }

    private BookCommand Create(
        Side side, OrderType type, long price, long lots, TimeInForce timeInForce, OrderFlags flags, SelfTradePrevention prevention) =>
        new()
        {
            Kind = BookCommandKind.Submit,
            OrderId = (ulong)++_sent * AgentsMax + (ulong)Index,
            Side = side,
            OrderType = type,
            Price = price,
            Quantity = Math.Max(1, lots) * LotSize,
            TimeInForce = timeInForce,
            Flags = flags,
            SelfTradePrevention = prevention,
            AccountId = (uint)Index + 1,
        };

    private void Submit(in BookCommand command)
    {
        if (PassesInventoryLimit(command.Side, command.Quantity))
        {
            Orders.Add(
                command.OrderId,
                new WorkingOrder(command.Side, command.Price, command.Quantity, command.Quantity, IsBusy: false));
            _market.Send(this, command);
            return;
        }

        RejectForInventory(command);
    }

    private void RejectForInventory(in BookCommand command)
    {
        InventoryRejects++;
        _market.RejectForInventory(this, command);
    }

    /// <summary>Judges the worst case: every open order of the side is filled, and this one too.</summary>
    private bool PassesInventoryLimit(Side side, long quantity)
    {
        var open = side == Side.Buy ? Orders.BuyLeavesQty : Orders.SellLeavesQty;
        return side.Sign() * Position + open + quantity <= _market.InventoryLimit;
    }
}
