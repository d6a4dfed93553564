using System;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;
using Xunit;

namespace Trading.Tests.Strategy;

public sealed class StrategyDriverTests
{
    private const long SecondNs = 1_000_000_000;

    private readonly ScriptedContext _context = new();
    private readonly DiaryStrategy _diary = new();
    private readonly StrategyDriver _driver;

    public StrategyDriverTests() => _driver = new StrategyDriver(_diary, _context);

    [Fact]
    public void A_trade_is_told_before_the_book_that_it_changed()
    {
        _driver.Start();
        _context.AddTrade(100, 3);
        _driver.Market(0, isBookChanged: true, isTrade: true);
        _driver.Market(0, isBookChanged: false, isTrade: false);
        _driver.Stop();
        Assert.Equal(["start", "trade 0 3 @ 100", "market 0", "stop"], _diary.Lines);
    }

    [Fact]
    public void What_is_due_is_told_before_the_event_by_time_and_of_equal_times_bars_first()
    {
        _context.At(10 * SecondNs);
        _context.SubscribeBars(0, SecondNs);
        _context.SetTimer(1, 12 * SecondNs);
        _context.SetTimer(9, 11 * SecondNs);
        _context.SetTimer(4, 11 * SecondNs);
        _context.SetTimer(5, 11 * SecondNs - 1);
        Trade(10 * SecondNs + 5, 100, 3);
        Trade(12 * SecondNs, 101, 1);
        Assert.Equal(
            [
                "trade 0 3 @ 100",
                "timer 5",
                "bar 0 10000000000+1000000000 100/100/100/100 n 1",
                "timer 4",
                "timer 9",
                "bar 0 11000000000+1000000000 100/100/100/100 n 0",
                "timer 1",
                "trade 0 1 @ 101",
            ],
            _diary.Lines);
        Assert.Equal(13 * SecondNs, _driver.NextNs);
    }

    [Fact]
    public void A_timer_for_the_past_comes_in_the_next_nanosecond_not_now()
    {
        _context.SetTimer(3, 0);
        _driver.Advance();
        Assert.Empty(_diary.Lines);
        Assert.Equal(_context.TimeNs + 1, _driver.NextNs);
        _context.After(1);
        _driver.Advance();
        Assert.Equal(["timer 3"], _diary.Lines);
    }

    [Fact]
    public void Setting_a_timer_again_moves_it_and_a_canceled_one_is_silent()
    {
        _context.SetTimer(1, _context.TimeNs + 5);
        _context.SetTimer(1, _context.TimeNs + 9);
        _context.SetTimer(2, _context.TimeNs + 5);
        _context.CancelTimer(2);
        _context.After(8);
        _driver.Advance();
        Assert.Empty(_diary.Lines);
        _context.After(1);
        _driver.Advance();
        Assert.Equal(["timer 1"], _diary.Lines);
        Assert.Equal(long.MaxValue, _driver.NextNs);
    }

    [Fact]
    public void One_timer_too_many_is_a_bug_of_the_strategy()
    {
        for (var timer = 0; timer < StrategyTimers.TimersMax; timer++) _context.SetTimer(timer, long.MaxValue);
        _context.SetTimer(0, long.MaxValue);
        Assert.Throws<InvalidOperationException>(() => _context.SetTimer(-1, long.MaxValue));
    }

    [Fact]
    public void Fills_and_order_events_come_after_the_own_orders_have_them()
    {
        var id = _context.Submit(OrderRequest.Limit(0, Side.Buy, new Price(100), new Quantity(5)));
        Assert.True(_driver.Report(_context.Answer(id, ExecType.Accepted)));
        Assert.True(_driver.Report(_context.Answer(id, ExecType.Trade, lastQty: 2, lastPx: 99)));
        Assert.True(_context.Cancel(id));
        Assert.True(_driver.Report(_context.Answer(id, ExecType.CancelRejected, OrderReason.RateLimited)));
        var last = _context.Answer(id, ExecType.Trade, lastQty: 3, lastPx: 100);
        Assert.True(_driver.Report(last));
        Assert.False(_driver.Report(last));
        Assert.Equal(
            [
                "order 1 Accepted Accepted None, open 1",
                "fill 1 2 @ 99, open 1",
                "order 1 CancelRejected Accepted RateLimited, open 1",
                "fill 1 3 @ 100, open 0",
            ],
            _diary.Lines);
    }

