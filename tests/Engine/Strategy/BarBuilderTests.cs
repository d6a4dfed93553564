using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Trading.Market;
using Trading.Model;
using Trading.Strategy;
using Xunit;

namespace Trading.Tests.Strategy;

public sealed class BarBuilderTests
{
    private const long IntervalNs = BarBuilder.IntervalNsMin;

    private static readonly Gen<(long GapNs, long Price, long Quantity)[]> Trades =
        Gen.Select(Gen.Long[0, 3 * IntervalNs], Gen.Long[1, 1_000], Gen.Long[1, 50]).Array[1, 80];

    [Fact]
    public void Bars_are_what_a_second_look_at_all_trades_makes_of_them() => Trades.Sample(trades =>
    {
        var times = TimesOf(trades);
        var endNs = times[^1] + 2 * IntervalNs;
        Assert.Equal(Naive(trades, times, endNs), Built(new BarBuilder(IntervalNs), trades, times, endNs));
    });

    [Fact]
    public void A_bar_ends_at_its_end_not_after_it()
    {
        var builder = new BarBuilder(IntervalNs);
        builder.Add(5, new PublicTrade(5, 100, 2, Side.Buy));
        Assert.False(builder.TryClose(IntervalNs - 1, out _));
        Assert.True(builder.TryClose(IntervalNs, out var bar));
        Assert.Equal(new Bar(0, IntervalNs, new(100), new(100), new(100), new(100), 2, new(200), 1), bar);
        Assert.False(builder.TryClose(IntervalNs, out _));
        Assert.Equal(2 * IntervalNs, builder.NextCloseNs);
    }

    [Fact]
    public void The_average_price_is_the_turnover_by_the_volume()
    {
        var builder = new BarBuilder(IntervalNs);
        builder.Add(0, new PublicTrade(0, 100, 1, Side.Buy));
        builder.Add(0, new PublicTrade(0, 200, 3, Side.Buy));
        Assert.True(builder.TryClose(IntervalNs, out var bar));
        Assert.Equal((new Notional(700), (Int128)4, 175.0), (bar.Turnover, bar.Volume, bar.Vwap));
        Assert.True(builder.TryClose(2 * IntervalNs, out var empty));
        Assert.Equal((200.0, 0), (empty.Vwap, empty.TradeCount));
    }

    [Fact]
    public void A_long_silence_is_told_by_so_many_empty_bars_and_the_last_one()
    {
        var builder = new BarBuilder(IntervalNs);
        builder.Add(0, new PublicTrade(0, 100, 1, Side.Buy));
        var count = 0;
        var last = default(Bar);
        while (builder.TryClose(BarBuilder.IntervalNsMax, out var bar)) (last, count) = (bar, count + 1);
        Assert.Equal(1 + BarBuilder.EmptyBarsMax, count);
        Assert.Equal(BarBuilder.IntervalNsMax + IntervalNs, builder.NextCloseNs);
        Assert.Equal(BarBuilder.EmptyBarsMax * IntervalNs, last.StartNs);
    }

    [Fact]
    public void A_saved_builder_goes_on_as_if_it_had_never_stopped() => Trades.Sample(trades =>
    {
        var times = TimesOf(trades);
        var (whole, first, second) = (new BarBuilder(IntervalNs), new BarBuilder(IntervalNs), new BarBuilder(IntervalNs));
        var half = trades.Length / 2;
        var bars = Built(first, trades[..half], times[..half], 0);
        var bytes = SavedBytes.Of(first.Save);
        Assert.True(SavedBytes.Into(second.Load, bytes));
        Assert.Equal(bytes, SavedBytes.Of(second.Save));
        bars.AddRange(Built(second, trades[half..], times[half..], 0));
        Assert.Equal(Built(whole, trades, times, 0), bars);
        Assert.Equal(SavedBytes.Of(whole.Save), SavedBytes.Of(second.Save));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(BarBuilder.IntervalNsMin - 1)]
    [InlineData(BarBuilder.IntervalNsMax + 1)]
    public void An_interval_out_of_range_is_a_bug(long intervalNs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BarBuilder(intervalNs));

    private static List<Bar> Built(
        BarBuilder builder, (long GapNs, long Price, long Quantity)[] trades, long[] times, long endNs)
    {
        var bars = new List<Bar>();
        for (var i = 0; i < trades.Length; i++)
        {
            while (builder.TryClose(times[i], out var bar)) bars.Add(bar);
            builder.Add(times[i], new PublicTrade(times[i], trades[i].Price, trades[i].Quantity, Side.Buy));
        }

        while (builder.TryClose(endNs, out var bar)) bars.Add(bar);
        return bars;
    }

    private static List<Bar> Naive((long GapNs, long Price, long Quantity)[] trades, long[] times, long endNs)
    {
        var bars = new List<Bar>();
        for (var startNs = times[0] / IntervalNs * IntervalNs; startNs + IntervalNs <= endNs; startNs += IntervalNs)
        {
            var inside = trades.Where((_, i) => times[i] >= startNs && times[i] < startNs + IntervalNs).ToArray();
            var prices = inside.Length > 0 ? [.. inside.Select(trade => trade.Price)] : new[] { bars[^1].Close.Units };
            bars.Add(new Bar(
                startNs, IntervalNs, new(prices[0]), new(prices.Max()), new(prices.Min()), new(prices[^1]),
                inside.Sum(trade => trade.Quantity), new(inside.Sum(trade => trade.Price * trade.Quantity)), inside.Length));
        }

        return bars;
    }

    private static long[] TimesOf((long GapNs, long Price, long Quantity)[] trades)
    {
        var timeNs = 7 * IntervalNs + 3;
        return [.. trades.Select(trade => timeNs += trade.GapNs)];
    }
}
