using System;
using System.Collections.Generic;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;

namespace Trading.Bench;

/// <summary>
/// The frozen yardstick: the book that a competent C# programmer writes first. Sorted dictionaries of levels, doubly
/// linked queues of pooled order objects, a dictionary by id, the best levels remembered. It knows what the mixes need
/// (limit, IOC, market, cancel, move) and emits the same 64-byte reports as the engine's book. Frozen means: it is not
/// tuned, so that ratios to it stay comparable.
/// </summary>
internal sealed class BaselineBook
{
    private readonly SortedDictionary<long, Level> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, Level> _asks = [];
    private readonly Dictionary<ulong, Order> _orders = [];
    private readonly Stack<Order> _freeOrders = new();
    private readonly Stack<Level> _freeLevels = new();
    private Level? _bestBid;
    private Level? _bestAsk;
    private ulong _sequence;

    public int OrderCount => _orders.Count;

    public long? BestBid => _bestBid?.Price;

    public long? BestAsk => _bestAsk?.Price;

    public void Execute(in BookCommand command, ReportBuffer reports)
    {
        switch (command.Kind)
        {
            case BookCommandKind.Submit: Submit(command, reports); break;
            case BookCommandKind.Cancel: Cancel(command, reports); break;
            case BookCommandKind.Replace: Move(command, reports); break;
            case BookCommandKind.AdvanceTime: break;
        }
    }

    private void Submit(in BookCommand command, ReportBuffer reports)
    {
        var order = _freeOrders.TryPop(out var free) ? free : new Order();
        order.Id = command.OrderId;
        order.Side = command.Side;
        order.Type = command.OrderType;
        order.Price = command.Price;
        order.Quantity = command.Quantity;
        order.LeavesQty = command.Quantity;
        Report(BookReportKind.Accepted, order, OrderStatus.Accepted, OrderReason.None, order.LeavesQty, reports);
        Match(order, reports);
        if (order.LeavesQty == 0)
        {
            _freeOrders.Push(order);
        }
        else if (order.Type == OrderType.Market || command.TimeInForce == TimeInForce.Ioc)
        {
            var reason = order.Type == OrderType.Market ? OrderReason.MarketUnfilled : OrderReason.IocUnfilled;
            Report(BookReportKind.Canceled, order, OrderStatus.Canceled, reason, 0, reports);
            _freeOrders.Push(order);
        }
        else
        {
            _orders.Add(order.Id, order);
            Rest(order);
        }
    }

    private void Cancel(in BookCommand command, ReportBuffer reports)
    {
        if (!_orders.Remove(command.OrderId, out var order))
        {
            Refuse(BookReportKind.CancelRejected, command, reports);
            return;
        }

        Unlink(order);
        Report(BookReportKind.Canceled, order, OrderStatus.Canceled, OrderReason.CancelRequested, 0, reports);
        _freeOrders.Push(order);
    }

    private void Move(in BookCommand command, ReportBuffer reports)
    {
        if (!_orders.TryGetValue(command.OrderId, out var order))
        {
            Refuse(BookReportKind.ReplaceRejected, command, reports);
            return;
        }

        Unlink(order);
        order.Price = command.Price;
        order.LeavesQty += command.Quantity - order.Quantity;
        order.Quantity = command.Quantity;
        var status = order.LeavesQty == order.Quantity ? OrderStatus.Accepted : OrderStatus.PartiallyFilled;
        Report(BookReportKind.Replaced, order, status, OrderReason.None, order.LeavesQty, reports);
        Match(order, reports);
        if (order.LeavesQty != 0)
        {
            Rest(order);
            return;
        }

        _orders.Remove(order.Id);
        _freeOrders.Push(order);
    }

    private void Match(Order taker, ReportBuffer reports)
    {
        while (taker.LeavesQty != 0)
        {
            var level = taker.Side == Side.Buy ? _bestAsk : _bestBid;
            if (level?.Head is not { } maker) return;
            if (taker.Type != OrderType.Market
                && (taker.Side == Side.Buy ? level.Price > taker.Price : level.Price < taker.Price))
            {
                return;
            }

            var quantity = Math.Min(taker.LeavesQty, maker.LeavesQty);
            taker.LeavesQty -= quantity;
            maker.LeavesQty -= quantity;
            level.Quantity -= quantity;
            ReportTrade(taker, maker, quantity, reports);
            if (maker.LeavesQty != 0) continue;
            _orders.Remove(maker.Id);
            Unlink(maker);
            _freeOrders.Push(maker);
        }
    }

