using CsCheck;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;
using Xunit;
using static Trading.Tests.Exchange.Execution.ExchangeRun;

namespace Trading.Tests.Exchange.Execution;

public sealed class QueueTests
{
    private static readonly ExecutionConfig Back = new() { Queue = QueueModel.BackOfQueue };
    private static readonly ExecutionConfig Front = new() { Queue = QueueModel.FrontOfQueue };
    private static readonly ExecutionConfig Even = new() { Queue = QueueModel.Proportional };

    [Theory]
    // n = 1: evenly; 30 of 100 canceled, 40 of them ahead.
    [InlineData(40, 60, 30, 1, 12)]
    // n = 2: 40² ÷ (40² + 60²) of 30 = 9.23.
    [InlineData(40, 60, 30, 2, 9)]
    // n = 3: 64,000 ÷ 280,000 of 30 = 6.86.
    [InlineData(40, 60, 30, 3, 6)]
    // n = 4: 2,560,000 ÷ 15,520,000 of 30 = 4.95.
    [InlineData(40, 60, 30, 4, 4)]
    [InlineData(0, 60, 30, 1, 0)]
    [InlineData(40, 0, 30, 1, 30)]
    [InlineData(40, 0, 50, 1, 40)]
    [InlineData(long.MaxValue, 0, long.MaxValue, 1, long.MaxValue)]
    [InlineData(long.MaxValue / 2, long.MaxValue / 2, 1_000, 4, 500)]
    public void Cancels_are_split_by_the_powers(long ahead, long behind, long canceled, int power, long expected) =>
        Assert.Equal(expected, QueuePosition.CanceledAhead(ahead, behind, canceled, power));

