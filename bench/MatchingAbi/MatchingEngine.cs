using System.Runtime.CompilerServices;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Bench.MatchingAbi;

/// <summary>
/// Translates the benchmark's messages into the book's commands and the book's reports into the benchmark's. The
/// matching
/// and all that is answered from the state of the book is the engine's.
/// </summary>
internal sealed unsafe class MatchingEngine(ReportRing.Header* ring, Instrument instrument)
{
    private readonly OrderBook _book = new(instrument);
    private readonly ReportBuffer _reports = new(16_384);
    private BookCommand _submit = new() { Kind = BookCommandKind.Submit, OrderType = OrderType.Limit };
    private BookCommand _cancel = new() { Kind = BookCommandKind.Cancel };

    public OrderBook Book => _book;

    public void NewOrder(AbiNewOrder* order)
    {
        var side = (Side)(order->Side + 1);
        Submit(order->OrderId, side, order->PriceTicks, order->Quantity, order->Ioc != 0);
        Acknowledge(
            AbiReportType.OrderAck, order->SequenceNumber, order->OrderId, side, order->PriceTicks, order->Quantity);
        TranslateFills(order->SequenceNumber, order->Quantity);
    }

    public void Cancel(AbiCancel* cancel)
    {
        if (TryRemove(cancel->OrderId, out var side, out var price, out var open))
        {
            Acknowledge(AbiReportType.CancelAck, cancel->SequenceNumber, cancel->OrderId, side, price, open);
        }
        else
        {
            Acknowledge(AbiReportType.CancelReject, cancel->SequenceNumber, cancel->OrderId, Side.Buy, 0, 0);
        }
    }

    public void Modify(AbiModify* modify)
    {
        if (!TryRemove(modify->OrderId, out var side, out _, out _))
        {
            Acknowledge(AbiReportType.ModifyReject, modify->SequenceNumber, modify->OrderId, Side.Buy, 0, 0);
            return;
        }

        Submit(modify->OrderId, side, modify->NewPriceTicks, modify->NewQuantity, isIoc: false);
        Acknowledge(
            AbiReportType.ModifyAck,
            modify->SequenceNumber,
            modify->OrderId,
            side,
            modify->NewPriceTicks,
            modify->NewQuantity);
        TranslateFills(modify->SequenceNumber, modify->NewQuantity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Submit(ulong id, Side side, long price, uint quantity, bool isIoc)
    {
        _submit.OrderId = id;
        _submit.Side = side;
        _submit.TimeInForce = isIoc ? TimeInForce.Ioc : TimeInForce.Gtc;
        _submit.Price = price;
        _submit.Quantity = quantity;
        _reports.Clear();
        _book.Execute(_submit, _reports);
    }

    /// <summary>Cancels an order by the book, which knows whether it rests.</summary>
    private bool TryRemove(ulong id, out Side side, out long price, out uint open)
    {
        open = (uint)_book.OpenQuantityOf(id);
        _cancel.OrderId = id;
        _reports.Clear();
        _book.Execute(_cancel, _reports);
        ref readonly var report = ref _reports.Last;
        (side, price) = (report.Side, report.Price);
        return report.Kind == BookReportKind.Canceled;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Acknowledge(AbiReportType type, ulong sequence, ulong id, Side side, long price, uint quantity)
    {
        var to = ReportRing.Next(ring);
        to->TypeAndSide = (ulong)type | ((ulong)(side - 1) << 8);
        to->SequenceNumber = sequence;
        to->OrderId = id;
        to->PriceTicks = price;
        to->Quantity = quantity;
        to->MakerOrderId = 0;
        to->TakerOrderId = 0;
    }

    /// <summary>
    /// Translates what follows the book's acknowledgement: trades, and the cancel of an immediate order's rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TranslateFills(ulong sequence, uint quantity)
    {
        var reports = _reports.Reports;
        for (var index = 1; index < reports.Length; index++)
        {
            ref readonly var report = ref reports[index];
            if (report.Kind == BookReportKind.Trade)
            {
                quantity -= (uint)report.Quantity;
                TranslateTrade(sequence, report);
            }
            else
            {
                Acknowledge(AbiReportType.CancelAck, sequence, report.OrderId, report.Side, report.Price, quantity);
            }
        }
    }

    private void TranslateTrade(ulong sequence, in BookReport trade)
    {
        var to = ReportRing.Next(ring);
        to->TypeAndSide = (ulong)AbiReportType.Trade;
        to->SequenceNumber = sequence;
        to->OrderId = trade.MakerOrderId;
        to->PriceTicks = trade.Price;
        to->Quantity = (uint)trade.Quantity;
        to->MakerOrderId = trade.MakerOrderId;
        to->TakerOrderId = trade.OrderId;
    }
}
