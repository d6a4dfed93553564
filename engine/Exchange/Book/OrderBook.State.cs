using System;
using System.Buffers;
using Trading.Model;

namespace Trading.Exchange;

internal sealed unsafe partial class OrderBook
{
    public UInt128 StateHash() => BookStateCodec.Hash(ToState());

    public void Save(IBufferWriter<byte> destination) => BookStateCodec.Encode(ToState(), destination);

    public static Result<OrderBook, BookLoadError> Load(Instrument instrument, ReadOnlySpan<byte> bytes)
    {
        if (!BookStateCodec.Decode(instrument, bytes).TryGet(out var state, out var error)) return error;
        var book = new OrderBook(instrument)
        {
            _nowNs = state.NowNs,
            _lastPrice = state.LastPrice,
            _reportSequence = state.ReportSequence,
        };
        foreach (ref readonly var order in state.Orders.AsSpan()) book.Restore(order);
        return book;
    }

    internal BookState ToState()
    {
        var orders = new OrderState[OrderCount];
        var count = 0;
        foreach (var side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            for (var level = SideOf(side)->BestLevel; level != 0; level = Worse(side, level))
            {
                for (var order = _ladder.At(level)->Head; order != 0; order = At(order)->Next)
                {
                    orders[count++] = ToState(order);
                }
            }
        }

        var resting = count;
        foreach (var stop in _buyStops.Orders) orders[count++] = ToState(stop);
        foreach (var stop in _sellStops.Orders) orders[count++] = ToState(stop);
        orders.AsSpan(resting).Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        return new BookState(Instrument, _nowNs, _lastPrice, _reportSequence, orders);
    }

    private OrderState ToState(int index)
    {
        var order = At(index);
        var terms = order->Terms == 0 ? default : _terms[order->Terms];
        return new OrderState
        {
            Id = order->Id,
            Sequence = order->Sequence,
            Price = order->Price,
            Quantity = order->Quantity,
            FilledQty = order->FilledQty,
            TriggerPrice = terms.TriggerPrice,
            ExpireTimeNs = terms.ExpireTimeNs,
            AccountId = order->AccountId,
            Side = order->Side,
            OrderType = order->OrderType,
            TimeInForce = order->TimeInForce,
            Flags = (OrderFlags)(order->Marks & OrderMarks.FlagBits),
            SelfTradePrevention = order->SelfTradePrevention,
            IsWaiting = order->IsWaiting,
        };
    }

    private void Restore(in OrderState state)
    {
        var index = TakeOrder();
        var order = At(index);
        order->Id = state.Id;
        order->Sequence = state.Sequence;
        order->Price = state.Price;
        order->Quantity = state.Quantity;
        order->LeavesQty = state.LeavesQty;
        order->Level = 0;
        order->Terms = state.TriggerPrice == 0 && state.ExpireTimeNs == 0
            ? 0
            : TakeTerms(state.TriggerPrice, state.ExpireTimeNs);
        order->AccountId = state.AccountId;
        order->Side = state.Side;
        order->OrderType = state.OrderType;
        order->Marks = (OrderMarks)state.Flags | (state.IsWaiting ? OrderMarks.Waiting : OrderMarks.None);
        order->SetConditions(state.TimeInForce, state.SelfTradePrevention);
        SideOf(state.Side)->OpenQuantity += state.LeavesQty;
        if (state.IsWaiting)
        {
            Wait(index);
            return;
        }

        EnterIndex(index);
        Rest(index);
    }
}
