using System;
using System.Buffers;
using System.Collections.Generic;
using Trading.Model;
using Trading.Tape;

namespace Trading.Exchange;

/// <summary>
/// A book node's run as a tape: takes the calls that the node took, in their order, and writes what the book made of them.
/// It keeps a book of its own, which ends in the node's state hash.
/// </summary>
public sealed class BookTape
{
    private readonly IBufferWriter<byte> _output;
    private readonly string _source;
    private readonly ReportBuffer _reports = new();

    // What live orders wait for and at which price they rest: reports of triggers and decrements name another price.
    private readonly Dictionary<ulong, (long Price, long TriggerPrice)> _orders = [];
    private IOrderBook? _book;
    private long _nowNs;

    /// <summary>A tape that begins with the book's first call.</summary>
    /// <param name="output">Takes the tape's bytes.</param>
    /// <param name="source">Where the run comes from, in words: printable ASCII without quotes and backslashes.</param>
    public BookTape(IBufferWriter<byte> output, string source) => (_output, _source) = (output, source);

    /// <summary>The tape; null before the book has rules.</summary>
    public TapeWriter? Writer { get; private set; }

    /// <summary>The state hash of the book; 0 before it has rules.</summary>
    public UInt128 StateHash() => _book?.StateHash() ?? 0;

    /// <summary>Begins with a book that exists: its orders are the tape's first events, at the book's time.</summary>
    /// <param name="saved">What <see cref="BookNode.Save"/> wrote.</param>
    /// <returns>False when that is not a saved book; then the tape is of no use.</returns>
    public bool TryBegin(ReadOnlySpan<byte> saved)
    {
        var reader = new StateReader(saved);
        if (!reader.ReadBool()) return reader.IsComplete;
        if (InstrumentCodec.Read(ref reader) is not { } rules) return false;
        var bytes = saved[^reader.Remaining..];
        if (!OrderBooks.Load(rules, bytes).TryGet(out var book, out _)) return false;
        if (!BookStateCodec.Decode(rules, bytes).TryGet(out var state, out _) || !TryOpen(book)) return false;
        _nowNs = state.NowNs;
        foreach (ref readonly var order in state.Orders.AsSpan()) Write(order);
        return true;
    }

    /// <summary>Takes a call that the node accepted; one that the book refuses as a whole writes nothing.</summary>
    /// <returns>False when the tape cannot name the instrument.</returns>
    public bool TryTake(ReadOnlySpan<byte> payload)
    {
        var kind = BookCall.KindOf(payload);
        if (kind == BookCallKind.Configure && _book is null && BookCall.RulesOf(payload) is { } rules)
        {
            return TryOpen(OrderBooks.Create(rules));
        }

        if (kind != BookCallKind.Commands || _book is null) return true;
        foreach (ref readonly var command in BookCall.CommandsOf(payload)) Execute(_book, command);
        return true;
    }

    private bool TryOpen(IOrderBook book)
    {
        _book = book;
        var header = TapeHeader.Create([book.Instrument], [], [], 0, 0, _source);
        if (header.TryGet(out var value, out _)) Writer = new TapeWriter(_output, value);
        return Writer is not null;
    }

    private void Execute(IOrderBook book, in BookCommand command)
    {
        _reports.Clear();
        book.Execute(command, _reports);
        // Malformed bytes do not move the book's time.
        if (_reports.Count == 0 || _reports.Reports[0].Reason != Orders.OrderReason.MalformedCommand)
        {
            _nowNs = Math.Max(_nowNs, command.TimeNs);
        }

        foreach (ref readonly var report in _reports.Reports) Write(command, report);
    }

