using System.Linq;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Xunit;
using static Trading.Tests.Exchange.Execution.ExchangeRun;

namespace Trading.Tests.Exchange.Execution;

public sealed class RefusalTests
{
    private static readonly Instrument Strict =
        BookFixtures.Instrument(tickSize: 5, lotSize: 10, minQuantity: 20, maxQuantity: 1_000, minNotional: 5_000);

    private static readonly OrderIntent Good = new()
    {
        Kind = IntentKind.Submit,
        ClientOrderId = Id(1),
        Side = Side.Buy,
        Price = 100,
        Quantity = 50,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
    };

    public static TheoryData<OrderReason, OrderIntent> Invalid => new()
    {
        { OrderReason.None, Good },
        { OrderReason.PriceNotPositive, Good with { Price = 0 } },
        { OrderReason.PriceNotPositive, Good with { Price = -5 } },
        { OrderReason.PriceOffTick, Good with { Price = 101 } },
        { OrderReason.QuantityOffLot, Good with { Quantity = 55 } },
        { OrderReason.QuantityTooSmall, Good with { Quantity = 10 } },
        { OrderReason.QuantityTooSmall, Good with { Quantity = -50 } },
        { OrderReason.QuantityTooLarge, Good with { Quantity = 1_010 } },
        { OrderReason.NotionalTooSmall, Good with { Quantity = 40 } },
        { OrderReason.BadTriggerPrice, Good with { OrderType = OrderType.StopLimit } },
        { OrderReason.BadTriggerPrice, Good with { OrderType = OrderType.StopMarket, TriggerPrice = 101 } },
        { OrderReason.InvalidCombination, Good with { Flags = OrderFlags.PostOnly, TimeInForce = TimeInForce.Ioc } },
        { OrderReason.InvalidCombination, Good with { OrderType = OrderType.Market, TimeInForce = TimeInForce.Day } },
        { OrderReason.InvalidCombination, Good with { ExpireTimeNs = 5_000 } },
        { OrderReason.BadExpiry, Good with { TimeInForce = TimeInForce.Gtd } },
        { OrderReason.BadExpiry, Good with { TimeInForce = TimeInForce.Gtd, ExpireTimeNs = 1_000 } },
        { OrderReason.MalformedCommand, Good with { Side = 0 } },
        { OrderReason.MalformedCommand, Good with { OrderType = (OrderType)9 } },
        { OrderReason.MalformedCommand, Good with { TimeInForce = 0 } },
        { OrderReason.MalformedCommand, Good with { Flags = (OrderFlags)64 } },
        { OrderReason.MalformedCommand, Good with { SelfTradePrevention = (SelfTradePrevention)9 } },
        { OrderReason.MalformedCommand, Good with { Kind = 0 } },
        { OrderReason.PostOnlyWouldTake, Good with { Price = 105, Flags = OrderFlags.PostOnly } },
        { OrderReason.InsufficientLiquidity, Good with { OrderType = OrderType.Market, Quantity = 510 } },
    };

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void An_invalid_order_is_refused_by_name(OrderReason reason, OrderIntent intent)
    {
        foreach (var isLive in new[] { false, true })
        {
            var run = new ExchangeRun(instrument: Strict, isLive: isLive);
            run.Snapshot(Bid(95, 500), Ask(105, 500));
            if (isLive) run.Event(FlowEvents.Order(9, Side.Sell, 105, 500));
            Assert.Equal(reason == OrderReason.None ? "1 Accepted" : $"1 Rejected {reason}", run.Send(intent)[0]);
            Assert.Equal(reason == OrderReason.None ? 0 : 1, run.Statistics.RefusedFor(reason));
            Assert.Equal(reason == OrderReason.None ? OrderStatus.Accepted : OrderStatus.Rejected, run.Last[0].Status);
        }
    }

    [Fact]
    public void A_market_order_against_an_empty_side_is_refused()
    {
        var run = new ExchangeRun();
        run.Snapshot(Bid(99, 5));
        Assert.Equal(["1 Rejected InsufficientLiquidity"], run.Market(1, Side.Buy, 1));
        Assert.Equal(["2 Rejected InsufficientLiquidity"], run.Market(2, Side.Sell, 6));
        Assert.Equal(["3 Accepted", "3 Trade 5@99 Taker, 0 left"], run.Market(3, Side.Sell, 5));
        Assert.Equal(["4 Rejected InsufficientLiquidity"], run.Market(4, Side.Sell, 1));
    }

    [Fact]
    public void Ids_and_unknown_orders()
    {
        var run = Live();
        run.Limit(1, Side.Buy, 5, 98);
        Assert.Equal(["1 Rejected DuplicateOrderId"], run.Limit(1, Side.Buy, 5, 98));
        Assert.Equal(["2 CancelRejected UnknownOrder"], run.Cancel(2));
        Assert.Equal(["2 ReplaceRejected UnknownOrder"], run.Replace(2, 5, 98));
        Assert.Equal(["1 ReplaceRejected QuantityTooLarge"], run.Replace(1, 1_000_001, 98));
        Assert.Equal((OrderStatus.Accepted, 5L), (run.Last[0].Status, run.Last[0].LeavesQty));
        Assert.Equal(["1 Canceled CancelRequested"], run.Cancel(1));
        Assert.Equal(["1 Accepted"], run.Limit(1, Side.Buy, 5, 98));
    }

