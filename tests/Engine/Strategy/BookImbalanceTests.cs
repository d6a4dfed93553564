using Trading.Orders;
using Xunit;
using static Trading.Tests.Strategy.StrategyUnderTest;

namespace Trading.Tests.Strategy;

public sealed class BookImbalanceTests
{
    private const string Config = "book-imbalance:levels=3,threshold=0.6,hold=2s,cooldown=1s,spread-max=10,slippage-ticks=1";

    private readonly StrategyUnderTest _run = new(Config);

    [Theory]
    [InlineData(3_999, 1_000, "")]
    [InlineData(4_000, 1_000, "1 Buy 1000 @ 10002 Ioc")]
    [InlineData(1_000, 4_000, "1 Sell 1000 @ 9998 Ioc")]
    public void An_order_is_sent_from_the_threshold_on(long bids, long asks, string expected)
    {
        _run.Top(9_999, 10_001, 0, bids, asks);
        Assert.Equal(expected, string.Join('\n', _run.Sent()));
    }

    [Fact]
    public void A_wide_market_is_left_alone()
    {
        _run.Top(9_990, 10_001, 0, 9_000, 1_000);
        Assert.Empty(_run.Sent());
    }

    [Fact]
    public void The_position_is_closed_after_its_time_without_any_event()
    {
        Enter();
        _run.Wait(2 * SecondNs - 1);
        Assert.Empty(_run.Sent());
        _run.Wait(1);
        Assert.Equal(["2 Sell 1000 @ 9998 Ioc ReduceOnly"], _run.Sent());
        _run.FillOnly();
        _run.Top(9_999, 10_001, SecondNs - 1, 9_000, 1_000);
        Assert.Empty(_run.Sent());
        _run.Top(9_999, 10_001, 1, 9_000, 1_000);
        Assert.Equal(["3 Buy 1000 @ 10002 Ioc"], _run.Sent());
    }

    [Fact]
    public void A_book_that_leans_the_other_way_ends_the_position()
    {
        Enter();
        _run.Top(9_999, 10_001, 1, 1_000, 4_000);
        Assert.Equal(["2 Sell 1000 @ 9998 Ioc ReduceOnly"], _run.Sent());
    }

    [Fact]
    public void What_the_entry_did_not_get_is_not_chased()
    {
        _run.Top(9_999, 10_001, 0, 9_000, 1_000);
        _run.Sent();
        var order = _run.Only();
        _run.Fill(order, 300, 10_001);
        _run.Answer(_run.Only(), ExecType.Canceled, OrderReason.IocUnfilled);
        _run.Top(9_999, 10_001, SecondNs, 9_000, 1_000);
        Assert.Empty(_run.Sent());
        _run.Wait(SecondNs);
        Assert.Equal(["2 Sell 300 @ 9998 Ioc ReduceOnly"], _run.Sent());
    }

    [Fact]
    public void An_entry_that_finds_nothing_is_forgotten_for_the_cooldown()
    {
        _run.Top(9_999, 10_001, 0, 9_000, 1_000);
        _run.Sent();
        _run.Answer(_run.Only(), ExecType.Canceled, OrderReason.IocUnfilled);
        _run.Top(9_999, 10_001, SecondNs - 1, 9_000, 1_000);
        Assert.Empty(_run.Sent());
        _run.Top(9_999, 10_001, 1, 9_000, 1_000);
        Assert.Single(_run.Sent());
    }

    [Fact]
    public void An_exit_that_finds_no_book_comes_when_the_book_is_back()
    {
        Enter();
        _run.LoseBook();
        _run.Wait(2 * SecondNs);
        Assert.Empty(_run.Sent());
        _run.Top(9_899, 9_901);
        Assert.Equal(["2 Sell 1000 @ 9898 Ioc ReduceOnly"], _run.Sent());
    }

    private void Enter()
    {
        _run.Top(9_999, 10_001, 0, 9_000, 1_000);
        _run.FillOnly();
        _run.Sent();
        _run.Top(9_999, 10_001);
        Assert.Empty(_run.Sent());
    }
}
