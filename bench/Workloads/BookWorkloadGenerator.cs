using System;
using System.Collections.Generic;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Bench;

/// <summary>
/// Generates a mix. Cancels and prices refer to the real state of a book, the <see cref="BaselineBook"/>; the draws
/// happen in the order of the published definition, so that files have its digests.
/// </summary>
internal sealed class BookWorkloadGenerator
{
    private const int RingSize = 1_024;

    private readonly BookMix _mix;
    private readonly BookMixShape _shape;
    private readonly BaselineBook _book = new();
    private readonly ReportBuffer _reports = new();
    private readonly List<BookWorkloadRecord> _records = [];
    private readonly List<BookCommand> _commands = [];

    // Live orders in arrival order with swap-remove, and what the book holds of each.
    private readonly List<ulong> _live = [];
    private readonly Dictionary<ulong, LiveOrder> _orders = [];
    private readonly (ulong Id, Side Side, long Price)[] _ring = new (ulong, Side, long)[RingSize];
    private SplitMix64 _random;
    private TradeHash _trades;
    private int _filledMakers;
    private int _bids;
    private long _mid = 30_000;
    private ulong _lastId;

    private BookWorkloadGenerator(BookMix mix)
    {
        _mix = mix;
        _shape = BookMixShape.Of(mix);
        _random = new SplitMix64(0x5EED0000 + (ulong)mix.ToString()[0]);
    }

    private int Asks => _live.Count - _bids;

    public static BookWorkload Generate(BookMix mix)
    {
        var generator = new BookWorkloadGenerator(mix);
        for (var index = 0; index < generator._shape.Preload; index++)
        {
            generator.Passive(index % 2 == 0 ? Side.Buy : Side.Sell);
        }

        for (var index = 0; index < generator._shape.Timed; index++) generator.Step();
        return generator.Finish();
    }

    private BookWorkload Finish()
    {
        var outcome = new BookWorkloadOutcome(_trades.Trades, _trades.Volume, _trades.Value, _live.Count);
        var file = new BookWorkloadFile();
        file.AddHeader(_shape.Preload, _shape.Timed, _lastId, outcome);
        foreach (var record in _records) file.Add(record);
        var commands = _commands.ToArray();
        return new BookWorkload(
            _mix, commands[.._shape.Preload], commands[_shape.Preload..], outcome, file.Digest());
    }

    private void Step()
    {
        switch (_mix)
        {
            case BookMix.A: Passive(_random.Below(2) == 0 ? Side.Buy : Side.Sell); break;
            case BookMix.C: Drift(); StepMatchHeavy(); break;
            case BookMix.B or BookMix.Deep: Drift(); StepMixed(); break;
            case BookMix.Wide: Walk(); StepMixed(); break;
        }
    }

    private void Drift()
    {
        if (_random.Below(64) != 0) return;
        _mid = Math.Clamp(_mid + (_random.Below(2) == 1 ? 1 : -1), _shape.MidMin, _shape.MidMax);
    }

    private void Walk() => _mid = Math.Clamp(_mid + _random.Below(41) - 20, _shape.MidMin, _shape.MidMax);

    private void StepMixed()
    {
        var draw = _random.Below(100);
        if (draw < 10 && _book.BestBid != null && _book.BestAsk != null) Aggress(draw < 5);
        else if (draw is >= 10 and < 15) Move();
        else InsertOrCancel();
    }

    private void Aggress(bool isMarket)
    {
        var side = SideByBalance();
        var quantity = 1 + _random.Below(50);
        if (isMarket)
        {
            Submit(BookWorkloadRecord.Market, side, 0, quantity);
            return;
        }

        Submit(BookWorkloadRecord.LimitIoc, side, Through(side, _random.Below(3)), quantity);
    }

    private void Move()
    {
        var id = _live[_random.Below(_live.Count)];
        var order = _orders[id];
        Remove(id);
        Cancel(id, isRecorded: false, order);
        var price = PassivePrice(order.Side);
        if (price == order.Price) price += order.Side == Side.Buy ? -1 : 1;

        // The reference book moves by cancel and insert, which a move that trades nothing equals.
        Add(id, order with { Price = price });
        _reports.Clear();
        _book.Execute(SubmitCommand(BookWorkloadRecord.Limit, id, order.Side, price, order.LeavesQty), _reports);
        _records.Add(new BookWorkloadRecord(BookWorkloadRecord.Move, id, order.Side, price, order.LeavesQty));
        _commands.Add(new BookCommand
        {
            Kind = BookCommandKind.Replace,
            OrderId = id,
            Price = price,
            Quantity = order.Quantity,
        });
    }

