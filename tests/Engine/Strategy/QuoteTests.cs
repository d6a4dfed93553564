using System;
using System.Linq;
using CsCheck;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;
using Xunit;

namespace Trading.Tests.Strategy;

public sealed class QuoteTests
{
    private readonly ScriptedContext _context = new();
    private readonly StrategyDriver _driver;

    public QuoteTests() => _driver = new StrategyDriver(new DiaryStrategy(), _context);

    [Fact]
    public void A_quote_is_one_post_only_order_on_each_side_and_stays_while_it_is_near()
    {
        Quote(100, 104);
        Assert.Equal(["1 Buy 10 @ 100 Gtc PostOnly", "2 Sell 10 @ 104 Gtc PostOnly"], _context.TakeLines());
        AcceptAll();
        Quote(101, 103, tolerance: 1);
        Assert.Empty(_context.TakeLines());
        Quote(101, 103);
        Assert.Equal(["1 replace 10 @ 101", "2 replace 10 @ 103"], _context.TakeLines().Order());
    }

    [Fact]
    public void Moving_up_the_ask_makes_room_first_and_moving_down_the_bid()
    {
        Quote(100, 104);
        AcceptAll();
        _context.TakeLines();
        Quote(102, 106);
        Assert.Equal(["2 replace 10 @ 106", "1 replace 10 @ 102"], _context.TakeLines());
        AnswerAll(ExecType.Replaced);
        Quote(99, 103);
        Assert.Equal(["1 replace 10 @ 99", "2 replace 10 @ 103"], _context.TakeLines());
    }

    [Fact]
    public void A_side_whose_answer_is_under_way_is_left_alone_but_can_be_canceled()
    {
        Quote(100, 104);
        Quote(90, 94);
        Assert.Equal(2, _context.TakeLines().Length);
        _context.CancelQuotes(0);
        Assert.Equal(["1 cancel", "2 cancel"], _context.TakeLines());
        // Until the cancel is answered a second order on the side would double it.
        Quote(90, 94);
        Assert.Empty(_context.TakeLines());
        AnswerAll(ExecType.Canceled);
        Quote(90, 94);
        Assert.Equal(2, _context.TakeLines().Length);
    }

    [Fact]
    public void A_quote_that_its_own_other_side_would_meet_waits()
    {
        Quote(100, 104);
        AcceptAll();
        _context.TakeLines();
        Quote(106, 110);
        // The bid at 106 would meet the ask at 104 if that one's replacement failed.
        Assert.Equal(["2 replace 10 @ 110"], _context.TakeLines());
        AnswerAll(ExecType.Replaced);
        Quote(106, 110);
        Assert.Equal(["1 replace 10 @ 106"], _context.TakeLines());
    }

    [Fact]
    public void A_quote_is_topped_up_once_less_than_half_is_left()
    {
        Quote(100, 104);
        AcceptAll();
        _context.TakeLines();
        _driver.Report(_context.Answer(Id(1), ExecType.Trade, lastQty: 5, lastPx: 100));
        Quote(100, 104);
        Assert.Empty(_context.TakeLines());
        _driver.Report(_context.Answer(Id(1), ExecType.Trade, lastQty: 1, lastPx: 100));
        Quote(100, 104);
        Assert.Equal(["1 replace 16 @ 100"], _context.TakeLines());
    }

    [Fact]
    public void A_side_without_quantity_is_canceled_and_other_orders_are_not_touched()
    {
        _context.Submit(OrderRequest.Limit(0, Side.Buy, new Price(50), new Quantity(1)));
        Quote(100, 104);
        AcceptAll();
        _context.TakeLines();
        _context.Quote(0, new Price(100), Quantity.Zero, new Price(104), new Quantity(10));
        Assert.Equal(["2 cancel"], _context.TakeLines());
    }

    [Fact]
    public void Whatever_comes_a_side_never_has_two_live_orders_and_sides_never_meet()
    {
        var step = Gen.Select(Gen.Int[0, 9], Gen.Long[90, 110], Gen.Long[1, 6], Gen.Long[0, 12], Gen.Long[0, 2]);
        step.Array[1, 60].Sample(steps =>
        {
            var context = new ScriptedContext();
            var driver = new StrategyDriver(new DiaryStrategy(), context);
            foreach (var (kind, price, spread, quantity, tolerance) in steps)
            {
                var orders = context.OpenOrders;
                if (kind < 5) context.Quote(0, new(price), new(quantity), new(price + spread), new(12 - quantity), tolerance);
                else if (orders.Length > 0) AnswerOne(context, driver, orders[(int)price % orders.Length], kind);
                Check(context);
            }
        });
    }

    private static void AnswerOne(ScriptedContext context, StrategyDriver driver, OwnOrder order, int kind)
    {
        var isBelowFilled = order.Status == OrderStatus.PendingReplace && context.IsReplacedBelowFilled(order);
        var type = isBelowFilled ? ExecType.Canceled : (order.Status, kind) switch
        {
            (OrderStatus.Pending, 9) => ExecType.Rejected,
            (OrderStatus.Pending, _) => ExecType.Accepted,
            (OrderStatus.PendingReplace, 5 or 6) => ExecType.ReplaceRejected,
            (OrderStatus.PendingReplace, 7 or 8) => ExecType.Replaced,
            (OrderStatus.PendingCancel, 5) => ExecType.CancelRejected,
            (OrderStatus.PendingCancel, 6 or 7) => ExecType.Canceled,
            _ => ExecType.Trade,
        };
        var fill = type == ExecType.Trade ? 1 : 0;
        driver.Report(context.Answer(order.ClientOrderId, type, lastQty: fill, lastPx: fill * order.Price.Units));
    }

    private static void Check(ScriptedContext context)
    {
        var bids = context.OpenOrders.ToArray().Where(order => order.Side == Side.Buy).ToArray();
        var asks = context.OpenOrders.ToArray().Where(order => order.Side == Side.Sell).ToArray();
        Assert.InRange(bids.Length, 0, 1);
        Assert.InRange(asks.Length, 0, 1);
        if (bids.Length * asks.Length == 0) return;
        Assert.True(Math.Max(bids[0].Price.Units, bids[0].WantedPrice.Units) < Math.Min(asks[0].Price.Units, asks[0].WantedPrice.Units));
    }

    private static ClientOrderId Id(long sequence) => ClientOrderId.Create(1, sequence);

    private void Quote(long bid, long ask, long tolerance = 0) => _context.Quote(0, new(bid), new(10), new(ask), new(10), tolerance);

    private void AcceptAll() => AnswerAll(ExecType.Accepted);

    private void AnswerAll(ExecType type)
    {
        foreach (var order in _context.OpenOrders.ToArray()) _driver.Report(_context.Answer(order.ClientOrderId, type));
    }
}
