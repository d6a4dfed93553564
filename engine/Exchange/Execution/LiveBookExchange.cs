using System;
using System.Buffers;
using System.Collections.Generic;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Exchange;

/// <summary>
/// Our orders in a real book, into which the tape's order flow is replayed: queues, partial fills and impact are the
/// book's own. What others do is what the tape says, whatever we do: they do not react to us.
/// </summary>
internal sealed class LiveBookExchange : SimulatedExchange
{
    // Our orders have one account, so that they are kept from each other and nobody else can cancel them.
    private const uint OwnAccount = uint.MaxValue;
    private const uint UnknownAccount = uint.MaxValue - 1;

    private readonly ReportBuffer _bookReports = new();
    private readonly LiveMarketData _data = new();
    private readonly List<ulong> _entered = [];
    private OrderBook _book;

    public LiveBookExchange(Instrument instrument, int index, ExecutionConfig config, ulong seed)
        : base(instrument, index, config, seed) =>
        _book = new OrderBook(instrument);

    public override bool TryGetMidTwice(out long midTwice)
    {
        midTwice = 0;
        if (!_book.TryGetBest(Side.Buy, out var bid) || !_book.TryGetBest(Side.Sell, out var ask)) return false;
        return PriceSum.TryAdd(bid.Price, ask.Price, out midTwice);
    }

    public override bool TryTakeMarketData(out TapeEvent e, out ReadOnlySpan<Model.PriceLevel> levels)
    {
        if (PublishesMarketData) return _data.TryTake(_book, NowNs, out e, out levels);
        e = TapeEvent.Empty;
        levels = default;
        return false;
    }

    private protected override void SaveMarket(IBufferWriter<byte> destination)
    {
        var book = new ArrayBufferWriter<byte>();
        _book.Save(book);
        var writer = new StateWriter(destination);
        writer.WriteBlock(book.WrittenSpan);
        _data.Save(writer);
    }

    private protected override void LoadMarket(ref StateReader reader)
    {
        if (OrderBook.Load(Instrument, reader.ReadBlock()).TryGet(out var book, out _)) _book = book;
        else reader.Fail();
        _data.Load(ref reader);
    }

    private protected override void TakeEvent(
        in TapeEvent e, ReadOnlySpan<Model.PriceLevel> levels, ExecutionReportBuffer reports)
    {
        var command = CommandOf(e);
        // What tells of no command still tells the time: the tape's own orders expire with it.
        if (command.Kind == 0) command.Kind = BookCommandKind.AdvanceTime;
        Run(command, isOwn: false, reports);
    }

    private protected override OrderReason CheckMarket(in ExecutionOrder order) =>
        order.OrderType == OrderType.Market && !CanFill(order.Side.Opposite(), order.Quantity)
            ? OrderReason.InsufficientLiquidity
            : OrderReason.None;

    private protected override void Place(in ExecutionOrder order, ExecutionReportBuffer reports)
    {
        _orders.Add(order);
        Run(
            new BookCommand
            {
                Kind = BookCommandKind.Submit,
                OrderId = order.Id,
                Price = order.Price,
                Quantity = order.Quantity,
                TriggerPrice = order.TriggerPrice,
                ExpireTimeNs = order.TimeInForce == TimeInForce.Gtd ? order.ExpireTimeNs : 0,
                Side = order.Side,
                OrderType = order.OrderType,
                TimeInForce = order.TimeInForce,
                Flags = order.Flags,
                SelfTradePrevention = order.SelfTradePrevention,
            },
            isOwn: true,
            reports);
    }

    private protected override void CancelOrder(int slot, ExecutionReportBuffer reports) =>
        Run(new BookCommand { Kind = BookCommandKind.Cancel, OrderId = _orders.At(slot).Id }, isOwn: true, reports);

    private protected override void ReplaceOrder(int slot, in BookCommand command, ExecutionReportBuffer reports) =>
        Run(command, isOwn: true, reports);

    private protected override void Expire(ExecutionReportBuffer reports) =>
        Run(new BookCommand { Kind = BookCommandKind.AdvanceTime }, isOwn: true, reports);

    private void Run(BookCommand command, bool isOwn, ExecutionReportBuffer reports)
    {
        command.TimeNs = NowNs;
        if (isOwn) command.AccountId = OwnAccount;
        _bookReports.Clear();
        _book.Execute(command, _bookReports);
        foreach (ref readonly var report in _bookReports.Reports)
        {
            if (PublishesMarketData && report.Kind == BookReportKind.Trade) _data.AddTrade(report, NowNs);
            Translate(report, isOwn, reports);
        }

        foreach (var id in _entered) CountEntry(id);
        _entered.Clear();
    }

    private void Translate(in BookReport report, bool isOwn, ExecutionReportBuffer reports)
    {
        var isRefusal = report.Kind is BookReportKind.Rejected or BookReportKind.CancelRejected or BookReportKind.ReplaceRejected;
        if (isRefusal && !isOwn)
        {
            // A foreign command's refusal may name an order of ours: it tells us nothing.
            Statistics.Divergences++;
            return;
        }

        var takes = _orders.TryFind(report.OrderId, out var slot);
        if (report.Kind is BookReportKind.Trade or BookReportKind.Decremented)
        {
            if (takes) Move(slot, report, report.LeavesQty, LiquiditySide.Taker, reports);
            if (_orders.TryFind(report.MakerOrderId, out var maker))
            {
                Move(maker, report, report.MakerLeavesQty, LiquiditySide.Maker, reports);
            }
        }
        else if (takes)
        {
            Tell(slot, report, reports);
        }
    }