    [Theory]
    [InlineData(ExecType.Rejected)]
    [InlineData(ExecType.Canceled)]
    [InlineData(ExecType.Expired)]
    public void An_order_that_ends_leaves_the_own_orders(ExecType end)
    {
        var id = _context.Submit(OrderRequest.Market(0, Side.Sell, new Quantity(5)));
        Assert.True(_driver.Report(_context.Answer(id, end)));
        Assert.Equal(0, _context.OpenOrders.Length);
        Assert.False(_context.Cancel(id));
        Assert.Equal($"order 1 {end} Canceled None, open 0", Assert.Single(_diary.Lines));
    }

    [Fact]
    public void A_denied_order_never_was_and_a_denied_request_leaves_the_order_standing()
    {
        var verdict = new RiskVerdict(7, 12, 10);
        var id = _context.Submit(OrderRequest.Limit(0, Side.Buy, new Price(100), new Quantity(5)));
        var second = _context.Submit(OrderRequest.Limit(0, Side.Buy, new Price(100), new Quantity(6)));
        Assert.True(_driver.Deny(_context.TakeSent()[1], OrderReason.RiskDenied, verdict));
        Assert.False(_context.TryGetOrder(second, out _));
        Assert.True(_driver.Report(_context.Answer(id, ExecType.Accepted)));

        Assert.True(_context.Replace(id, new Price(101), new Quantity(9)));
        Assert.True(_driver.Deny(_context.TakeSent()[0], OrderReason.RiskDenied, verdict));
        Assert.True(_context.TryGetOrder(id, out var order));
        Assert.Equal((OrderStatus.Accepted, 100, 100, 5), (order.Status, order.Price.Units, order.WantedPrice.Units, order.Quantity.Units));

        Assert.True(_context.Cancel(id));
        Assert.True(_driver.Deny(_context.TakeSent()[0], OrderReason.RiskDenied, verdict));
        Assert.Equal(OrderStatus.Accepted, _context.OpenOrders[0].Status);
        Assert.Equal("order 2 Denied Denied RiskDenied, open 1", _diary.Lines[0]);
    }

    [Fact]
    public void Requests_that_the_life_cycle_does_not_allow_send_nothing()
    {
        var id = _context.Submit(OrderRequest.Limit(0, Side.Buy, new Price(100), new Quantity(5)));
        Assert.False(_context.Replace(id, new Price(101), new Quantity(5)));
        Assert.True(_context.Cancel(id));
        Assert.False(_context.Cancel(id));
        Assert.Equal(["1 Buy 5 @ 100 Gtc", "1 cancel"], _context.TakeLines());
        Assert.True(_driver.Report(_context.Answer(id, ExecType.Accepted)));
        Assert.Equal(OrderStatus.PendingCancel, _context.OpenOrders[0].Status);
    }

    [Fact]
    public void Naming_what_is_not_there_is_a_bug_of_the_strategy()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Submit(OrderRequest.Limit(1, Side.Buy, new Price(1), new Quantity(1))));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Quote(-1, new(1), new(1), new(2), new(1)));
        Assert.Throws<ArgumentException>(() => _context.Quote(0, new(2), new(1), new(2), new(1)));
        Assert.Throws<ArgumentException>(() => _context.Submit(default));
        Assert.Empty(_context.TakeSent());
    }

    private void Trade(long timeNs, long price, long quantity)
    {
        _context.At(timeNs);
        _context.AddTrade(price, quantity);
        _driver.Market(0, isBookChanged: false, isTrade: true);
    }
}
