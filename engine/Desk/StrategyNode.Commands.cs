using System;
using System.Buffers;
using System.Linq;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;
using Trading.Strategy;

namespace Trading.Desk;

public sealed partial class StrategyNode
{
    /// <summary>What an operator wants to know of it: a view of its state, which asking does not change.</summary>
    public StrategyStatus Status() => new()
    {
        Strategy = _number,
        TimeNs = NowNs,
        Stage = _stage,
        TradingState = _risk.State,
        StateReason = _risk.StateReason,
        IsFlattening = _isFlattening,
        OpenOrders = _context.Table.OpenCount,
        Denied = _risk.Denied,
        Positions = [.. Enumerable.Range(0, _context.Markets.Length).Select(_context.StatusOf)],
    };

    /// <inheritdoc/>
    public override void WriteStatus(IBufferWriter<byte> destination) => Status().Write(destination);

    private void TakeCommand(in OperatorCommand command)
    {
        var isChanged = false;
        switch (command.Kind)
        {
            case CommandKind.Halt:
                isChanged = _risk.Kill(TradingState.Halted);
                _isFlattening = false;
                CancelAll();
                break;
            case CommandKind.Reduce:
                isChanged = _risk.Kill(TradingState.Reducing);
                break;
            case CommandKind.Resume:
                isChanged = _risk.State != TradingState.Active;
                _risk.Resume();
                _isFlattening = false;
                _context.ResetBaseline();
                break;
            case CommandKind.Flatten:
                isChanged = _risk.Unwind();
                _isFlattening = true;
                CancelAll();
                Unwind();
                break;
        }

        if (isChanged) TellState();
        Finish();
    }

    /// <summary>
    /// Closes what can be closed now. What is open on the closing side counts as closed already, so the position is never
    /// overshot; what risk denies or the market cannot take is tried again with the next mark.
    /// </summary>
    private void Unwind()
    {
        if (!_isFlattening) return;
        var isFlat = true;
        for (var instrument = 0; instrument < _context.Markets.Length; instrument++)
        {
            var position = _context.Position(instrument).Units;
            if (position == 0) continue;
            isFlat = false;
            Close(instrument, position);
        }

        if (isFlat && _context.Table.OpenCount == 0) _isFlattening = false;
        // A market that has ended takes no orders; without this a session would never end.
        if (!_isFlattening || _isFlattenTimed || _endedMarkets == _context.Markets.Length) return;
        _isFlattenTimed = true;
        SetTimer(FlattenTimer, NowNs + _markIntervalNs);
    }

    private void Close(int instrument, long position)
    {
        var market = _context.Markets[instrument];
        var (side, rules) = (position > 0 ? Side.Sell : Side.Buy, market.Instrument);
        if (!market.TryGetMarkPrice(out var mark)) return;
        var quantity = Math.Abs(position) - _context.Table.Tally(_number, instrument, side).Quantity;
        // A position beyond the limits of one order is closed in several.
        while (quantity > 0 && !_risk.FitsOneOrder(instrument, rules, side, mark, quantity)) quantity /= 2;
        quantity -= quantity % rules.LotSize.Units;
        if (quantity <= 0) return;
        _context.Submit(OrderRequest.Market(instrument, side, new Quantity(quantity)) with { Flags = OrderFlags.ReduceOnly });
    }

    /// <summary>Whether a report is about a market order, as those that close positions are.</summary>
    private static bool IsClosingOrder(in ExecutionReport report) => report.Price == 0;
}
