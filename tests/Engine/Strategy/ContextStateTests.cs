using System;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;
using Xunit;

namespace Trading.Tests.Strategy;

public sealed class ContextStateTests
{
    [Fact]
    public void Orders_timers_and_bars_come_back_as_they_were()
    {
        var context = Busy();
        var bytes = SavedBytes.Of(context.Save);
        var other = new ScriptedContext();
        Assert.True(SavedBytes.Into(other.Load, bytes));
        Assert.Equal(bytes, SavedBytes.Of(other.Save));
        Assert.Equal(context.OpenOrders.ToArray(), other.OpenOrders.ToArray());
        Assert.Equal(context.NextNs, other.NextNs);
        Assert.Equal(context.Orders.Sequence, other.Orders.Sequence);
    }

    [Fact]
    public void Damage_is_found_and_never_throws()
    {
        var bytes = SavedBytes.Of(Busy().Save);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(SavedBytes.Into(new ScriptedContext().Load, bytes[..length]));
        }

        var random = SeededRandom.Create(1, "damage");
        for (var round = 0; round < 2_000; round++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[random.Below(bytes.Length)] ^= (byte)random.Between(1, 255);
            var other = new ScriptedContext();
            // A flipped price is a price: only that it neither throws nor reads other bytes than it writes can be asked.
            if (SavedBytes.Into(other.Load, damaged)) Assert.Equal(damaged.Length, SavedBytes.Of(other.Save).Length);
        }
    }

    [Fact]
    public void Quoting_and_market_events_allocate_nothing()
    {
        var context = new ScriptedContext();
        var driver = new StrategyDriver(new GuardedStrategy(new SilentStrategy()), context);
        context.SubscribeBars(0, BarBuilder.IntervalNsMin);
        Play(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Play(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Play(int events)
        {
            for (var i = 0; i < events; i++)
            {
                context.After(BarBuilder.IntervalNsMin / 3);
                context.SetTop(100 + i % 7, 110 + i % 7);
                context.AddTrade(105, 1);
                context.SetTimer(1, context.TimeNs + 10);
                driver.Market(0, isBookChanged: true, isTrade: true);
            }
        }
    }

    private static ScriptedContext Busy()
    {
        var context = new ScriptedContext();
        var driver = new StrategyDriver(new DiaryStrategy(), context);
        context.SubscribeBars(0, BarBuilder.IntervalNsMin);
        context.SubscribeBars(0, 3 * BarBuilder.IntervalNsMin);
        context.AddTrade(105, 4);
        driver.Market(0, isBookChanged: false, isTrade: true);
        context.SetTimer(3, context.TimeNs + 50);
        context.SetTimer(1, context.TimeNs + 90);
        var first = context.Submit(OrderRequest.Limit(0, Side.Buy, new Price(90), new Quantity(5)));
        context.Quote(0, new Price(100), new Quantity(5), new Price(105), new Quantity(6));
        driver.Report(context.Answer(first, ExecType.Accepted));
        context.Replace(first, new Price(91), new Quantity(6));
        return context;
    }

    private sealed class SilentStrategy : IStrategy
    {
        public void Save(StateWriter writer)
        {
        }

        public void Load(ref StateReader reader)
        {
        }
    }
}