    private void Rest(Order order)
    {
        var levels = order.Side == Side.Buy ? _bids : _asks;
        if (!levels.TryGetValue(order.Price, out var level))
        {
            level = _freeLevels.TryPop(out var free) ? free : new Level();
            level.Price = order.Price;
            levels.Add(order.Price, level);
            if (order.Side == Side.Buy && (_bestBid == null || order.Price > _bestBid.Price)) _bestBid = level;
            if (order.Side == Side.Sell && (_bestAsk == null || order.Price < _bestAsk.Price)) _bestAsk = level;
        }

        order.Level = level;
        order.Previous = level.Tail;
        order.Next = null;
        if (level.Tail == null) level.Head = order;
        else level.Tail.Next = order;
        level.Tail = order;
        level.Quantity += order.LeavesQty;
        level.OrderCount++;
    }

    private void Unlink(Order order)
    {
        if (order.Level is not { } level) return;
        if (order.Previous == null) level.Head = order.Next;
        else order.Previous.Next = order.Next;
        if (order.Next == null) level.Tail = order.Previous;
        else order.Next.Previous = order.Previous;
        order.Level = null;
        level.Quantity -= order.LeavesQty;
        level.OrderCount--;
        if (level.OrderCount != 0) return;
        var levels = order.Side == Side.Buy ? _bids : _asks;
        levels.Remove(level.Price);
        if (level == _bestBid) _bestBid = First(_bids);
        else if (level == _bestAsk) _bestAsk = First(_asks);
        level.Quantity = 0;
        _freeLevels.Push(level);
    }

    private static Level? First(SortedDictionary<long, Level> levels)
    {
        foreach (var pair in levels) return pair.Value;
        return null;
    }

    private void Report(
        BookReportKind kind,
        Order order,
        OrderStatus status,
        OrderReason reason,
        long leavesQty,
        ReportBuffer reports) =>
        reports.Next() = new BookReport
        {
            Sequence = ++_sequence,
            OrderId = order.Id,
            Price = order.Price,
            Quantity = order.Quantity,
            LeavesQty = leavesQty,
            Kind = kind,
            Side = order.Side,
            Status = status,
            Reason = reason,
            OrderType = order.Type,
        };

    private void ReportTrade(Order taker, Order maker, long quantity, ReportBuffer reports) =>
        reports.Next() = new BookReport
        {
            Sequence = ++_sequence,
            OrderId = taker.Id,
            MakerOrderId = maker.Id,
            Price = maker.Price,
            Quantity = quantity,
            LeavesQty = taker.LeavesQty,
            MakerLeavesQty = maker.LeavesQty,
            Kind = BookReportKind.Trade,
            Side = taker.Side,
            Status = taker.LeavesQty == 0 ? OrderStatus.Filled : OrderStatus.PartiallyFilled,
            MakerStatus = maker.LeavesQty == 0 ? OrderStatus.Filled : OrderStatus.PartiallyFilled,
            OrderType = taker.Type,
        };

    private void Refuse(BookReportKind kind, in BookCommand command, ReportBuffer reports) =>
        reports.Next() = new BookReport
        {
            Sequence = ++_sequence,
            OrderId = command.OrderId,
            Price = command.Price,
            Quantity = command.Quantity,
            Kind = kind,
            Side = command.Side,
            Status = OrderStatus.Rejected,
            Reason = OrderReason.UnknownOrder,
            OrderType = command.OrderType,
        };

    private sealed class Order
    {
        public ulong Id;
        public Side Side;
        public OrderType Type;
        public long Price;
        public long Quantity;
        public long LeavesQty;
        public Level? Level;
        public Order? Next;
        public Order? Previous;
    }

    private sealed class Level
    {
        public long Price;
        public long Quantity;
        public int OrderCount;
        public Order? Head;
        public Order? Tail;
    }
}
