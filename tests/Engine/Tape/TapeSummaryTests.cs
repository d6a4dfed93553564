using System;
using Trading.Model;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Tape;

public sealed class TapeSummaryTests
{
    private static readonly TapeEvent Fill = TapeEvent.Empty with
    {
        Kind = TapeEventKind.Fill,
        Instrument = 0,
        Agent = 1,
        OrderId = 2,
        CounterOrderId = 1,
        Side = Side.Buy,
    };

    [Fact]
    public void Counts_by_kind_instrument_and_agent()
    {
        var summary = Summarize([.. TapeDecoderTests.SmallEvents().ConvertAll(e => e.Event)]);
        Assert.Equal(6, summary.Total.Events);
        Assert.Equal(1, summary.Total.Count(TapeEventKind.Cancel));
        Assert.Equal(3, summary.Instruments[0].Events);
        Assert.Equal(1, summary.Instruments[1].Count(TapeEventKind.BookSnapshot));
        Assert.Equal(2, summary.Agents[0].Events);
        Assert.Equal(1, summary.Agents[1].Count(TapeEventKind.Fill));
        Assert.Equal((5000L, 1000L, 6000L), (summary.Total.DurationNs, summary.Total.FirstNs, summary.Total.LastNs));
    }

    [Fact]
    public void Cancel_rate_and_fill_ratio_are_per_new_order()
    {
        var order = Fill with { Kind = TapeEventKind.NewOrder };
        var cancel = Fill with { Kind = TapeEventKind.Cancel };
        var total = Summarize([order, order, order, order, cancel, cancel, cancel, Fill]).Total;
        Assert.Equal((7500L, 2500L), (total.CancelRateBps, total.FillRatioBps));
        Assert.Equal(0, Summarize([cancel]).Total.CancelRateBps);
    }

    [Fact]
    public void Volume_notional_and_average_price_are_exact()
    {
        var summary = Summarize([
            Fill with { Price = 10_000, Quantity = 100 },
            Fill with { Price = 20_000, Quantity = 300 },
            Fill with { Kind = TapeEventKind.Trade, Instrument = 1, Agent = -1, Price = 7, Quantity = 5 },
        ]);
        Assert.Equal((400, 7_000_000), (summary.Instruments[0].Volume, summary.Instruments[0].Notional));
        Assert.Equal(17_500, summary.Vwap(0));
        // The second instrument has two decimal places less: its notional is brought to the common scale of 7.
        Assert.Equal((7, 35 * 100), (summary.NotionalScale, summary.Instruments[1].Notional));
        Assert.Equal(7, summary.Vwap(1));
        Assert.Equal(7_003_500, summary.Total.Notional);
    }

    [Fact]
    public void A_trade_told_by_two_fills_counts_once_for_the_market_and_once_for_each_agent()
    {
        var taker = Fill with { Price = 100, Quantity = 7, Liquidity = LiquiditySide.Taker };
        var summary = Summarize([taker, taker with { Agent = 0, Side = Side.Sell, Liquidity = LiquiditySide.Maker }]);
        Assert.Equal((7, 7, 700), (summary.Total.Volume, summary.Instruments[0].Volume, summary.Total.Notional));
        Assert.Equal((7, 7), (summary.Agents[0].Volume, summary.Agents[1].Volume));
    }

    [Fact]
    public void Event_rate_is_in_event_time()
    {
        var total = Summarize([Fill with { TimeNs = 0 }, Fill with { TimeNs = 500_000_000 }, Fill with { TimeNs = 2_000_000_000 }]).Total;
        Assert.Equal(1500, total.EventsPerKilosecond);
        Assert.Equal(0, Summarize([Fill]).Total.EventsPerKilosecond);
    }

    [Fact]
    public void Depth_has_a_mean_and_a_maximum()
    {
        var summary = new TapeSummary(Some.TapeHeader());
        Assert.Equal(0, summary.Total.DepthMeanMillis);
        summary.AddDepth(0, 10);
        summary.AddDepth(0, 15);
        Assert.Equal((15L, 12_500L), (summary.Instruments[0].DepthMax, summary.Instruments[0].DepthMeanMillis));
    }

    [Fact]
    public void Sums_beyond_128_bits_stop_at_the_end_and_say_so()
    {
        var huge = Fill with { Instrument = 1, Agent = -1, Price = long.MaxValue, Quantity = long.MaxValue };
        var summary = Summarize([huge, huge, huge]);
        Assert.True(summary.Total.IsSaturated);
        Assert.Equal(Int128.MaxValue, summary.Total.Notional);
        Assert.Equal(0, summary.Vwap(1));
        var negative = Summarize([huge with { Price = long.MinValue }, huge with { Price = long.MinValue }]);
        Assert.Equal(Int128.MinValue, negative.Total.Notional);
    }

    private static TapeSummary Summarize(TapeEvent[] events)
    {
        var summary = new TapeSummary(Some.TapeHeader());
        foreach (ref readonly var e in events.AsSpan()) summary.Add(e);
        return summary;
    }
}
