using System;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy.Indicators;

namespace Trading.Strategy.BuiltIn;

/// <summary>
/// Mean reversion. While flat it joins the best bid when the mid is far below its rolling mean (the best ask when far
/// above); with a position it rests an order at the mean. It takes its way out after a time, or when the mid goes too far;
/// then the same direction waits until the mid has been back at the mean.
/// </summary>
internal sealed class MeanReversionStrategy(MeanReversionSettings settings, Instrument instrument) : IStrategy
{
    private const int HoldTimer = 1;

    private readonly RollingStdDev _mids = new(settings.Window);
    private readonly PositionTaker _taker = new(settings.Instrument, instrument, settings.SlippageTicks);
    private readonly Refusals _refusals = new(settings.Instrument);
    private readonly TickGrid _grid = new(instrument);
    private long _nextSampleNs;
    private int _stopped;
    private bool _isLeaving;

    public void OnStop(StrategyContext context) => context.CancelAll(settings.Instrument);

    public void OnMarket(StrategyContext context, int instrument)
    {
        if (instrument == settings.Instrument) Act(context);
    }

    public void OnTimer(StrategyContext context, int timer)
    {
        if (!IsFlat(PositionOf(context))) GiveUp(context);
        Act(context);
    }

    public void OnFill(StrategyContext context, in ExecutionReport fill)
    {
        var position = PositionOf(context);
        var before = position - fill.Side.Sign() * fill.LastQty;
        if (Math.Sign(position) != Math.Sign(before)) BeginPosition(context, position);
        Act(context);
    }

    public void OnOrder(StrategyContext context, in OrderEvent e)
    {
        _taker.Note(context, e);
        _refusals.Note(context, e);
        // A forced way out waits for the quotes to be gone.
        if (_isLeaving) Act(context);
    }

    public void Save(StateWriter writer)
    {
        _mids.Save(writer);
        _taker.Save(writer);
        _refusals.Save(writer);
        writer.Write(_nextSampleNs);
        writer.Write(_stopped);
        writer.Write(_isLeaving);
    }

    public void Load(ref StateReader reader)
    {
        _mids.Load(ref reader);
        _taker.Load(ref reader);
        _refusals.Load(ref reader);
        _nextSampleNs = reader.ReadInt64();
        _stopped = reader.ReadInt32();
        _isLeaving = reader.ReadBool();
    }

    private long PositionOf(StrategyContext context) => context.Position(settings.Instrument).Units;

    /// <summary>What is too small to be traded is no position.</summary>
    private bool IsFlat(long position) => Math.Abs(position) < instrument.MinQuantity.Units;

    private void BeginPosition(StrategyContext context, long position)
    {
        _isLeaving = false;
        if (IsFlat(position)) context.CancelTimer(HoldTimer);
        else context.SetTimer(HoldTimer, context.TimeNs + settings.HoldNs);
    }

    private void GiveUp(StrategyContext context) => (_isLeaving, _stopped) = (true, Math.Sign(PositionOf(context)));

    private void Act(StrategyContext context)
    {
        if (!context.Market(settings.Instrument).TryGetTop(out var bid, out var ask))
        {
            context.CancelQuotes(settings.Instrument);
            return;
        }

        var mid = (bid.Price + ask.Price) / 2.0;
        Sample(context, mid);
        if (!_mids.IsReady) return;
        var position = PositionOf(context);
        if (IsFlat(position)) Enter(context, mid, bid, ask);
        else Leave(context, position, mid, bid, ask);
    }

    private void Sample(StrategyContext context, double mid)
    {
        if (context.TimeNs < _nextSampleNs) return;
        _mids.Update(mid);
        _nextSampleNs = context.TimeNs + settings.SampleNs;
    }

    private void Enter(StrategyContext context, double mid, PriceLevel bid, PriceLevel ask)
    {
        // An order that rests already stays until half of the way is gone, so that it does not come and go.
        var entry = context.OpenOrders.IsEmpty ? settings.Entry : settings.Entry / 2;
        var distance = mid - _mids.Mean;
        var isFar = Math.Abs(distance) >= entry * _mids.Value && Math.Abs(distance) >= settings.EdgeBps * mid / 1e4;
        if (Math.Sign(distance) == _stopped) _stopped = 0;
        var quantity = isFar && _stopped == 0 ? settings.Quantity.Units : 0;
        Rest(context, new(bid.Price), distance < 0 ? quantity : 0, new(ask.Price), distance > 0 ? quantity : 0, mid);
    }

    private void Leave(StrategyContext context, long position, double mid, PriceLevel bid, PriceLevel ask)
    {
        var against = Math.Sign(position) * (_mids.Mean - mid);
        if (against >= settings.Stop * _mids.Value && against > 0) GiveUp(context);
        if (_isLeaving)
        {
            context.CancelQuotes(settings.Instrument);
            _taker.MoveTo(context, 0);
            return;
        }

        var (exitBid, exitAsk) = (_grid.Bid(_mids.Mean, ask), _grid.Ask(_mids.Mean, bid));
        Rest(context, exitBid, Math.Max(0, -position), exitAsk, Math.Max(0, position), mid);
    }

    /// <summary>Rests on one side at most; the other side's order is canceled.</summary>
    private void Rest(StrategyContext context, Price bid, long bidUnits, Price ask, long askUnits, double mid)
    {
        if (_refusals.IsRecent(context, Side.Buy)) bidUnits = 0;
        if (_refusals.IsRecent(context, Side.Sell)) askUnits = 0;
        var toleranceUnits = (long)(settings.ToleranceBps * mid / 1e4);
        context.Quote(settings.Instrument, bid, new(bidUnits), ask, new(askUnits), toleranceUnits);
    }
}