    private void Write(in BookCommand command, in BookReport report)
    {
        switch (report.Kind)
        {
            case BookReportKind.Accepted:
                var accepted = BookTapeEvents.Accepted(command, report, _nowNs);
                _orders[report.OrderId] = (report.Price, accepted.TriggerPrice);
                Write(accepted);
                break;
            case BookReportKind.Trade:
                Write(BookTapeEvents.TakersFill(report, _nowNs));
                Write(BookTapeEvents.MakersFill(report, _nowNs));
                break;
            case BookReportKind.Canceled:
                WriteOrder(TapeEventKind.Cancel, report);
                break;
            case BookReportKind.Expired:
                WriteOrder(TapeEventKind.Expire, report);
                break;
            case BookReportKind.Replaced:
                WriteReplaced(command, report);
                break;
            case BookReportKind.Triggered:
                _orders[report.OrderId] = (_orders.GetValueOrDefault(report.OrderId).Price, 0);
                WriteResting(report, report.OrderId, report.Side, report.LeavesQty, report.Status);
                break;
            case BookReportKind.Decremented:
                WriteResting(report, report.OrderId, report.Side, report.LeavesQty, report.Status);
                WriteResting(report, report.MakerOrderId, report.Side.Opposite(), report.MakerLeavesQty, report.MakerStatus);
                break;
            case BookReportKind.Rejected:
            case BookReportKind.CancelRejected:
            case BookReportKind.ReplaceRejected:
                WriteOrder(TapeEventKind.Reject, report);
                break;
        }
    }

    private void WriteOrder(TapeEventKind kind, in BookReport report)
    {
        if (report.LeavesQty == 0 && kind != TapeEventKind.Reject) _orders.Remove(report.OrderId);
        Write(BookTapeEvents.Order(kind, report, _nowNs));
    }

    private void WriteReplaced(in BookCommand command, in BookReport report)
    {
        var e = BookTapeEvents.Order(TapeEventKind.Amend, report, _nowNs);
        var waitsFor = _orders.GetValueOrDefault(report.OrderId).TriggerPrice;
        // A waiting stop takes a new trigger; 0 keeps the old one.
        if (waitsFor != 0) e.TriggerPrice = command.TriggerPrice != 0 ? command.TriggerPrice : waitsFor;
        _orders[report.OrderId] = (report.Price, e.TriggerPrice);
        Write(e);
    }

    /// <summary>An order goes on at its own limit price, which the report does not hold.</summary>
    private void WriteResting(in BookReport report, ulong orderId, Side side, long leavesQty, Orders.OrderStatus status)
    {
        var e = BookTapeEvents.Order(TapeEventKind.Amend, report, _nowNs);
        (e.OrderId, e.Side, e.LeavesQty, e.Status) = (orderId, side, leavesQty, status);
        e.Price = _orders.GetValueOrDefault(orderId).Price;
        Write(e);
    }

    private void Write(in OrderState order)
    {
        _orders[order.Id] = (order.Price, order.IsWaiting ? order.TriggerPrice : 0);
        var e = TapeEvent.Empty;
        e.Kind = TapeEventKind.NewOrder;
        e.TimeNs = _nowNs;
        e.Instrument = 0;
        e.OrderId = order.Id;
        (e.Side, e.Price, e.Quantity, e.LeavesQty) = (order.Side, order.Price, order.Quantity, order.LeavesQty);
        (e.OrderType, e.TimeInForce, e.OrderFlags) = (RestingType(order), order.TimeInForce, order.Flags);
        (e.TriggerPrice, e.ExpireTimeNs) = (order.IsWaiting ? order.TriggerPrice : 0, order.ExpireTimeNs);
        e.SelfTradePrevention = order.SelfTradePrevention;
        e.Status = order.FilledQty > 0 ? Orders.OrderStatus.PartiallyFilled : Orders.OrderStatus.Accepted;
        Write(e);
    }

    /// <summary>A stop that has triggered rests as the limit order that it became.</summary>
    private static OrderType RestingType(in OrderState order) => order.IsWaiting ? order.OrderType : OrderType.Limit;

    private void Write(in TapeEvent e)
    {
        if (e.LeavesQty == 0 && e.Kind == TapeEventKind.Fill) _orders.Remove(e.OrderId);
        var error = Writer?.Write(e) ?? TapeErrorCode.None;
        // The book makes only events that the header above allows: anything else is a bug.
        if (error != TapeErrorCode.None) throw new InvalidOperationException($"the tape refuses a {e.Kind} event: {error}");
    }
}