    private void InsertOrCancel()
    {
        double target = _shape.LiveTarget;
        var insert = Math.Clamp(43.0 / 85 + 0.5 * (target - _live.Count) / target, 0.05, 0.95);
        if (_random.Unit() < insert)
        {
            Passive(SideByBalance());
        }
        else if (_random.Below(10) == 0 && _filledMakers >= RingSize)
        {
            var (id, side, price) = _ring[_random.Below(RingSize)];
            Cancel(id, isRecorded: true, new LiveOrder(side, price, 0, 0));
        }
        else
        {
            var id = _live[_random.Below(_live.Count)];
            var order = _orders[id];
            Remove(id);
            Cancel(id, isRecorded: true, order);
        }
    }

    private void StepMatchHeavy()
    {
        double target = _shape.LiveTarget;
        var cross = Math.Clamp(0.5 + 0.5 * (_live.Count - target) / target, 0.1, 0.9);
        if (_random.Unit() < cross && _book.BestBid != null && _book.BestAsk != null)
        {
            var side = SideByBalance();
            var quantity = _random.Below(8) != 0 ? 1 + _random.Below(5) : 1 + _random.Below(45);
            Submit(BookWorkloadRecord.Limit, side, Through(side, 100), quantity);
            return;
        }

        Passive(SideByBalance());
    }

    private long Through(Side side, int ticks) =>
        side == Side.Buy ? (_book.BestAsk ?? _mid) + ticks : (_book.BestBid ?? _mid) - ticks;

    private Side SideByBalance()
    {
        var buy = Math.Clamp(0.5 + (Asks - _bids) / 2000.0, 0.05, 0.95);
        return _random.Unit() < buy ? Side.Buy : Side.Sell;
    }

    private void Passive(Side side)
    {
        var price = PassivePrice(side);
        Submit(BookWorkloadRecord.Limit, side, price, 1 + _random.Below(_shape.QuantityMax));
    }

    private long PassivePrice(Side side)
    {
        var unit = _random.Unit();
        var distance = 1 + (long)Math.Floor(_shape.Depth * unit * unit);
        return side == Side.Buy
            ? Math.Min(_mid - distance, (_book.BestAsk ?? long.MaxValue) - 1)
            : Math.Max(_mid + distance, (_book.BestBid ?? long.MinValue) + 1);
    }

    private void Submit(byte operation, Side side, long price, long quantity)
    {
        var id = ++_lastId;
        var command = SubmitCommand(operation, id, side, price, quantity);
        _records.Add(new BookWorkloadRecord(operation, id, side, price, quantity));
        _commands.Add(command);
        _reports.Clear();
        _book.Execute(command, _reports);
        _trades.Add(_reports.Reports);
        var leaves = quantity;
        foreach (ref readonly var report in _reports.Reports)
        {
            if (report.Kind == BookReportKind.Trade) leaves = Fill(report);
            else if (report.Kind == BookReportKind.Canceled) leaves = 0;
        }

        if (leaves > 0) Add(id, new LiveOrder(side, price, quantity, leaves));
    }

    private long Fill(in BookReport trade)
    {
        var maker = _orders[trade.MakerOrderId];
        if (trade.MakerLeavesQty != 0)
        {
            _orders[trade.MakerOrderId] = maker with { LeavesQty = trade.MakerLeavesQty };
        }
        else
        {
            Remove(trade.MakerOrderId);
            _ring[_filledMakers++ % RingSize] = (trade.MakerOrderId, maker.Side, maker.Price);
        }

        return trade.LeavesQty;
    }

    private void Cancel(ulong id, bool isRecorded, in LiveOrder order)
    {
        var command = new BookCommand { Kind = BookCommandKind.Cancel, OrderId = id };
        _reports.Clear();
        _book.Execute(command, _reports);
        if (!isRecorded) return;
        _records.Add(new BookWorkloadRecord(BookWorkloadRecord.Cancel, id, order.Side, order.Price, 0));
        _commands.Add(command);
    }

    private void Add(ulong id, LiveOrder order)
    {
        order.LivePlace = _live.Count;
        _live.Add(id);
        _orders.Add(id, order);
        if (order.Side == Side.Buy) _bids++;
    }

    private void Remove(ulong id)
    {
        _orders.Remove(id, out var order);
        if (order.Side == Side.Buy) _bids--;
        var last = _live[^1];
        _live.RemoveAt(_live.Count - 1);
        if (last == id) return;
        _live[order.LivePlace] = last;
        _orders[last] = _orders[last] with { LivePlace = order.LivePlace };
    }

    private static BookCommand SubmitCommand(byte operation, ulong id, Side side, long price, long quantity) => new()
    {
        Kind = BookCommandKind.Submit,
        OrderId = id,
        Side = side,
        OrderType = operation == BookWorkloadRecord.Market ? OrderType.Market : OrderType.Limit,
        TimeInForce = operation == BookWorkloadRecord.Limit ? TimeInForce.Gtc : TimeInForce.Ioc,
        Price = price,
        Quantity = quantity,
    };

    private record struct LiveOrder(Side Side, long Price, long Quantity, long LeavesQty)
    {
        public int LivePlace { get; set; }
    }
}
