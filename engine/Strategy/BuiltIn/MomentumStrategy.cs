using System;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy.Indicators;

namespace Trading.Strategy.BuiltIn;

/// <summary>
/// Trend following on bars. Enters with immediate orders when fast and slow average are far enough apart for the market's
/// volatility, leaves when they cross or at a stop; after a stop the same direction waits for a cross.
/// </summary>
internal sealed class MomentumStrategy(MomentumSettings settings, Instrument instrument) : IStrategy
{
    private readonly Ema _fast = new(settings.Fast);
    private readonly Ema _slow = new(settings.Slow);
    private readonly EwmaVolatility _volatilityBps = new(settings.VolatilityLambda);
    private readonly AverageEntry _entry = new();
    private readonly PositionTaker _taker = new(settings.Instrument, instrument, settings.SlippageTicks);
    private long _close;
    private int _target;
    private int _stopped;

    public void OnStart(StrategyContext context) => context.SubscribeBars(settings.Instrument, settings.BarNs);

    public void OnStop(StrategyContext context) => context.CancelAll(settings.Instrument);

    public void OnBar(StrategyContext context, int instrument, in Bar bar)
    {
        if (_close > 0) _volatilityBps.Update(((double)bar.Close.Units / _close - 1) * 1e4);
        _close = bar.Close.Units;
        _fast.Update(_close);
        _slow.Update(_close);
        if (!_slow.IsReady || _slow.Value <= 0) return;
        Decide((_fast.Value / _slow.Value - 1) * 1e4);
        Steer(context);
    }

    public void OnMarket(StrategyContext context, int instrument)
    {
        if (instrument != settings.Instrument || (_target == 0 && context.Position(instrument) == Quantity.Zero)) return;
        CheckStop(context);
        Steer(context);
    }

    public void OnFill(StrategyContext context, in ExecutionReport fill)
    {
        _entry.Take(fill);
        Steer(context);
    }

    public void OnOrder(StrategyContext context, in OrderEvent e) => _taker.Note(context, e);

    public void Save(StateWriter writer)
    {
        _fast.Save(writer);
        _slow.Save(writer);
        _volatilityBps.Save(writer);
        _entry.Save(writer);
        _taker.Save(writer);
        writer.Write(_close);
        writer.Write(_target);
        writer.Write(_stopped);
    }

    public void Load(ref StateReader reader)
    {
        _fast.Load(ref reader);
        _slow.Load(ref reader);
        _volatilityBps.Load(ref reader);
        _entry.Load(ref reader);
        _taker.Load(ref reader);
        _close = reader.ReadInt64();
        _target = reader.ReadInt32();
        _stopped = reader.ReadInt32();
        if (Math.Abs((long)_target) > 1 || Math.Abs((long)_stopped) > 1) reader.Fail();
    }

    private void Decide(double trendBps)
    {
        var direction = Math.Sign(trendBps);
        if (direction != _stopped) _stopped = 0;
        if (direction != _target) _target = 0;
        var isStrong = Math.Abs(trendBps) >= settings.Entry * _volatilityBps.Value;
        var isCalm = _volatilityBps.Value <= settings.VolatilityMaxBps;
        if (_target == 0 && _stopped == 0 && isStrong && isCalm) _target = direction;
    }

    private void CheckStop(StrategyContext context)
    {
        if (_target == 0 || !context.Market(settings.Instrument).TryGetTop(out var bid, out var ask)) return;
        if (_entry.FavourBps((bid.Price + ask.Price) / 2.0) > -settings.StopBps) return;
        (_stopped, _target) = (_target, 0);
    }

    private void Steer(StrategyContext context) => _taker.MoveTo(context, _target * settings.Quantity.Units);
}