    [Fact]
    public void A_post_only_replacement_that_would_take_is_refused()
    {
        var run = Live();
        run.Limit(1, Side.Buy, 5, 98, flags: OrderFlags.PostOnly);
        Assert.Equal(["1 ReplaceRejected ReplaceWouldTake"], run.Replace(1, 5, 101));
    }

    [Fact]
    public void Nothing_is_taken_while_the_market_is_not_live_but_cancels_are()
    {
        var run = new ExchangeRun();
        Assert.Equal(["1 Rejected MarketUnavailable"], run.Limit(1, Side.Buy, 5, 98));
        run.Snapshot(Bid(99, 5), Ask(101, 5));
        run.Limit(2, Side.Buy, 5, 98);
        run.Delta(Ask(99, 3));
        Assert.Equal(["3 Rejected MarketUnavailable"], run.Limit(3, Side.Buy, 5, 98));
        run.Gap();
        Assert.Equal(["2 ReplaceRejected MarketUnavailable"], run.Replace(2, 4, 98));
        Assert.Equal(["2 Canceled CancelRequested"], run.Cancel(2));
    }

    [Fact]
    public void The_bucket_fills_with_event_time()
    {
        // 2 at once, then one each half second.
        var run = Live(new ExecutionConfig { RateLimit = new RateLimit(2, 2, CountsCancels: false) });
        Assert.Equal("1 Accepted", run.Limit(1, Side.Buy, 1, 98)[0]);
        Assert.Equal("2 Accepted", run.Limit(2, Side.Buy, 1, 98)[0]);
        Assert.Equal("3 Rejected RateLimited", run.Limit(3, Side.Buy, 1, 98)[0]);
        Assert.Equal("1 ReplaceRejected RateLimited", run.Replace(1, 2, 98)[0]);
        Assert.Equal("1 Canceled CancelRequested", run.Cancel(1)[0]);
        run.NowNs += 499_999_999;
        Assert.Equal("4 Rejected RateLimited", run.Limit(4, Side.Buy, 1, 98)[0]);
        run.NowNs += 1;
        Assert.Equal("5 Accepted", run.Limit(5, Side.Buy, 1, 98)[0]);
        Assert.Equal("6 Rejected RateLimited", run.Limit(6, Side.Buy, 1, 98)[0]);
        run.NowNs += 5_000_000_000;
        Assert.Equal([true, true, false], Enumerable.Range(7, 3).Select(i => run.Limit(i, Side.Buy, 1, 98)[0].EndsWith("Accepted")));
    }

    [Fact]
    public void Cancels_may_count()
    {
        var run = Live(new ExecutionConfig { RateLimit = new RateLimit(1, 1, CountsCancels: true) });
        run.Limit(1, Side.Buy, 1, 98);
        Assert.Equal("1 CancelRejected RateLimited", run.Cancel(1)[0]);
    }

    [Fact]
    public void A_venue_that_is_down_takes_nothing_and_goes_on_matching()
    {
        var run = Live(new ExecutionConfig { DownWindows = [new(2_000, 3_000), new(5_000, 6_000)], Queue = QueueModel.FrontOfQueue });
        run.Limit(1, Side.Buy, 5, 99);
        run.NowNs = 2_000;
        Assert.Equal(["2 Rejected VenueUnavailable"], run.Limit(2, Side.Buy, 1, 98));
        Assert.Equal(["1 CancelRejected VenueUnavailable"], run.Cancel(1));
        Assert.Equal(["1 ReplaceRejected VenueUnavailable"], run.Replace(1, 2, 98));
        Assert.Equal(["1 Trade 2@99 Maker, 3 left"], run.Trade(Side.Sell, 99, 2));
        run.NowNs = 2_999;
        Assert.Equal(["3 Rejected VenueUnavailable"], run.Limit(3, Side.Buy, 1, 98));
        run.NowNs = 3_000;
        Assert.Equal(["4 Accepted"], run.Limit(4, Side.Buy, 1, 98));
        run.NowNs = 5_500;
        Assert.Equal(["5 Rejected VenueUnavailable"], run.Limit(5, Side.Buy, 1, 98));
    }

    [Fact]
    public void Seeded_outages_come_once_a_period_at_seeded_moments()
    {
        var config = new ExecutionConfig { Outages = new OutageRule(1_000_000, 100_000) };
        var downs = Downs(Live(config));
        Assert.Equal(downs, Downs(Live(config)));
        Assert.NotEqual(downs, Downs(Live(config, seed: 2)));
        // Tried at every hundredth of a period, each outage of a tenth is met ten times.
        Assert.Equal(20, downs.Select(down => down / 100).Distinct().Count());
        Assert.InRange(downs.Length, 190, 210);
        Assert.NotEqual(1, downs.GroupBy(down => down / 100).Select(group => group.First() % 100).Distinct().Count());

        static int[] Downs(ExchangeRun run) => [.. Enumerable.Range(1, 2_000).Where(step =>
        {
            run.NowNs = step * 10_000 + 1_000;
            return run.Limit(step, Side.Buy, 1, 98)[0].EndsWith("VenueUnavailable");
        })];
    }

