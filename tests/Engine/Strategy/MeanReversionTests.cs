using Trading.Orders;
using Xunit;
using static Trading.Tests.Strategy.StrategyUnderTest;

namespace Trading.Tests.Strategy;

public sealed class MeanReversionTests
{
    private const string Config = "mean-reversion:window=10,entry=2,stop=5,hold=20s,tolerance=0,slippage-ticks=3";

    private readonly StrategyUnderTest _run = new(Config);

    [Fact]
    public void A_mid_far_below_its_mean_is_bid_for_at_the_best_bid()
    {
        Settle();
        Assert.Empty(_run.Sent());
        _run.Top(9_949, 9_951);
        Assert.Equal(["1 Buy 1000 @ 9949 Gtc PostOnly"], _run.Sent());
    }

    [Fact]
    public void A_mid_far_above_its_mean_is_offered_to()
    {
        Settle();
        _run.Top(10_049, 10_051);
        Assert.Equal(["1 Sell 1000 @ 10051 Gtc PostOnly"], _run.Sent());
    }

    [Fact]
    public void The_order_follows_the_best_price_and_goes_when_the_mid_is_back()
    {
        Settle();
        _run.Top(9_949, 9_951);
        _run.Answer(_run.Only(), ExecType.Accepted);
        _run.Sent();
        _run.Top(9_945, 9_951);
        Assert.Equal(["1 replace 1000 @ 9945"], _run.Sent());
        _run.Answer(_run.Only(), ExecType.Replaced);
        _run.Top(9_999, 10_001);
        Assert.Equal(["1 cancel"], _run.Sent());
    }

    [Fact]
    public void A_position_rests_an_order_at_the_mean()
    {
        Buy();
        Assert.Equal(["2 Sell 1000 @ 10000 Gtc PostOnly"], _run.Sent());
        _run.Top(9_998, 10_000);
        _run.FillOnly();
        Assert.Equal(0, _run.Context.Position(0).Units);
        Assert.Empty(_run.Context.OpenOrders.ToArray());
    }

    [Fact]
    public void After_the_time_to_hold_the_order_goes_and_the_position_is_taken_out()
    {
        Buy();
        _run.Sent();
        _run.Answer(_run.Only(), ExecType.Accepted);
        _run.Wait(20 * SecondNs - 1);
        Assert.Empty(_run.Sent());
        _run.Wait(1);
        Assert.Equal(["2 cancel"], _run.Sent());
        _run.Answer(_run.Only(), ExecType.Canceled, OrderReason.CancelRequested);
        Assert.Equal(["3 Sell 1000 @ 9946 Ioc ReduceOnly"], _run.Sent());
        _run.FillOnly();
        // Still far below the mean, but this direction has just been given up.
        Assert.Empty(_run.Sent());
        _run.Top(10_000, 10_002);
        _run.Top(9_949, 9_951);
        Assert.Equal(["4 Buy 1000 @ 9949 Gtc PostOnly"], _run.Sent());
    }

    [Fact]
    public void A_mid_that_goes_too_far_ends_the_position()
    {
        Buy();
        _run.Sent();
        _run.Answer(_run.Only(), ExecType.Accepted);
        _run.Top(9_799, 9_801);
        Assert.Equal(["2 cancel"], _run.Sent());
    }

    [Theory]
    [InlineData(9_951, 9_949)]
    [InlineData(0, 9_951)]
    public void A_book_that_cannot_be_traded_on_ends_the_quotes(long bid, long ask)
    {
        Settle();
        _run.Top(9_949, 9_951);
        _run.Answer(_run.Only(), ExecType.Accepted);
        _run.Sent();
        if (bid == 0) _run.LoseBook();
        else _run.Top(bid, ask);
        Assert.Equal(["1 cancel"], _run.Sent());
    }

    [Fact]
    public void A_side_that_was_refused_waits()
    {
        Settle();
        _run.Top(9_949, 9_951);
        _run.Driver.Deny(_run.Context.TakeSent()[0], OrderReason.RiskDenied, default);
        _run.Top(9_948, 9_950);
        Assert.Empty(_run.Sent());
        _run.Top(9_948, 9_950, afterNs: SecondNs);
        Assert.Equal(["2 Buy 1000 @ 9948 Gtc PostOnly"], _run.Sent());
    }

    private void Settle()
    {
        for (var i = 0; i < 12; i++)
        {
            var mid = i % 2 == 0 ? 9_990 : 10_010;
            _run.Top(mid - 1, mid + 1, SecondNs);
        }
    }

    private void Buy()
    {
        Settle();
        _run.Top(9_949, 9_951);
        _run.Sent();
        _run.FillOnly();
    }
}
