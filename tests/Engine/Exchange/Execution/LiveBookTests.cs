using System.Collections.Generic;
using CsCheck;
using Trading.Exchange;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;
using Trading.Tests.Simulation;
using Xunit;
using static Trading.Tests.Exchange.Execution.FlowEvents;

namespace Trading.Tests.Exchange.Execution;

public sealed class LiveBookTests
{
    [Fact]
    public void Our_order_waits_behind_the_orders_before_it_and_ahead_of_those_after()
    {
        var run = new ExchangeRun(isLive: true);
        run.Event(Order(1, Side.Buy, 99, 5));
        Assert.Equal(["1 Accepted"], run.Limit(1, Side.Buy, 10, 99));
        run.Event(Order(2, Side.Buy, 99, 5));
        run.Event(Order(3, Side.Sell, 99, 5));
        Assert.Equal(["1 Trade 3@99 Maker, 7 left"], run.Event(Order(4, Side.Sell, 99, 3)));
        Assert.Equal((1, 0, (System.Int128)5), (run.Statistics.QueueEntries, run.Statistics.FrontEntries, run.Statistics.QueueAheadSum));
    }

    [Fact]
    public void What_we_take_is_gone_and_what_the_tape_would_have_taken_meets_what_is_left()
    {
        var run = new ExchangeRun(isLive: true);
        run.Event(Order(1, Side.Sell, 101, 5));
        run.Event(Order(2, Side.Sell, 102, 5));
        Assert.Equal(["1 Accepted", "1 Trade 5@101 Taker, 1 left", "1 Trade 1@102 Taker, 0 left"], run.Market(1, Side.Buy, 6));
        // On the tape order 1 is canceled later: here it is gone already.
        run.Event(Cancel(1, Side.Sell, 101));
        Assert.Equal(1, run.Statistics.Divergences);
        run.Event(Amend(2, Side.Sell, 103, 5));
        Assert.Equal(["2 Accepted", "2 Trade 4@103 Taker, 0 left"], run.Limit(2, Side.Buy, 4, 103));
    }

    [Fact]
    public void The_tape_cannot_touch_our_orders()
    {
        var run = new ExchangeRun(isLive: true);
        run.Limit(1, Side.Buy, 10, 99);
        var id = ExchangeRun.Id(1).Value;
        Assert.Empty(run.Event(Cancel(id, Side.Buy, 99)));
        Assert.Empty(run.Event(Amend(id, Side.Buy, 98, 1)));
        Assert.Empty(run.Event(Order(id, Side.Buy, 98, 1)));
        Assert.Equal(3, run.Statistics.Divergences);
        Assert.Equal(["1 Canceled CancelRequested"], run.Cancel(1));
    }

    [Fact]
    public void An_id_that_the_tape_uses_is_refused()
    {
        var run = new ExchangeRun(isLive: true);
        run.Event(Order(ExchangeRun.Id(1).Value, Side.Buy, 98, 1));
        Assert.Equal(["1 Rejected DuplicateOrderId"], run.Limit(1, Side.Buy, 10, 99));
        Assert.Equal(0, run.Exchange.OpenOrderCount);
    }

    [Fact]
    public void A_stop_of_ours_triggers_by_the_tape_s_trade()
    {
        var run = new ExchangeRun(isLive: true);
        run.Event(Order(1, Side.Sell, 101, 5));
        run.Event(Order(2, Side.Sell, 102, 5));
        run.Stop(1, Side.Buy, 3, 101);
        Assert.Equal(["1 Triggered", "1 Trade 3@102 Taker, 0 left"], run.Event(Order(3, Side.Buy, 101, 5)));
    }

    [Fact]
    public void Ends_that_the_book_brings_about_itself_are_not_told_again()
    {
        var run = new ExchangeRun(isLive: true);
        run.Event(Order(1, Side.Sell, 101, 5));
        run.Event(Order(2, Side.Buy, 101, 9) with { TimeInForce = TimeInForce.Ioc });
        run.Event(Cancel(2, Side.Buy, 101) with { Reason = OrderReason.IocUnfilled });
        run.Event(TapeEvent.Empty with { Kind = TapeEventKind.Fill, OrderId = 2, Side = Side.Buy, Price = 101, Quantity = 5 });
        run.Event(TapeEvent.Empty with { Kind = TapeEventKind.Reject, OrderId = 2, Side = Side.Buy });
        Assert.Equal(0, run.Statistics.Divergences);
    }

    [Fact]
    public void Decrement_tells_the_smaller_total()
    {
        var run = new ExchangeRun(isLive: true);
        run.Limit(1, Side.Buy, 10, 99);
        Assert.Equal(
            ["2 Accepted", "1 Replaced SelfTradeDecrement", "2 Canceled SelfTradeDecrement"],
            run.Limit(2, Side.Sell, 4, 99, prevention: SelfTradePrevention.Decrement));
        Assert.Equal(6, run.Last[1].Quantity);
    }