    /// <summary>A trade or a decrement of one of our orders.</summary>
    private void Move(int slot, in BookReport report, long leavesQty, LiquiditySide liquidity, ExecutionReportBuffer reports)
    {
        if (report.Kind == BookReportKind.Trade)
        {
            if (liquidity == LiquiditySide.Maker) Statistics.FillsInQueue++;
            Fill(slot, report.Price, report.Quantity, liquidity, reports);
            return;
        }

        // An order that nothing is left of is canceled by the book's next report.
        if (leavesQty == 0) return;
        _orders.At(slot).Quantity -= report.Quantity;
        ReportReplaced(slot, OrderReason.SelfTradeDecrement, reports);
    }

    private void Tell(int slot, in BookReport report, ExecutionReportBuffer reports)
    {
        switch (report.Kind)
        {
            case BookReportKind.Accepted:
                ReportAccepted(slot, reports);
                Enter(slot);
                break;
            case BookReportKind.Rejected:
                ReportRejected(slot, report.Reason, reports);
                break;
            case BookReportKind.Canceled:
                Close(slot, ExecType.Canceled, report.Reason, reports);
                break;
            case BookReportKind.Expired:
                Close(slot, ExecType.Expired, report.Reason, reports);
                break;
            case BookReportKind.Replaced:
                TakeReplacement(slot, report, reports);
                break;
            case BookReportKind.CancelRejected:
                RefuseStanding(ExecType.CancelRejected, slot, report.Reason, reports);
                break;
            case BookReportKind.ReplaceRejected:
                RefuseStanding(ExecType.ReplaceRejected, slot, report.Reason, reports);
                break;
            case BookReportKind.Triggered:
                ReportTriggered(slot, reports);
                Enter(slot);
                break;
            case BookReportKind.Trade:
            case BookReportKind.Decremented:
                break;
        }
    }

    /// <summary>An order of ours begins to queue, should it come to rest: the command's other reports decide.</summary>
    private void Enter(int slot)
    {
        _orders.At(slot).RestingSinceNs = NowNs;
        _entered.Add(_orders.At(slot).Id);
    }

    private void CountEntry(ulong id)
    {
        if (!_orders.TryFind(id, out var slot)) return;
        ref readonly var order = ref _orders.At(slot);
        if (order.IsWaiting) return;
        Statistics.CountEntry(_book.QuantityAt(order.Side, order.Price) - order.LeavesQty);
    }

    private void TakeReplacement(int slot, in BookReport report, ExecutionReportBuffer reports)
    {
        ref var order = ref _orders.At(slot);
        var keepsPlace = report.Price == order.Price && report.Quantity < order.Quantity;
        (order.Price, order.Quantity) = (report.Price, report.Quantity);
        ReportReplaced(slot, OrderReason.None, reports);
        if (!keepsPlace) Enter(slot);
    }

    private bool CanFill(Side side, long quantity)
    {
        Span<BookLevel> levels = stackalloc BookLevel[16];
        return SumOf(levels[.._book.CopyLevels(side, levels)], quantity) || CanFillDeep(side, quantity);
    }

    private bool CanFillDeep(Side side, long quantity)
    {
        for (var depth = 256; ; depth *= 4)
        {
            var levels = new BookLevel[depth];
            var count = _book.CopyLevels(side, levels);
            if (SumOf(levels.AsSpan(0, count), quantity)) return true;
            if (count < depth) return false;
        }
    }

    private static bool SumOf(ReadOnlySpan<BookLevel> levels, long quantity)
    {
        Int128 sum = 0;
        foreach (ref readonly var level in levels) sum += level.Quantity;
        return sum >= quantity;
    }

    /// <summary>The command that an event of the tape tells of; of kind 0 when it tells of none. What the book does by itself
    /// (fills, expiries, the ends of immediate orders, self-trade prevention) is not told again.</summary>
    private static BookCommand CommandOf(in TapeEvent e)
    {
        var command = new BookCommand
        {
            OrderId = e.OrderId,
            Price = e.Price,
            Quantity = e.Quantity,
            AccountId = e.Agent < 0 ? UnknownAccount : (uint)e.Agent + 1,
            Side = e.Side,
        };
        if (e.Kind == TapeEventKind.NewOrder && e.Status != OrderStatus.Rejected)
        {
            command.Kind = BookCommandKind.Submit;
            command.TriggerPrice = e.TriggerPrice;
            command.ExpireTimeNs = e.ExpireTimeNs;
            command.OrderType = e.OrderType == 0 ? OrderType.Limit : e.OrderType;
            command.TimeInForce = e.TimeInForce == 0 ? TimeInForce.Gtc : e.TimeInForce;
            command.Flags = e.OrderFlags;
            command.SelfTradePrevention = e.SelfTradePrevention;
        }
        else if (e.Kind == TapeEventKind.Cancel
            && e.Reason is OrderReason.None or OrderReason.CancelRequested or OrderReason.ReplacedBelowFilled)
        {
            command.Kind = BookCommandKind.Cancel;
        }
        else if (e.Kind == TapeEventKind.Amend && e.Reason != OrderReason.SelfTradeDecrement)
        {
            command.Kind = BookCommandKind.Replace;
            command.TriggerPrice = e.TriggerPrice;
        }

        return command;
    }
}
