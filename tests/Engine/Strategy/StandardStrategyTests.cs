using System;
using System.Linq;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;
using Xunit;

namespace Trading.Tests.Strategy;

/// <summary>What holds for each of the standard strategies, whatever the market and the venue do.</summary>
public sealed class StandardStrategyTests
{
    /// <summary>Each strategy with settings that make it busy, and the greatest position that they allow.</summary>
    public static TheoryData<string, long> Strategies => new()
    {
        { "momentum:fast=2,slow=3,entry=0,bar=500ms,vol-max=10000", 1_000 },
        { "mean-reversion:window=5,sample=100ms,entry=0.5,edge=0,stop=3,hold=3s", 1_000 },
        { "market-making:horizon=10s,sample=100ms,inventory-max=3,stale=1s", 3_000 },
        { "book-imbalance:threshold=0.2,hold=1s,cooldown=100ms,spread-max=100", 1_000 },
    };

    [Theory]
    [MemberData(nameof(Strategies))]
    public void It_never_throws_and_never_exceeds_its_position(string text, long positionMax)
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var run = new StrategyUnderTest(text);
            var venue = new RandomVenue(run, seed);
            for (var step = 0; step < 1_500; step++)
            {
                venue.Step();
                Assert.Null(run.Strategy.Fault);
                Assert.InRange(run.Context.Position(0).Units, -positionMax, positionMax);
            }

            Assert.True(venue.Intents.Count > 50, $"seed {seed}: only {venue.Intents.Count} intents");
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_restored_strategy_goes_on_as_if_it_had_never_stopped(string text, long positionMax)
    {
        Assert.True(positionMax > 0);
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var (whole, restored) = (new StrategyUnderTest(text), new StrategyUnderTest(text));
            var (first, second) = (new RandomVenue(whole, seed), new RandomVenue(restored, seed));
            for (var step = 0; step < 800; step++)
            {
                first.Step();
                second.Step();
                if (step % 50 == 49) restored.Restore(text);
            }

            Assert.Equal(first.Intents, second.Intents);
            Assert.Equal(SavedBytes.Of(whole.Strategy.Save), SavedBytes.Of(restored.Strategy.Save));
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Damaged_state_is_found_and_never_throws(string text, long positionMax)
    {
        Assert.True(positionMax > 0);
        var run = new StrategyUnderTest(text);
        var venue = new RandomVenue(run, 5);
        for (var step = 0; step < 300; step++) venue.Step();
        var bytes = SavedBytes.Of(run.Strategy.Save);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(SavedBytes.Into(StrategyUnderTest.Create(text, run.Context).Load, bytes[..length]));
        }

        var random = SeededRandom.Create(1, "damage");
        for (var round = 0; round < 500; round++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[random.Between(6, bytes.Length - 1)] ^= (byte)random.Between(1, 255);
            var other = StrategyUnderTest.Create(text, run.Context);
            SavedBytes.Into(other.Load, damaged);
            Assert.Null(other.Fault);
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Market_events_that_lead_to_no_order_allocate_nothing(string text, long positionMax)
    {
        Assert.True(positionMax > 0);
        var run = new StrategyUnderTest(text + ",quantity=0.02");
        Play(2_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Play(20_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Null(run.Strategy.Fault);

        void Play(int events)
        {
            for (var i = 0; i < events; i++)
            {
                var mid = 1_000_000 + i % 3;
                run.Context.After(10_000_000);
                run.Context.SetTop(mid - 2, mid + 2);
                run.Context.AddTrade(1_000_000, 1);
                run.Driver.Market(0, isBookChanged: true, isTrade: true);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void At_the_end_its_open_orders_are_canceled(string text, long positionMax)
    {
        Assert.True(positionMax > 0);
        var run = new StrategyUnderTest(text);
        var venue = new RandomVenue(run, 8);
        while (run.Context.OpenOrders.IsEmpty || run.Context.OpenOrders[0].Status != OrderStatus.Accepted) venue.Step();
        run.Driver.Stop();
        Assert.All(run.Context.OpenOrders.ToArray(), order => Assert.Equal(OrderStatus.PendingCancel, order.Status));
        Assert.Contains(run.Sent(), line => line.EndsWith("cancel", StringComparison.Ordinal));
    }

    [Fact]
    public void Other_instruments_are_none_of_its_business()
    {
        var catalog = StrategyCatalog.Standard;
        foreach (var name in catalog.Factories.Select(factory => factory.Name))
        {
            var run = new StrategyUnderTest(name + ":instrument=1", Model.TestInstruments.Spot(), Model.TestInstruments.Perpetual());
            for (var i = 0; i < 500; i++) run.Top(10_000 + i, 10_010 + i, 100_000_000, 9_000, 10);
            Assert.Empty(run.Sent());
        }
    }
}