    [Fact]
    public void Our_orders_fare_as_in_a_book_run_by_hand() => Gen.ULong.Sample(seed =>
    {
        var run = new ExchangeRun(new ExecutionConfig { OpenOrdersMax = 100_000 }, isLive: true);
        var (book, reports) = (new OrderBook(BookFixtures.Plain), new ReportBuffer());
        var stream = new CommandStream(seed, PriceShape.Narrow, 400);
        var random = SeededRandom.Create(seed, "ours");
        for (var step = 0; step < 400; step++)
        {
            var command = stream.Next();
            if (!BookRules.IsWellFormed(command)) continue;
            var isOurs = random.Below(4) == 0 && command.Kind != BookCommandKind.AdvanceTime;
            // A market order that finds too little never comes to the book.
            if (isOurs && command.OrderType == OrderType.Market && command.Kind == BookCommandKind.Submit) continue;
            command.AccountId = isOurs ? uint.MaxValue : command.AccountId % 4 + 1;
            command.OrderId = isOurs ? ExchangeRun.Id((long)command.OrderId).Value : command.OrderId;
            run.NowNs = command.TimeNs;
            var lines = isOurs ? run.Send(IntentOf(command)) : run.Event(Of(command));
            reports.Clear();
            book.Execute(command, reports);
            Assert.Equal(Ours(reports), lines);
        }
    }, iter: 300);

    [Fact]
    public void Without_orders_of_ours_the_book_and_its_data_are_the_tape_s()
    {
        var config = SimulationFixture.Config();
        var (seen, _) = SimulationFixture.Run(config, 20_000);
        var run = new ExchangeRun(instrument: config.Instruments[0], isLive: true);
        run.Exchange.PublishesMarketData = true;
        var (ofTape, ofData) = (new InstrumentMarket(config.Instruments[0]), new InstrumentMarket(config.Instruments[0]));
        foreach (var e in seen.Events)
        {
            run.NowNs = e.TimeNs;
            Assert.Empty(run.Event(e));
            ofTape.Apply(e, []);
            while (run.Exchange.TryTakeMarketData(out var data, out var levels)) ofData.Apply(data, levels);
        }

        Assert.Equal(0, run.Statistics.Divergences);
        Assert.Equal((ofTape.TradeCount, ofTape.LastTrade.Price), (ofData.TradeCount, ofData.LastTrade.Price));
        Assert.InRange(ofData.TradeCount, 1_000, 20_000);
        foreach (var side in new[] { Side.Buy, Side.Sell })
        {
            Assert.InRange(ofTape.Book.Count(side), 10, 10_000);
            Assert.Equal(System.Math.Min(50, ofTape.Book.Count(side)), ofData.Book.Count(side));
            for (var rank = 0; rank < ofData.Book.Count(side); rank++) Assert.Equal(ofTape.Book.At(side, rank), ofData.Book.At(side, rank));
        }
    }

    [Fact]
    public void Market_data_that_nobody_takes_is_not_kept()
    {
        var run = new ExchangeRun(isLive: true);
        run.Event(Order(1, Side.Sell, 101, 1_000));
        run.Event(Order(2, Side.Buy, 101, 1));
        var before = run.Saved().Length;
        for (var id = 3UL; id < 100; id++) run.Event(Order(id, Side.Buy, 101, 1));
        Assert.Equal(before, run.Saved().Length);
        Assert.False(run.Exchange.TryTakeMarketData(out _, out _));
    }

    [Fact]
    public void Orders_of_the_tape_expire_with_its_time()
    {
        var run = new ExchangeRun(isLive: true);
        run.Event(Order(1, Side.Sell, 101, 5) with { TimeInForce = TimeInForce.Gtd, ExpireTimeNs = 2_000 });
        run.Event(Order(2, Side.Buy, 99, 5));
        Assert.True(run.Exchange.TryGetMidTwice(out _));
        run.NowNs = 2_000;
        run.Event(TapeEvent.Empty with { Kind = TapeEventKind.Regime });
        Assert.False(run.Exchange.TryGetMidTwice(out _));
    }

    private static OrderIntent IntentOf(in BookCommand command) => new()
    {
        Kind = command.Kind switch
        {
            BookCommandKind.Submit => IntentKind.Submit,
            BookCommandKind.Cancel => IntentKind.Cancel,
            BookCommandKind.Replace => IntentKind.Replace,
            BookCommandKind.AdvanceTime => 0,
        },
        ClientOrderId = new ClientOrderId(command.OrderId),
        Price = command.Price,
        Quantity = command.Quantity,
        TriggerPrice = command.TriggerPrice,
        ExpireTimeNs = command.ExpireTimeNs,
        Side = command.Side,
        OrderType = command.OrderType,
        TimeInForce = command.TimeInForce,
        Flags = command.Flags,
        SelfTradePrevention = command.SelfTradePrevention,
    };

    /// <summary>What a book's reports say of our orders, in the words of the run.</summary>
    private static List<string> Ours(ReportBuffer reports)
    {
        var lines = new List<string>();
        foreach (ref readonly var report in reports.Reports)
        {
            if (report.Kind == BookReportKind.Trade)
            {
                Add(report.OrderId, $"Trade {report.Quantity}@{report.Price} Taker, {report.LeavesQty} left");
                Add(report.MakerOrderId, $"Trade {report.Quantity}@{report.Price} Maker, {report.MakerLeavesQty} left");
            }
            else if (report.Kind == BookReportKind.Decremented)
            {
                if (report.LeavesQty > 0) Add(report.OrderId, "Replaced SelfTradeDecrement");
                if (report.MakerLeavesQty > 0) Add(report.MakerOrderId, "Replaced SelfTradeDecrement");
            }
            else
            {
                Add(report.OrderId, report.Kind + (report.Reason == OrderReason.None ? "" : $" {report.Reason}"));
            }
        }

        return lines;

        void Add(ulong id, string what)
        {
            var order = new ClientOrderId(id);
            if (order.Strategy == 1) lines.Add($"{order.Sequence} {what}");
        }
    }
}
