using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Trading.Model;
using Trading.Strategy.Indicators;
using Xunit;

namespace Trading.Tests.Strategy;

/// <summary>Each indicator against a second look at all values, and against itself saved and restored half-way.</summary>
public sealed class IndicatorTests
{
    private static readonly Gen<(int Period, double[] Values)> Walks = Gen.Select(
        Gen.Int[1, 12], Gen.Double[-5, 5].Array[1, 100], Gen.Int[0, 2],
        (period, steps, start) => (period, Walk(start * start * 1_500_000.0, steps)));

    [Fact]
    public void Sma_is_the_mean_of_the_window() => Check(
        period => new Sma(period), (sma, value) => sma.Update(value), sma => (sma.IsReady, sma.Value),
        (sma, writer) => sma.Save(writer), (Sma sma, ref StateReader reader) => sma.Load(ref reader),
        (period, seen) => (seen.Length >= period, Window(period, seen).Average()));

    [Fact]
    public void Ema_is_the_weighted_sum_of_all_values() => Check(
        period => new Ema(period), (ema, value) => ema.Update(value), ema => (ema.IsReady, ema.Value),
        (ema, writer) => ema.Save(writer), (Ema ema, ref StateReader reader) => ema.Load(ref reader),
        (period, seen) =>
        {
            var rest = 1 - 2.0 / (period + 1);
            var weights = seen.Select((_, i) => Math.Pow(rest, seen.Length - 1 - i) * (i == 0 ? 1 : 1 - rest));
            return (seen.Length >= period, seen.Zip(weights, (value, weight) => value * weight).Sum());
        });

    [Fact]
    public void RollingStdDev_is_the_deviation_of_the_window() => Check(
        period => new RollingStdDev(period + 1), (deviation, value) => deviation.Update(value),
        deviation => (deviation.IsReady, deviation.Variance),
        (deviation, writer) => deviation.Save(writer), (RollingStdDev deviation, ref StateReader reader) => deviation.Load(ref reader),
        (period, seen) =>
        {
            var window = Window(period + 1, seen);
            var mean = window.Average();
            var squares = window.Sum(value => (value - mean) * (value - mean));
            return (seen.Length > period, window.Length > 1 ? squares / (window.Length - 1) : 0);
        },
        // The level of the values must not matter, only how far they spread.
        values => Math.Pow(values.Max() - values.Min(), 2));

    [Fact]
    public void Rsi_compares_smoothed_gains_with_smoothed_losses() => Check(
        period => new Rsi(period), (rsi, value) => rsi.Update(value), rsi => (rsi.IsReady, rsi.Value),
        (rsi, writer) => rsi.Save(writer), (Rsi rsi, ref StateReader reader) => rsi.Load(ref reader),
        (period, seen) =>
        {
            var changes = seen.Zip(seen.Skip(1), (before, after) => after - before).ToArray();
            var gains = Wilder(period, [.. changes.Select(change => Math.Max(change, 0))]);
            var losses = Wilder(period, [.. changes.Select(change => Math.Max(-change, 0))]);
            return (changes.Length >= period, gains + losses > 0 ? 100 - 100 / (1 + gains / losses) : 50);
        });

    [Fact]
    public void Atr_smooths_the_true_range() => Check(
        period => new Atr(period), (atr, value) => atr.Update(value + 3, value - 2, value), atr => (atr.IsReady, atr.Value),
        (atr, writer) => atr.Save(writer), (Atr atr, ref StateReader reader) => atr.Load(ref reader),
        (period, seen) =>
        {
            var ranges = seen.Select((close, i) => i == 0
                ? 5
                : new[] { 5, Math.Abs(close + 3 - seen[i - 1]), Math.Abs(close - 2 - seen[i - 1]) }.Max());
            return (seen.Length >= period, Wilder(period, [.. ranges]));
        });

    [Fact]
    public void RollingVwap_weighs_prices_by_quantity() => Check(
        period => new RollingVwap(period), (vwap, value) => vwap.Update(value, QuantityOf(value)),
        vwap => (vwap.IsReady, vwap.Value),
        (vwap, writer) => vwap.Save(writer), (RollingVwap vwap, ref StateReader reader) => vwap.Load(ref reader),
        (period, seen) =>
        {
            var window = Window(period, seen);
            return (seen.Length >= period, window.Sum(value => value * QuantityOf(value)) / window.Sum(QuantityOf));
        });

    [Fact]
    public void EwmaVolatility_is_the_root_of_weighted_squares() => Check(
        period => new EwmaVolatility(1 - 1.0 / period), (volatility, value) => volatility.Update(value),
        volatility => (volatility.Count > 0, volatility.Value),
        (volatility, writer) => volatility.Save(writer),
        (EwmaVolatility volatility, ref StateReader reader) => volatility.Load(ref reader),
        (period, seen) =>
        {
            var lambda = 1 - 1.0 / period;
            var weights = seen.Select((_, i) => Math.Pow(lambda, seen.Length - 1 - i) * (i == 0 ? 1 : 1 - lambda));
            return (true, Math.Sqrt(seen.Zip(weights, (value, weight) => value * value * weight).Sum()));
        });

    [Fact]
    public void RollingMinMax_is_the_range_of_the_window() => Check(
        period => new RollingMinMax(period), (range, value) => range.Update(Math.Round(value)),
        range => (range.IsReady, range.Max * 3 + range.Min),
        (range, writer) => range.Save(writer), (RollingMinMax range, ref StateReader reader) => range.Load(ref reader),
        (period, seen) =>
        {
            var window = Window(period, [.. seen.Select(value => Math.Round(value))]);
            return (seen.Length >= period, window.Max() * 3 + window.Min());
        });

