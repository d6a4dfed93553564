using System;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy.Indicators;

namespace Trading.Strategy.BuiltIn;

/// <summary>
/// Market making with inventory skew. Quotes both sides by <see cref="InventoryQuote"/> from the volatility it measures;
/// a book that cannot be traded on, or that has gone silent, ends the quotes at once.
/// </summary>
internal sealed class MarketMakingStrategy(MarketMakingSettings settings, Instrument instrument) : IStrategy
{
    private const int StaleTimer = 1;
    private const int SamplesMin = 10;

    private readonly InventoryQuote _quote = new(settings.Gamma, settings.K, settings.HalfSpreadMaxBps);
    private readonly EwmaVolatility _sigmaBps = new(settings.Lambda);
    private readonly Refusals _refusals = new(settings.Instrument);
    private readonly TickGrid _grid = new(instrument);
    private double _sampledMid;
    private long _sampledNs;
    private long _startNs;
    private long _marketNs;
    private long _nextNs;
    private bool _isWatching;

    public void OnStart(StrategyContext context) => _startNs = context.TimeNs;

    public void OnStop(StrategyContext context) => context.CancelAll(settings.Instrument);

    public void OnMarket(StrategyContext context, int instrument)
    {
        if (instrument != settings.Instrument) return;
        _marketNs = context.TimeNs;
        if (!_isWatching) Watch(context);
        var isTradable = context.Market(instrument).TryGetTop(out var bid, out var ask);
        if (!isTradable) context.CancelQuotes(instrument);
        else if (context.TimeNs >= _nextNs) Refresh(context, bid, ask);
    }

    public void OnTimer(StrategyContext context, int timer)
    {
        if (context.TimeNs - _marketNs < settings.StaleNs)
        {
            Watch(context);
            return;
        }

        _isWatching = false;
        context.CancelQuotes(settings.Instrument);
    }

    public void OnFill(StrategyContext context, in ExecutionReport fill)
    {
        if (!_isWatching || !context.Market(settings.Instrument).TryGetTop(out var bid, out var ask)) return;
        Refresh(context, bid, ask);
    }

    public void OnOrder(StrategyContext context, in OrderEvent e) => _refusals.Note(context, e);

    public void Save(StateWriter writer)
    {
        _sigmaBps.Save(writer);
        _refusals.Save(writer);
        writer.WriteDouble(_sampledMid);
        writer.Write(_sampledNs);
        writer.Write(_startNs);
        writer.Write(_marketNs);
        writer.Write(_nextNs);
        writer.Write(_isWatching);
    }

    public void Load(ref StateReader reader)
    {
        _sigmaBps.Load(ref reader);
        _refusals.Load(ref reader);
        _sampledMid = reader.ReadDouble();
        _sampledNs = reader.ReadInt64();
        _startNs = reader.ReadInt64();
        _marketNs = reader.ReadInt64();
        _nextNs = reader.ReadInt64();
        _isWatching = reader.ReadBool();
    }

    private void Watch(StrategyContext context)
    {
        _isWatching = true;
        context.SetTimer(StaleTimer, _marketNs + settings.StaleNs);
    }

    private void Refresh(StrategyContext context, PriceLevel bid, PriceLevel ask)
    {
        _nextNs = context.TimeNs + settings.RefreshNs;
        var mid = (bid.Price + ask.Price) / 2.0;
        Sample(context.TimeNs, mid);
        if (_sigmaBps.Count >= SamplesMin) Quote(context, mid, bid, ask);
    }

    /// <summary>The change since the last sample over the root of its seconds: samples may be late.</summary>
    private void Sample(long timeNs, double mid)
    {
        var elapsedNs = timeNs - _sampledNs;
        if (_sampledMid > 0 && elapsedNs < settings.SampleNs) return;
        if (_sampledMid > 0) _sigmaBps.Update((mid / _sampledMid - 1) * 1e4 / Math.Sqrt(elapsedNs / 1e9));
        (_sampledMid, _sampledNs) = (mid, timeNs);
    }

    private void Quote(StrategyContext context, double mid, PriceLevel bid, PriceLevel ask)
    {
        var position = context.Position(settings.Instrument).Units;
        var variance = Math.Max(_sigmaBps.Variance, settings.SigmaMinBps * settings.SigmaMinBps);
        var restNs = settings.HorizonNs - (context.TimeNs - _startNs) % settings.HorizonNs;
        var (bidBps, askBps) = _quote.At((double)position / settings.Quantity.Units, variance, restNs / 1e9);
        var bidPrice = _grid.Bid(mid + mid * bidBps / 1e4, ask);
        var askPrice = _grid.Ask(mid + mid * askBps / 1e4, bid);
        if (askPrice <= bidPrice) askPrice = _grid.Above(bidPrice);
        var toleranceUnits = (long)(settings.ToleranceBps * mid / 1e4);
        var (bidQuantity, askQuantity) = (Room(context, Side.Buy, position), Room(context, Side.Sell, -position));
        context.Quote(settings.Instrument, bidPrice, bidQuantity, askPrice, askQuantity, toleranceUnits);
    }

    /// <summary>What may be quoted on a side: an order's size, within the greatest position; nothing soon after a refusal.</summary>
    private Quantity Room(StrategyContext context, Side side, long position)
    {
        var room = settings.InventoryMax * settings.Quantity.Units - position;
        var quantity = Quantity.Min(settings.Quantity, new Quantity(room));
        return quantity < instrument.MinQuantity || _refusals.IsRecent(context, side) ? Quantity.Zero : quantity;
    }
}
