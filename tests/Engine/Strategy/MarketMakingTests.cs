using System;
using System.Linq;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy.BuiltIn;
using Trading.Tests.Model;
using Xunit;
using static Trading.Tests.Strategy.StrategyUnderTest;

namespace Trading.Tests.Strategy;

public sealed class MarketMakingTests
{
    // σ is its floor of 10 bps/√s in a market that stands still; T − t is taken near the horizon's start.
    private const string Config =
        "market-making:gamma=0.001,k=0.5,horizon=10s,sigma-min=10,inventory-max=3,tolerance=0,refresh=100ms,stale=5s";

    private readonly StrategyUnderTest _run = new(Config);

    [Theory]
    [InlineData(0.1, 1.5, 0, 4.0, 1.0)]
    [InlineData(0.01, 0.5, 3, 1.2, 60)]
    [InlineData(0.5, 1.5, -2, 4.0, 0.25)]
    public void The_quote_is_the_formula_of_the_paper(double gamma, double k, double inventory, double variance, double rest)
    {
        var (bid, ask) = new InventoryQuote(gamma, k, 1e9).At(inventory, variance, rest);
        var reservation = -inventory * gamma * variance * rest;
        var spread = gamma * variance * rest + 2 / gamma * Math.Log(1 + gamma / k);
        Assert.Equal(reservation - spread / 2, bid, 1e-9);
        Assert.Equal(reservation + spread / 2, ask, 1e-9);
    }

    [Fact]
    public void Flat_it_quotes_evenly_around_the_mid_on_the_grid()
    {
        Settle();
        var orders = _run.Context.OpenOrders.ToArray();
        Assert.Equal([Side.Buy, Side.Sell], orders.Select(order => order.Side).Order());
        Assert.All(orders, order => Assert.True(order.IsQuote));
        Assert.All(orders, order => Assert.Equal(OrderFlags.PostOnly, order.Flags));
        Assert.Equal(2_000_000, orders.Sum(order => order.Price.Units));
        // ½ spread: 0.001 × 100 × 9…10 s ÷ 2 + ln(1 + 0.002) ÷ 0.001 ≈ 2.4 to 2.5 bps of 1,000,000.
        Assert.InRange(orders.Max(order => order.Price.Units) - 1_000_000, 240, 250);
    }

    [Fact]
    public void A_long_position_lowers_both_quotes_and_at_the_limit_only_the_ask_stays()
    {
        Settle();
        var bid = _run.Context.OpenOrders.ToArray().Single(order => order.Side == Side.Buy);
        _run.AnswerAll(ExecType.Accepted);
        var asked = AskPrice();
        _run.Sent();
        _run.Fill(bid, 1_000, bid.Price.Units);
        Assert.True(AskPrice() < asked);
        _run.Context.SetPosition(3_000);
        _run.AnswerAll(ExecType.Replaced);
        _run.Top(999_999, 1_000_001, 200_000_000);
        Assert.Contains(_run.Sent(), line => line.EndsWith("cancel", StringComparison.Ordinal));
        Assert.DoesNotContain(_run.Context.OpenOrders.ToArray(), order => order.Side == Side.Buy && order.Status != OrderStatus.PendingCancel);
    }

    [Fact]
    public void Quotes_never_cross_the_market_however_great_the_inventory()
    {
        var run = new StrategyUnderTest(Config.Replace("gamma=0.001", "gamma=0.01", StringComparison.Ordinal));
        Settle(run);
        run.AnswerAll(ExecType.Accepted);
        run.Context.SetPosition(-2_500);
        run.Top(999_999, 1_000_001, 200_000_000);
        run.AnswerAll(ExecType.Replaced);
        var orders = run.Context.OpenOrders.ToArray();
        // Short 2.5 sizes, r is some 22 bps above the mid: the bid stops one tick below the best ask.
        Assert.Equal(1_000_000, orders.Single(order => order.Side == Side.Buy).WantedPrice.Units);
        Assert.Equal(500, orders.Single(order => order.Side == Side.Sell).Quantity.Units);
    }