    [Fact]
    public void RateOfChange_looks_back_one_period() => Check(
        period => new RateOfChange(period), (rate, value) => rate.Update(Math.Round(value)), rate => (rate.IsReady, rate.Value),
        (rate, writer) => rate.Save(writer), (RateOfChange rate, ref StateReader reader) => rate.Load(ref reader),
        (period, seen) =>
        {
            if (seen.Length <= period) return (false, 0);
            var (before, now) = (Math.Round(seen[^(period + 1)]), Math.Round(seen[^1]));
            return (true, before == 0 ? 0 : now / before - 1);
        });

    [Fact]
    public void A_deviation_of_many_digits_keeps_its_precision_for_ever()
    {
        var deviation = new RollingStdDev(10);
        for (var i = 0; i < 1_000_003; i++) deviation.Update(1e9 + (i % 2 == 0 ? 0.25 : -0.25));
        Assert.Equal(0.25 * Math.Sqrt(10.0 / 9), deviation.Value, 1e-7);
    }

    [Fact]
    public void A_small_loss_after_a_great_one_is_still_a_loss()
    {
        var rsi = new Rsi(1);
        foreach (var value in new[] { 1, 0, -1e-20 }) rsi.Update(value);
        Assert.Equal(0, rsi.Value);
    }

    [Fact]
    public void Only_finite_numbers_are_taken()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sma(3).Update(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ema(3).Update(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RollingMinMax(3).Update(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sma(0));
    }

    [Fact]
    public void Updates_allocate_nothing()
    {
        var (sma, ema, deviation, rsi, atr) = (new Sma(50), new Ema(50), new RollingStdDev(50), new Rsi(14), new Atr(14));
        var (vwap, volatility, range, rate) = (new RollingVwap(50), new EwmaVolatility(0.94), new RollingMinMax(50), new RateOfChange(50));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            var value = 100 + i * 7919 % 101;
            sma.Update(value);
            ema.Update(value);
            deviation.Update(value);
            rsi.Update(value);
            atr.Update(value + 1, value - 1, value);
            vwap.Update(value, 3);
            volatility.Update(value);
            range.Update(value);
            rate.Update(value);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.0)]
    [InlineData(9, 0.0)]
    public void Imbalance_is_of_so_many_best_levels(int levels, double expected)
    {
        var context = new ScriptedContext();
        Assert.False(OrderBookImbalance.TryGet(context.Market(0), levels, out _));
        context.SetBook([new(Side.Buy, 100, 30), new(Side.Buy, 99, 10), new(Side.Sell, 101, 10), new(Side.Sell, 102, 30)]);
        Assert.True(OrderBookImbalance.TryGet(context.Market(0), levels, out var imbalance));
        Assert.Equal(expected, imbalance);
        context.SetBook([new(Side.Buy, 100, 30)]);
        Assert.False(OrderBookImbalance.TryGet(context.Market(0), levels, out _));
    }

    private delegate void Loading<in T>(T indicator, ref StateReader reader);

    private static void Check<T>(
        Func<int, T> create, Action<T, double> update, Func<T, (bool IsReady, double Value)> read,
        Action<T, StateWriter> save, Loading<T> load, Func<int, double[], (bool IsReady, double Value)> naive,
        Func<double[], double>? scale = null) => Walks.Sample(walk =>
    {
        var indicator = create(walk.Period);
        for (var i = 0; i < walk.Values.Length; i++)
        {
            update(indicator, walk.Values[i]);
            var (expected, actual) = (naive(walk.Period, walk.Values[..(i + 1)]), read(indicator));
            Assert.Equal(expected.IsReady, actual.IsReady);
            Assert.Equal(expected.Value, actual.Value, 1e-9 * Math.Max(1, (scale ?? Level)(walk.Values)));
            if (i != walk.Values.Length / 2) continue;
            indicator = Restored(indicator, create(walk.Period), save, load);
        }
    });

    private static T Restored<T>(T indicator, T other, Action<T, StateWriter> save, Loading<T> load)
    {
        var bytes = SavedBytes.Of(writer => save(indicator, writer));
        Assert.True(SavedBytes.Into((ref StateReader reader) => load(other, ref reader), bytes));
        Assert.Equal(bytes, SavedBytes.Of(writer => save(other, writer)));
        Assert.False(SavedBytes.Into((ref StateReader reader) => load(other, ref reader), bytes[..^1]));
        Assert.True(SavedBytes.Into((ref StateReader reader) => load(other, ref reader), bytes));
        return other;
    }

    private static double Level(double[] values) => values.Max(Math.Abs);

    private static double[] Walk(double start, double[] steps)
    {
        var value = start;
        return [.. steps.Select(step => value += step)];
    }

    private static double[] Window(int period, double[] seen) => seen[Math.Max(0, seen.Length - period)..];

    private static double QuantityOf(double value) => 1 + Math.Abs(Math.Round(value * 10) % 7);

    private static double Wilder(int period, IReadOnlyList<double> values)
    {
        if (values.Count == 0) return 0;
        var average = values.Take(period).Average();
        return values.Skip(period).Aggregate(average, (current, value) => (current * (period - 1) + value) / period);
    }
}
