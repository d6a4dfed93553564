using System;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy.Indicators;

namespace Trading.Strategy.BuiltIn;

/// <summary>
/// Takes with one immediate order when the best levels lean far enough to one side, holds for a time, and leaves earlier
/// when the book leans as far to the other side. An entry that finds nothing is not repeated.
/// </summary>
internal sealed class BookImbalanceStrategy(BookImbalanceSettings settings, Instrument instrument) : IStrategy
{
    private const int HoldTimer = 1;

    private readonly PositionTaker _taker = new(settings.Instrument, instrument, settings.SlippageTicks);
    private long _targetUnits;
    private long _exitNs;
    private long _notBeforeNs;

    public void OnStop(StrategyContext context) => context.CancelAll(settings.Instrument);

    public void OnMarket(StrategyContext context, int instrument)
    {
        if (instrument != settings.Instrument) return;
        if (_targetUnits != 0 || context.Position(instrument) != Quantity.Zero) Hold(context);
        else if (context.TimeNs >= _notBeforeNs) Enter(context);
    }

    public void OnTimer(StrategyContext context, int timer) => Hold(context);

    public void OnFill(StrategyContext context, in ExecutionReport fill)
    {
        if (context.Position(settings.Instrument) == Quantity.Zero) Rest(context);
    }

    public void OnOrder(StrategyContext context, in OrderEvent e)
    {
        _taker.Note(context, e);
        if (e.Instrument != settings.Instrument || !e.Status.IsClosed() || _targetUnits == 0) return;
        // What the entry did not get is not chased.
        _targetUnits = context.Position(settings.Instrument).Units;
        if (_targetUnits == 0) Rest(context);
    }

    public void Save(StateWriter writer)
    {
        _taker.Save(writer);
        writer.Write(_targetUnits);
        writer.Write(_exitNs);
        writer.Write(_notBeforeNs);
    }

    public void Load(ref StateReader reader)
    {
        _taker.Load(ref reader);
        _targetUnits = reader.ReadInt64();
        _exitNs = reader.ReadInt64();
        _notBeforeNs = reader.ReadInt64();
    }

    private void Enter(StrategyContext context)
    {
        var direction = Lean(context);
        if (direction == 0 || _taker.HasOrder(context) || !IsTight(context.Market(settings.Instrument))) return;
        _targetUnits = direction * settings.Quantity.Units;
        _exitNs = context.TimeNs + settings.HoldNs;
        context.SetTimer(HoldTimer, _exitNs);
        _taker.MoveTo(context, _targetUnits);
    }

    private void Hold(StrategyContext context)
    {
        var position = context.Position(settings.Instrument).Units;
        var isOver = context.TimeNs >= _exitNs || Lean(context) * Math.Sign(position) < 0;
        if (isOver) _targetUnits = 0;
        _taker.MoveTo(context, _targetUnits);
    }

    private void Rest(StrategyContext context)
    {
        (_targetUnits, _notBeforeNs) = (0, context.TimeNs + settings.CooldownNs);
        context.CancelTimer(HoldTimer);
    }

    private int Lean(StrategyContext context)
    {
        var isKnown = OrderBookImbalance.TryGet(context.Market(settings.Instrument), settings.Levels, out var imbalance);
        return isKnown && Math.Abs(imbalance) >= settings.Threshold ? Math.Sign(imbalance) : 0;
    }

    private bool IsTight(MarketView market) =>
        market.TryGetTop(out var bid, out var ask)
        && (ask.Price - bid.Price) * 1e4 <= settings.SpreadMaxBps * ((bid.Price + ask.Price) / 2.0);
}
