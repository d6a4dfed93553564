using System.Collections.Generic;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;

namespace Trading.Tests.Strategy;

/// <summary>Writes down every callback, and throws in the one that it is told to.</summary>
internal sealed class DiaryStrategy : IStrategy
{
    public List<string> Lines { get; } = [];

    public StrategyCallback ThrowsIn { get; set; }

    public void OnStart(StrategyContext context) => Note(StrategyCallback.OnStart, "start");

    public void OnStop(StrategyContext context) => Note(StrategyCallback.OnStop, "stop");

    public void OnMarket(StrategyContext context, int instrument) => Note(StrategyCallback.OnMarket, $"market {instrument}");

    public void OnTrade(StrategyContext context, int instrument, in PublicTrade trade) =>
        Note(StrategyCallback.OnTrade, $"trade {instrument} {trade.Quantity} @ {trade.Price}");

    public void OnBar(StrategyContext context, int instrument, in Bar bar) =>
        Note(StrategyCallback.OnBar, $"bar {instrument} {bar.StartNs}+{bar.IntervalNs} {bar.Open}/{bar.High}/{bar.Low}/{bar.Close} n {bar.TradeCount}");

    public void OnTimer(StrategyContext context, int timer) => Note(StrategyCallback.OnTimer, $"timer {timer}");

    public void OnFill(StrategyContext context, in ExecutionReport fill) =>
        Note(StrategyCallback.OnFill, $"fill {fill.ClientOrderId.Sequence} {fill.LastQty} @ {fill.LastPx}, open {context.OpenOrders.Length}");

    public void OnOrder(StrategyContext context, in OrderEvent e) =>
        Note(StrategyCallback.OnOrder, $"order {e.ClientOrderId.Sequence} {e.Kind} {e.Status} {e.Reason}, open {context.OpenOrders.Length}");

    public void Save(StateWriter writer)
    {
        writer.Write(Lines.Count);
        Note(StrategyCallback.Save, "save");
    }

    public void Load(ref StateReader reader)
    {
        reader.ReadInt32();
        Note(StrategyCallback.Load, "load");
    }

    private void Note(StrategyCallback callback, string line)
    {
        if (callback == ThrowsIn) throw new System.InvalidOperationException($"planted in {callback}");
        Lines.Add(line);
    }
}