    [Fact]
    public void A_split_stays_within_its_bounds() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Long[0, long.MaxValue], Gen.Long[1, long.MaxValue], Gen.Int[1, 4]).Sample(
            (ahead, behind, canceled, power) =>
            {
                var share = QueuePosition.CanceledAhead(ahead, behind, canceled, power);
                return share >= 0 && share <= ahead && share <= canceled;
            },
            iter: 20_000);

    [Fact]
    public void Trades_use_up_the_queue_to_the_unit_before_the_order_fills()
    {
        var run = Resting(Back);
        Assert.Equal(50, run.Ahead(1));
        Assert.Empty(run.Trade(Side.Sell, 99, 30));
        Assert.Equal(20, run.Ahead(1));
        Assert.Empty(run.Trade(Side.Sell, 99, 20));
        Assert.Equal(0, run.Ahead(1));
        Assert.Equal(["1 Trade 1@99 Maker, 9 left"], run.Trade(Side.Sell, 99, 1));
        Assert.Equal(["1 Trade 9@99 Maker, 0 left"], run.Trade(Side.Sell, 99, 100));
        Assert.Equal(2, run.Statistics.FillsInQueue);
    }

    [Fact]
    public void A_trade_that_passes_the_queue_fills_with_what_is_left_of_it() =>
        Assert.Equal(["1 Trade 7@99 Maker, 3 left"], Resting(Back).Trade(Side.Sell, 99, 57));

    [Fact]
    public void Trades_of_the_other_side_and_at_worse_prices_do_nothing()
    {
        var run = Resting(Back);
        Assert.Empty(run.Trade(Side.Buy, 99, 100));
        Assert.Empty(run.Trade(Side.Sell, 100, 100));
        Assert.Equal(50, run.Ahead(1));
    }

    [Fact]
    public void A_trade_whose_aggressor_is_unknown_counts() =>
        Assert.Equal(["1 Trade 2@99 Maker, 8 left"], Resting(Back).Trade(0, 99, 52));

    [Fact]
    public void First_in_the_queue_any_trade_fills() => Assert.Equal(["1 Trade 4@99 Maker, 6 left"], Resting(Front).Trade(Side.Sell, 99, 4));

    [Fact]
    public void At_the_back_cancels_come_from_behind_until_nothing_is_behind()
    {
        var run = Resting(Back);
        run.Delta(Bid(99, 80));
        Assert.Equal(50, run.Ahead(1));
        run.Delta(Bid(99, 60));
        Assert.Equal(50, run.Ahead(1));
        run.Delta(Bid(99, 45));
        Assert.Equal(45, run.Ahead(1));
        run.Delta(Bid(99, 90));
        Assert.Equal(45, run.Ahead(1));
    }

    [Fact]
    public void Cancels_in_proportion_come_from_both_sides()
    {
        var run = Resting(Even);
        run.Delta(Bid(99, 100));
        run.Delta(Bid(99, 80));
        // 50 ahead and 50 behind: half of 20.
        Assert.Equal(40, run.Ahead(1));
        run.Delta(Bid(99, 60));
        Assert.Equal(30, run.Ahead(1));
    }

    [Fact]
    public void A_greater_power_spares_the_shorter_part_of_the_queue()
    {
        var run = Resting(Even with { QueuePower = 3 });
        run.Delta(Bid(99, 200));
        run.Delta(Bid(99, 160));
        // 50³ ÷ (50³ + 150³) of 40 = 1.43.
        Assert.Equal(49, run.Ahead(1));
    }

    [Fact]
    public void What_traded_is_not_taken_for_a_cancel_when_the_level_follows()
    {
        var run = Resting(Even);
        run.Delta(Bid(99, 100));
        run.Trade(Side.Sell, 99, 30);
        Assert.Equal(20, run.Ahead(1));
        run.Delta(Bid(99, 70));
        Assert.Equal(20, run.Ahead(1));
        // 14 more than traded are gone: 20 ÷ 70 of them stood ahead.
        run.Delta(Bid(99, 56));
        Assert.Equal(16, run.Ahead(1));
    }

    [Fact]
    public void An_emptied_level_leaves_the_order_alone_at_its_price()
    {
        var run = Resting(Back);
        Assert.Empty(run.Delta(Bid(99, 0)));
        Assert.Equal(0, run.Ahead(1));
        Assert.Equal(["1 Trade 3@99 Maker, 7 left"], run.Trade(Side.Sell, 99, 3));
    }

    [Fact]
    public void A_trade_through_the_price_fills_up_to_its_quantity()
    {
        var run = Resting(Back);
        Assert.Equal(["1 Trade 4@99 Maker, 6 left"], run.Trade(Side.Sell, 98, 4));
        Assert.Equal(1, run.Statistics.FillsByTradeThrough);
        Assert.Equal(["1 Trade 6@99 Maker, 0 left"], Resting(Back with { HasImpact = false }, filled: 4).Trade(Side.Sell, 98, 1));
    }

    [Fact]
    public void A_trade_serves_our_better_price_before_the_queue_of_the_worse()
    {
        var run = new ExchangeRun(Back);
        run.Snapshot(Bid(99, 3), Ask(101, 5));
        run.Limit(1, Side.Buy, 4, 99);
        run.Limit(2, Side.Buy, 4, 100);
        // 4 of 10 for the better one, 3 for the queue, 3 for the worse one.
        Assert.Equal(["2 Trade 4@100 Maker, 0 left", "1 Trade 3@99 Maker, 1 left"], run.Trade(Side.Sell, 99, 10));
    }

    [Fact]
    public void The_other_side_reaching_the_price_fills_up_to_what_it_shows()
    {
        var run = Resting(Back);
        Assert.Equal(
            ["1 Trade 2@99 Maker, 8 left", "1 Trade 4@99 Maker, 4 left"],
            run.Delta(Bid(99, 0), Ask(98, 2), Ask(99, 4), Ask(101, 0)));
        Assert.Equal(2, run.Statistics.FillsByCross);
        // The same levels, still shown, are used up.
        Assert.Empty(run.Delta(Ask(105, 1)));
    }

    [Fact]
    public void A_crossed_tape_fills_nothing()
    {
        var run = Resting(Back);
        Assert.Empty(run.Delta(Ask(99, 4)));
        Assert.Equal(["1 Trade 4@99 Maker, 6 left"], run.Delta(Bid(99, 0)));
    }

    [Fact]
    public void Two_orders_of_ours_share_a_trade_in_their_order()
    {
        var run = Resting(Back);
        run.Delta(Bid(99, 70));
        run.Limit(2, Side.Buy, 10, 99);
        Assert.Equal((50, 70), (run.Ahead(1), run.Ahead(2)));
        // 50 market, 10 ours, 20 market, 5 of 10 ours.
        Assert.Equal(["1 Trade 10@99 Maker, 0 left", "2 Trade 5@99 Maker, 5 left"], run.Trade(Side.Sell, 99, 85));
    }

    [Fact]
    public void An_order_that_joins_after_trades_does_not_wait_for_what_is_gone()
    {
        var run = Resting(Back);
        run.Trade(Side.Sell, 99, 30);
        run.Limit(2, Side.Buy, 10, 99);
        Assert.Equal((20, 20), (run.Ahead(1), run.Ahead(2)));
    }

    [Fact]
    public void A_smaller_total_keeps_the_place()
    {
        var run = Resting(Back);
        run.Delta(Bid(99, 80));
        run.Trade(Side.Sell, 99, 40);
        Assert.Equal(["1 Replaced"], run.Replace(1, 5, 99));
        Assert.Equal(10, run.Ahead(1));
        Assert.Equal((5, 5), (run.Last[0].Quantity, run.Last[0].LeavesQty));
    }

    [Theory]
    [InlineData(12, 99, 80)]
    [InlineData(10, 98, 60)]
    [InlineData(10, 100, 0)]
    public void A_greater_total_or_another_price_loses_the_place(long quantity, long price, long ahead)
    {
        var run = Resting(Back);
        run.Delta(Bid(99, 80), Bid(98, 60));
        Assert.Equal(["1 Replaced"], run.Replace(1, quantity, price));
        Assert.Equal(ahead, run.Ahead(1));
    }

    [Fact]
    public void A_replacement_into_the_other_side_takes() =>
        Assert.Equal(["1 Replaced", "1 Trade 5@101 Taker, 5 left"], Resting(Back).Replace(1, 10, 101));

    [Fact]
    public void A_total_that_is_filled_already_cancels_the_rest()
    {
        var run = Resting(Back);
        run.Trade(Side.Sell, 99, 54);
        Assert.Equal(["1 Canceled ReplacedBelowFilled"], run.Replace(1, 4, 99));
        Assert.Equal(4, run.Last[0].FilledQty);
    }

    [Fact]
    public void A_price_beyond_the_shown_levels_waits_behind_what_appears_there()
    {
        var run = new ExchangeRun(Back);
        run.Snapshot(Bid(99, 50), Ask(101, 5));
        run.Limit(1, Side.Buy, 10, 90);
        Assert.Equal(0, run.Ahead(1));
        run.Delta(Bid(90, 33));
        Assert.Equal(33, run.Ahead(1));
        run.Delta(Bid(90, 60));
        Assert.Equal(33, run.Ahead(1));
    }

    [Fact]
    public void An_empty_price_among_the_shown_levels_is_ours_first()
    {
        var run = new ExchangeRun(Back);
        run.Snapshot(Bid(99, 50), Bid(80, 1), Ask(101, 5));
        run.Limit(1, Side.Buy, 10, 90);
        run.Delta(Bid(90, 33));
        Assert.Equal(0, run.Ahead(1));
    }

    [Fact]
    public void A_gap_keeps_the_order_and_the_next_snapshot_bounds_its_place()
    {
        var run = Resting(Back);
        Assert.Empty(run.Gap());
        Assert.Empty(run.Delta(Bid(99, 1)));
        Assert.Equal(50, run.Ahead(1));
        Assert.Empty(run.Snapshot(Bid(99, 20), Ask(101, 5)));
        Assert.Equal(20, run.Ahead(1));
    }

    [Fact]
    public void Order_flow_moves_the_queue_as_levels_do()
    {
        var run = new ExchangeRun(Back);
        run.Event(Order(TapeEventKind.NewOrder, 7, Side.Buy, 99, 8, 8));
        run.Event(Order(TapeEventKind.NewOrder, 8, Side.Sell, 101, 8, 8));
        run.Limit(1, Side.Buy, 5, 99);
        Assert.Equal(8, run.Ahead(1));
        run.Event(Order(TapeEventKind.NewOrder, 9, Side.Buy, 99, 3, 3));
        run.Event(Order(TapeEventKind.Cancel, 7, Side.Buy, 99, 8, 0) with { Status = OrderStatus.Canceled });
        Assert.Equal(3, run.Ahead(1));
        // A seller takes 4 at 99: 3 of the queue, as its taker's fill tells, then 1 of ours.
        Assert.Empty(run.Event(Order(TapeEventKind.NewOrder, 10, Side.Sell, 99, 3, 3)));
        var fill = Order(TapeEventKind.Fill, 10, Side.Sell, 99, 3, 0) with { Status = OrderStatus.Filled };
        Assert.Empty(run.Event(fill with { CounterOrderId = 9, Liquidity = LiquiditySide.Taker }));
        Assert.Equal(0, run.Ahead(1));
        Assert.Empty(run.Event(
            fill with { OrderId = 9, CounterOrderId = 10, Side = Side.Buy, Liquidity = LiquiditySide.Maker }));
        // What comes next at our price meets us.
        Assert.Equal(["1 Trade 2@99 Maker, 3 left"], run.Event(Order(TapeEventKind.NewOrder, 11, Side.Sell, 99, 2, 2)));
    }

    private static TapeEvent Order(TapeEventKind kind, ulong id, Side side, long price, long quantity, long leavesQty) =>
        TapeEvent.Empty with
        {
            Kind = kind,
            OrderId = id,
            Side = side,
            Price = price,
            Quantity = quantity,
            LeavesQty = leavesQty,
            OrderType = OrderType.Limit,
            Status = OrderStatus.Accepted,
        };

    /// <summary>Our order 1 of 10 at 99, behind 50.</summary>
    private static ExchangeRun Resting(ExecutionConfig config, long filled = 0)
    {
        var run = new ExchangeRun(config);
        run.Snapshot(Bid(99, 50), Ask(101, 5));
        run.Limit(1, Side.Buy, 10, 99);
        if (filled > 0) run.Trade(Side.Sell, 99, 50 + filled);
        return run;
    }
}
