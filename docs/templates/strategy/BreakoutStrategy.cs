using System;
using Trading.Model;
using Trading.Strategy;
using Trading.Strategy.Indicators;

namespace MyStrategies;

/// <summary>Buys when a bar closes above the highest close of the bars before it, sells when one closes below the lowest.</summary>
public sealed class BreakoutStrategy(Quantity quantity, int period, long barNs) : IStrategy
{
    private readonly RollingMinMax _closes = new(period);

    public void OnStart(StrategyContext context) => context.SubscribeBars(0, barNs);

    public void OnStop(StrategyContext context) => context.CancelAll(0);

    public void OnBar(StrategyContext context, int instrument, in Bar bar)
    {
        var (isUp, isDown) = (bar.Close.Units > _closes.Max, bar.Close.Units < _closes.Min);
        if (_closes.IsReady && context.OpenOrders.IsEmpty)
        {
            var isLong = context.Position(0) > Quantity.Zero;
            if (isUp && !isLong) Trade(context, Side.Buy, quantity);
            if (isDown && isLong) Trade(context, Side.Sell, context.Position(0));
        }

        _closes.Update(bar.Close.Units);
    }

    public void Save(StateWriter writer) => _closes.Save(writer);

    public void Load(ref StateReader reader) => _closes.Load(ref reader);

    private static void Trade(StrategyContext context, Side side, Quantity quantity)
    {
        if (!context.Market(0).TryGetTop(out var bid, out var ask)) return;
        var price = new Price(side == Side.Buy ? ask.Price : bid.Price);
        context.Submit(OrderRequest.ImmediateOrCancel(0, side, price, quantity));
    }
}
