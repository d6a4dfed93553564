using System;
using System.Linq;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;

namespace Trading.Tests.Strategy;

/// <summary>One of the standard strategies in a scripted world.</summary>
internal sealed class StrategyUnderTest
{
    public const long SecondNs = 1_000_000_000;

    public StrategyUnderTest(string text, params Instrument[] instruments)
    {
        Context = new ScriptedContext(instruments);
        Strategy = Create(text, Context);
        Driver = new StrategyDriver(Strategy, Context);
        Driver.Start();
    }

    public ScriptedContext Context { get; }

    public GuardedStrategy Strategy { get; private set; }

    public StrategyDriver Driver { get; private set; }

    public static GuardedStrategy Create(string text, ScriptedContext context) =>
        StrategyCatalog.Standard.Create(text, context.Instruments).TryGet(out var created, out var error)
            ? created.Strategy
            : throw new ArgumentException(error.ToString());

    /// <summary>The strategy is saved and another object goes on from the bytes.</summary>
    public void Restore(string text)
    {
        var bytes = SavedBytes.Of(Strategy.Save);
        Strategy = Create(text, Context);
        if (!SavedBytes.Into(Strategy.Load, bytes)) throw new InvalidOperationException("the state does not load");
        Driver = new StrategyDriver(Strategy, Context);
    }

    /// <summary>The best prices change after some time.</summary>
    public StrategyUnderTest Top(long bid, long ask, long afterNs = 0, long bidQuantity = 1_000, long askQuantity = 1_000)
    {
        Context.After(afterNs);
        Context.SetTop(bid, ask, bidQuantity, askQuantity);
        Driver.Market(0, isBookChanged: true, isTrade: false);
        return this;
    }

    public void LoseBook()
    {
        Context.LoseBook();
        Driver.Market(0, isBookChanged: true, isTrade: false);
    }

    public void Trade(long price, long afterNs)
    {
        Context.After(afterNs);
        Context.AddTrade(price, 10);
        Driver.Market(0, isBookChanged: false, isTrade: true);
    }

    public void Wait(long nanoseconds)
    {
        Context.After(nanoseconds);
        Driver.Advance();
    }

    /// <summary>The intents since the last look.</summary>
    public string[] Sent() => Context.TakeLines();

    public OwnOrder Only() => Context.OpenOrders.ToArray().Single();

    public void Answer(OwnOrder order, ExecType type, OrderReason reason = 0) =>
        Driver.Report(Context.Answer(order.ClientOrderId, type, reason));

    public void Fill(OwnOrder order, long quantity, long price) =>
        Driver.Report(Context.Answer(order.ClientOrderId, ExecType.Trade, lastQty: quantity, lastPx: price));

    /// <summary>The only open order is filled whole at its price.</summary>
    public void FillOnly() => Fill(Only(), Only().LeavesQty.Units, Only().Price.Units);

    public void AnswerAll(ExecType type)
    {
        var reason = type == ExecType.Canceled ? OrderReason.CancelRequested : OrderReason.None;
        foreach (var order in Context.OpenOrders.ToArray()) Answer(order, type, reason);
    }
}