    [Fact]
    public void Prices_are_on_the_tick_grid()
    {
        var run = new StrategyUnderTest(Config, TestInstruments.Spot(tick: 25));
        Settle(run);
        Assert.All(run.Context.OpenOrders.ToArray(), order => Assert.Equal(0, order.Price.Units % 25));
        Assert.Equal(2, run.Context.OpenOrders.Length);
    }

    [Fact]
    public void Between_two_looks_nothing_is_sent_but_a_fill_is_answered_at_once()
    {
        Settle();
        _run.AnswerAll(ExecType.Accepted);
        _run.Sent();
        _run.Top(1_000_499, 1_000_501, 1);
        Assert.Empty(_run.Sent());
        var bid = _run.Context.OpenOrders.ToArray().Single(order => order.Side == Side.Buy);
        _run.Fill(bid, 1_000, bid.Price.Units);
        Assert.Contains(_run.Sent(), line => line.Contains("Buy 1000", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lost_book_ends_the_quotes_at_once()
    {
        Settle();
        _run.AnswerAll(ExecType.Accepted);
        _run.Sent();
        _run.LoseBook();
        Assert.Equal(["1 cancel", "2 cancel"], _run.Sent().Order());
    }

    [Fact]
    public void A_silent_market_ends_the_quotes_after_a_time()
    {
        Settle();
        _run.AnswerAll(ExecType.Accepted);
        _run.Sent();
        _run.Wait(4 * SecondNs);
        _run.Wait(SecondNs - 1);
        Assert.Empty(_run.Sent());
        _run.Wait(1);
        Assert.Equal(["1 cancel", "2 cancel"], _run.Sent().Order());
        _run.AnswerAll(ExecType.Canceled);
        _run.Top(999_999, 1_000_001, 1);
        Assert.Equal(2, _run.Sent().Length);
    }

    [Fact]
    public void A_refused_side_rests_while_the_other_goes_on()
    {
        Settle();
        var intents = _run.Context.TakeSent();
        _run.Driver.Deny(intents.Single(intent => intent.Side == Side.Buy), OrderReason.RiskDenied, default);
        _run.Answer(_run.Only(), ExecType.Accepted);
        _run.Top(999_999, 1_000_001, 200_000_000);
        Assert.DoesNotContain(_run.Context.OpenOrders.ToArray(), order => order.Side == Side.Buy);
        Assert.Equal(Side.Sell, _run.Only().Side);
        _run.Top(999_999, 1_000_001, SecondNs);
        Assert.Contains(_run.Context.OpenOrders.ToArray(), order => order.Side == Side.Buy);
    }

    [Fact]
    public void The_horizon_starts_again_when_it_is_over()
    {
        Settle();
        _run.AnswerAll(ExecType.Accepted);
        var wide = Spread();
        for (var second = 1; second < 10; second++)
        {
            _run.Top(999_999, 1_000_001, SecondNs);
            if (second == 9) break;
            Assert.True(Spread() < wide);
            _run.AnswerAll(ExecType.Replaced);
        }

        Assert.True(Spread() > wide);
        _run.AnswerAll(ExecType.Replaced);
        _run.Top(999_999, 1_000_001, SecondNs);
        Assert.Equal(wide, Spread());
    }

    private static void Settle(StrategyUnderTest run)
    {
        for (var i = 0; i < 11; i++) run.Top(999_999, 1_000_001, SecondNs);
    }

    private void Settle() => Settle(_run);

    private long AskPrice() => _run.Context.OpenOrders.ToArray().Single(order => order.Side == Side.Sell).WantedPrice.Units;

    private long Spread() =>
        AskPrice() - _run.Context.OpenOrders.ToArray().Single(order => order.Side == Side.Buy).WantedPrice.Units;
}
