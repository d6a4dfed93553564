using Trading.Orders;
using Xunit;
using static Trading.Tests.Strategy.StrategyUnderTest;

namespace Trading.Tests.Strategy;

public sealed class MomentumTests
{
    private const string Config = "momentum:fast=2,slow=4,entry=0.1,stop=30,slippage-ticks=3";

    private readonly StrategyUnderTest _run = new(Config);

    [Fact]
    public void Nothing_is_bought_before_the_slow_average_is_ready()
    {
        Rise(10_000, 4);
        Assert.Empty(_run.Sent());
    }

    [Fact]
    public void A_rising_market_is_bought_at_once_within_the_slippage()
    {
        Enter();
        Assert.Equal(["1 Buy 1000 @ 10044 Ioc"], _run.Sent());
        // One order at a time: until it is answered nothing more is sent.
        Rise(10_050, 3);
        Assert.Empty(_run.Sent());
    }

    [Fact]
    public void A_falling_market_is_sold()
    {
        _run.Top(9_999, 10_001);
        for (var i = 0; i < 6; i++) _run.Trade(10_000 - i * 10, SecondNs);
        Assert.Equal(["1 Sell 1000 @ 9996 Ioc"], _run.Sent());
    }

    [Fact]
    public void A_flat_market_is_left_alone()
    {
        _run.Top(9_999, 10_001);
        for (var i = 0; i < 20; i++) _run.Trade(10_000, SecondNs);
        Assert.Empty(_run.Sent());
    }

    [Fact]
    public void What_is_not_filled_is_asked_for_again_after_a_wait()
    {
        Enter();
        _run.Sent();
        var order = _run.Only();
        _run.Answer(order, ExecType.Accepted);
        _run.Fill(order, 400, 10_041);
        _run.Answer(_run.Only(), ExecType.Canceled, OrderReason.IocUnfilled);
        _run.Top(10_040, 10_041);
        Assert.Empty(_run.Sent());
        _run.Top(10_040, 10_041, afterNs: 100_000_000);
        Assert.Equal(["2 Buy 600 @ 10044 Ioc"], _run.Sent());
    }

    [Fact]
    public void A_cross_closes_the_position_before_it_turns_it()
    {
        Enter();
        _run.FillOnly();
        _run.Sent();
        _run.Top(10_029, 10_031);
        for (var i = 0; i < 4; i++) _run.Trade(10_040 - i * 8, SecondNs);
        Assert.Equal(["2 Sell 1000 @ 10026 Ioc ReduceOnly"], _run.Sent());
        _run.FillOnly();
        Assert.Equal(["3 Sell 1000 @ 10026 Ioc"], _run.Sent());
    }

    [Fact]
    public void A_stop_closes_the_position_and_the_direction_waits_for_a_cross()
    {
        Enter();
        _run.Fill(_run.Only(), 1_000, 10_040);
        _run.Sent();
        _run.Top(10_010, 10_011);
        Assert.Empty(_run.Sent());
        _run.Top(10_009, 10_010);
        Assert.Equal(["2 Sell 1000 @ 10006 Ioc ReduceOnly"], _run.Sent());
        _run.FillOnly();
        Rise(10_060, 3);
        Assert.Empty(_run.Sent());
    }

    [Fact]
    public void A_wild_market_is_not_entered()
    {
        var run = new StrategyUnderTest(Config + ",vol-max=1");
        run.Top(10_040, 10_041);
        for (var i = 0; i < 6; i++) run.Trade(10_000 + i * 10, SecondNs);
        Assert.Empty(run.Sent());
    }

    [Fact]
    public void Without_a_live_book_nothing_is_sent_until_it_is_back()
    {
        Rise(10_000, 5);
        _run.LoseBook();
        _run.Trade(10_050, SecondNs);
        Assert.Empty(_run.Sent());
        _run.Top(10_049, 10_050);
        Assert.Equal(["1 Buy 1000 @ 10053 Ioc"], _run.Sent());
    }

    private void Enter()
    {
        _run.Top(10_040, 10_041);
        Rise(10_000, 5);
    }

    private void Rise(long from, int trades)
    {
        for (var i = 0; i < trades; i++) _run.Trade(from + i * 10, SecondNs);
    }
}