    [Fact]
    public void Random_refusals_come_as_often_as_asked_and_the_same_each_time()
    {
        var config = new ExecutionConfig { RejectPpm = 250_000 };
        var refused = Refused(Live(config));
        Assert.InRange(refused.Length, 200, 300);
        Assert.Equal(refused, Refused(Live(config)));
        Assert.NotEqual(refused, Refused(Live(config, seed: 2)));
        Assert.Equal([4, 5, 6, 8, 10], refused.Take(5));

        static int[] Refused(ExchangeRun run) =>
            [.. Enumerable.Range(1, 1_000).Where(i => run.Limit(i, Side.Buy, 1, 98)[0].EndsWith("QueueFull"))];
    }

    [Fact]
    public void Open_orders_are_bounded()
    {
        var run = Live(new ExecutionConfig { OpenOrdersMax = 2 });
        run.Limit(1, Side.Buy, 1, 98);
        run.Stop(2, Side.Buy, 1, 105);
        Assert.Equal(["3 Rejected QueueFull"], run.Limit(3, Side.Buy, 1, 98));
        run.Cancel(1);
        Assert.Equal(["3 Accepted"], run.Limit(3, Side.Buy, 1, 98));
    }

    [Fact]
    public void The_risk_hook_can_refuse_orders_and_replacements()
    {
        var run = Live();
        run.Exchange.Risk = new QuantityRisk(5);
        Assert.Equal(["1 Rejected RiskDenied"], run.Limit(1, Side.Buy, 6, 98));
        Assert.Equal(["2 Accepted"], run.Limit(2, Side.Buy, 5, 98));
        Assert.Equal(["2 ReplaceRejected RiskDenied"], run.Replace(2, 6, 98));
        Assert.Equal(["2 Canceled CancelRequested"], run.Cancel(2));
    }

    [Fact]
    public void Open_quantity_beyond_the_range_is_refused()
    {
        var vast = BookFixtures.Instrument(maxQuantity: long.MaxValue);
        foreach (var isLive in new[] { false, true })
        {
            var run = new ExchangeRun(new ExecutionConfig { Fees = FeeSchedule.None }, vast, isLive);
            run.Snapshot(Bid(99, 5), Ask(101, 5));
            run.Limit(1, Side.Buy, long.MaxValue, 98);
            Assert.Equal(["2 Rejected OpenQuantityTooLarge"], run.Limit(2, Side.Buy, 1, 98));
            run.Replace(1, 10, 98);
            run.Limit(3, Side.Buy, long.MaxValue - 10, 98);
            Assert.Equal(["1 ReplaceRejected OpenQuantityTooLarge"], run.Replace(1, 11, 98));
        }
    }

    [Fact]
    public void Orders_expire_in_the_order_of_their_times()
    {
        foreach (var isLive in new[] { false, true })
        {
            var run = new ExchangeRun(isLive: isLive);
            run.Snapshot(Bid(99, 5), Ask(101, 5));
            run.Limit(1, Side.Buy, 1, 98, TimeInForce.Day);
            run.Limit(2, Side.Buy, 1, 98, TimeInForce.Gtd, expireTimeNs: 3_000);
            run.Limit(3, Side.Buy, 1, 98, TimeInForce.Gtd, expireTimeNs: 2_000);
            run.Limit(4, Side.Buy, 1, 98, TimeInForce.Gtd, expireTimeNs: 3_000);
            Assert.Equal(2_000, run.Exchange.NextExpiryNs);
            Assert.Empty(run.Advance(1_999));
            Assert.Equal(["3 Expired ExpiryReached"], run.Advance(2_000));
            Assert.Equal(["2 Expired ExpiryReached", "4 Expired ExpiryReached"], run.Advance(9_000));
            Assert.Equal(86_400_000_000_000, run.Exchange.NextExpiryNs);
            Assert.Equal(["1 Expired ExpiryReached"], run.Advance(86_400_000_000_000));
            Assert.Equal(long.MaxValue, run.Exchange.NextExpiryNs);
        }
    }

    [Fact]
    public void Time_passes_with_the_tape_too()
    {
        var run = Live();
        run.Limit(1, Side.Buy, 1, 99, TimeInForce.Gtd, expireTimeNs: 3_000);
        run.NowNs = 3_000;
        Assert.Equal(["1 Expired ExpiryReached"], run.Trade(Side.Sell, 99, 100));
    }

    private static ExchangeRun Live(ExecutionConfig? config = null, ulong seed = 1)
    {
        var run = new ExchangeRun(config, seed: seed);
        run.Snapshot(Bid(99, 5), Ask(101, 5));
        return run;
    }

    private sealed class QuantityRisk(long max) : IVenueRisk
    {
        public OrderReason Check(in OrderIntent intent, long timeNs) =>
            intent.Quantity > max ? OrderReason.RiskDenied : OrderReason.None;
    }
}
