using System;
using System.Linq;
using Trading.Exchange;
using Trading.Model;
using Xunit;
using static Trading.Tests.Exchange.Execution.ExchangeRun;

namespace Trading.Tests.Exchange.Execution;

public sealed class FeeTests
{
    private const long DayNs = 86_400_000_000_000;

    [Fact]
    public void Takers_and_makers_pay_their_rates()
    {
        // 10 at 1.01 with scales 2 and 3: a notional of 0.0101.
        var run = new ExchangeRun(new ExecutionConfig { Fees = FeeSchedule.Flat(200, 500), Queue = QueueModel.FrontOfQueue });
        run.Snapshot(Bid(99, 50), Ask(101, 50));
        run.Limit(1, Side.Buy, 10, 101);
        Assert.Equal("0.00000505", run.Last[^1].Fee.ToString());
        run.Limit(2, Side.Buy, 10, 99);
        Assert.Equal(Money.Zero, run.Last[^1].Fee);
        run.Trade(Side.Sell, 99, 10);
        Assert.Equal("0.00000198", run.Last[^1].Fee.ToString());
        Assert.Equal("0.00000505", run.Statistics.Taker.Fees.ToString());
        Assert.Equal("0.00000198", run.Statistics.Maker.Fees.ToString());
        Assert.Equal("0.0099", run.Statistics.Maker.Notional.ToString());
        Assert.Equal("0.02", run.Exchange.FeeNotional.ToString());
    }

    [Fact]
    public void A_rebate_is_a_negative_fee()
    {
        var run = new ExchangeRun(new ExecutionConfig { Fees = FeeSchedule.Flat(-100, 500), Queue = QueueModel.FrontOfQueue });
        run.Snapshot(Bid(99, 50), Ask(101, 50));
        run.Limit(1, Side.Sell, 10, 101);
        run.Trade(Side.Buy, 101, 10);
        Assert.Equal("-0.00000101", run.Last[^1].Fee.ToString());
    }

    [Theory]
    // 1.5 and 2.5 units of 10^-18 go to the even neighbour, on both sides of zero.
    [InlineData(1, 1_500_000, "2")]
    [InlineData(1, 2_500_000, "2")]
    [InlineData(1, 2_500_001, "3")]
    [InlineData(-1, 1_500_000, "-2")]
    [InlineData(-1, 2_500_000, "-2")]
    [InlineData(-1, 2_499_999, "-2")]
    [InlineData(1, 499_999, "0")]
    [InlineData(1, 500_000, "0")]
    [InlineData(1, 500_001, "1")]
    public void Fees_are_rounded_half_to_even_at_the_last_place(int ppm, long notionalUnits, string feeUnits)
    {
        var meter = new FeeMeter(FeeSchedule.Flat(ppm, ppm));
        Assert.Equal(feeUnits, meter.Charge(new Money(notionalUnits), LiquiditySide.Taker, 0).Units.ToString());
    }

    [Fact]
    public void A_tier_begins_with_the_first_fill_after_its_notional_was_reached()
    {
        var meter = new FeeMeter(new FeeSchedule(
            [new(Money.Zero, 200, 500), new(Units(1_000), 100, 400), new(Units(5_000), -50, 300)], Money.Zero));
        Assert.Equal(500, RateOf(meter, 999, 0));
        // 999 traded before: still the first line, as is the fill that reaches the border itself.
        Assert.Equal(500, RateOf(meter, 1, 0));
        Assert.Equal(400, RateOf(meter, 4_000, 0));
        Assert.Equal(300, RateOf(meter, 1, 0));
        Assert.Equal(-50, RateOf(meter, 1, 0, LiquiditySide.Maker));
    }

    [Fact]
    public void Notional_counts_for_thirty_days_of_event_time()
    {
        var meter = new FeeMeter(new FeeSchedule([new(Money.Zero, 0, 500), new(Units(1_000), 0, 400)], Money.Zero));
        RateOf(meter, 1_000, 5 * DayNs);
        Assert.Equal(400, RateOf(meter, 1, 34 * DayNs + DayNs - 1));
        Assert.Equal(500, RateOf(meter, 1, 35 * DayNs));
        Assert.Equal(Units(2), meter.Notional);
        Assert.Equal(500, RateOf(meter, 1, 1_000 * DayNs));
        Assert.Equal(Units(1), meter.Notional);
    }

    [Fact]
    public void Days_between_keep_their_own_notional()
    {
        var meter = new FeeMeter(FeeSchedule.None);
        for (var day = 0; day < 100; day++)
        {
            RateOf(meter, 1L << (day % 30), day * DayNs);
            var expected = Enumerable.Range(Math.Max(0, day - 29), Math.Min(30, day + 1)).Sum(past => 1L << (past % 30));
            Assert.Equal(Units(expected), meter.Notional);
        }
    }

    [Fact]
    public void What_was_traded_before_the_run_counts_as_traded_the_day_before()
    {
        var meter = new FeeMeter(new FeeSchedule([new(Money.Zero, 0, 500), new(Units(1_000), 0, 400)], Units(1_000)));
        Assert.Equal(400, RateOf(meter, 1, 100 * DayNs));
        Assert.Equal(400, RateOf(meter, 1, 128 * DayNs));
        Assert.Equal(500, RateOf(meter, 1, 129 * DayNs));
    }

    private static Money Units(long whole) => new((Int128)whole * 1_000_000_000_000_000_000);

    private static long RateOf(FeeMeter meter, long notional, long timeNs, LiquiditySide liquidity = LiquiditySide.Taker) =>
        (long)(meter.Charge(Units(notional), liquidity, timeNs).Units / ((Int128)notional * 1_000_000_000_000));
}
