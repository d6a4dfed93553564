using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using CsCheck;
using Trading.Model;
using Trading.Numerics;
using Xunit;

namespace Trading.Tests.Numerics;

public sealed class DelayTests
{
    private static readonly DelayDistribution TwoMs = Made(DelayDistribution.LogNormal(2_000_000, 300_000, 500_000, 50_000_000));

    private static readonly DelayDistribution Measured =
        Made(DelayDistribution.Empirical([new(900, 1), new(1_000, 6), new(5_000, 3)]));

    public static TheoryData<DelayError, Result<DelayDistribution, DelayError>> Refusals => new()
    {
        { DelayError.DelayOutOfRange, DelayDistribution.Fixed(0) },
        { DelayError.DelayOutOfRange, DelayDistribution.Fixed(DelayDistribution.DelayNsMax + 1) },
        { DelayError.DelayOutOfRange, DelayDistribution.LogNormal(10, 1, 0, 20) },
        { DelayError.DelayOutOfRange, DelayDistribution.LogNormal(10, 1, 1, DelayDistribution.DelayNsMax + 1) },
        { DelayError.SigmaOutOfRange, DelayDistribution.LogNormal(10, -1, 1, 20) },
        { DelayError.SigmaOutOfRange, DelayDistribution.LogNormal(10, DelayDistribution.SigmaPpmMax + 1, 1, 20) },
        { DelayError.BoundsOutOfOrder, DelayDistribution.LogNormal(10, 1, 11, 20) },
        { DelayError.BoundsOutOfOrder, DelayDistribution.LogNormal(10, 1, 1, 9) },
        { DelayError.BadBarCount, DelayDistribution.Empirical([]) },
        { DelayError.BadBarCount, DelayDistribution.Empirical(default) },
        { DelayError.BadBarCount, DelayDistribution.Empirical(Bars(DelayDistribution.BarsMax + 1)) },
        { DelayError.WeightOutOfRange, DelayDistribution.Empirical([new(1, 0)]) },
        { DelayError.WeightOutOfRange, DelayDistribution.Empirical([new(1, DelayDistribution.WeightSumMax), new(2, 1)]) },
        { DelayError.BarsOutOfOrder, DelayDistribution.Empirical([new(2, 1), new(2, 1)]) },
        { DelayError.DelayOutOfRange, DelayDistribution.Empirical([new(0, 1)]) },
    };

    public static TheoryData<Result<DelayDistribution, DelayError>> Limits =>
    [
        DelayDistribution.Fixed(1), DelayDistribution.Fixed(DelayDistribution.DelayNsMax),
        DelayDistribution.LogNormal(10, 0, 10, 10),
        DelayDistribution.LogNormal(1, DelayDistribution.SigmaPpmMax, 1, DelayDistribution.DelayNsMax),
        DelayDistribution.Empirical(Bars(DelayDistribution.BarsMax)),
        DelayDistribution.Empirical([new(1, DelayDistribution.WeightSumMax)]),
    ];

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void Parameters_out_of_range_are_refused_by_name(DelayError error, Result<DelayDistribution, DelayError> result)
    {
        Assert.False(result.TryGet(out _, out var actual));
        Assert.Equal(error, actual);
    }

    [Theory]
    [MemberData(nameof(Limits), DisableDiscoveryEnumeration = true)]
    public void Parameters_at_their_limits_are_taken(Result<DelayDistribution, DelayError> result) => Assert.True(result.IsOk);

    [Fact]
    public void Distributions_are_equal_by_their_numbers()
    {
        var same = Made(DelayDistribution.Empirical([new(900, 1), new(1_000, 6), new(5_000, 3)]));
        Assert.Equal(Measured, same);
        Assert.Equal(Measured.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(Measured, Made(DelayDistribution.Empirical([new(900, 1), new(1_000, 5), new(5_000, 3)])));
        Assert.NotEqual(TwoMs, Made(DelayDistribution.LogNormal(2_000_000, 300_001, 500_000, 50_000_000)));
    }

    [Fact]
    public void Log_normal_delays_of_seed_7() => Assert.Equal(
        "2660178 2243956 2274942 2309515 1888137 2956017 2088088 1333129",
        string.Join(" ", Draws(new DelaySampler(TwoMs, 7, "sim/entry"), 8)));

    [Fact]
    public void Log_normal_delays_of_seed_8() => Assert.Equal(
        "1522780 1207788 1479861 1675078 2337956 1694634 2933358 1792420",
        string.Join(" ", Draws(new DelaySampler(TwoMs, 8, "sim/entry"), 8)));

    [Fact]
    public void Log_normal_delays_of_another_way() => Assert.Equal(
        "1433414 2084962 1703847 2790758 2157573 2553852 2253631 1825235",
        string.Join(" ", Draws(new DelaySampler(TwoMs, 7, "sim/response"), 8)));

    [Fact]
    public void Measured_delays_of_seed_7() => Assert.Equal(
        "5000 1000 1000 1000 1000 5000 1000 900 5000 5000 900 5000",
        string.Join(" ", Draws(new DelaySampler(Measured, 7, "sim/entry"), 12)));

    [Fact]
    public void Fixed_delays_draw_nothing()
    {
        var sampler = new DelaySampler(Made(DelayDistribution.Fixed(123)), 7, "sim/entry");
        var before = Saved(sampler.Save);
        Assert.Equal([123, 123, 123], Draws(sampler, 3));
        Assert.Equal(before, Saved(sampler.Save));
        Assert.Equal(1, DelayDistribution.Shortest.MinNs);
    }

    [Fact]
    public void Half_of_the_log_normal_delays_are_below_the_median()
    {
        var sampler = new DelaySampler(TwoMs, 7, "sim/entry");
        var draws = Draws(sampler, 100_000).Order().ToArray();
        Assert.InRange(draws[50_000], 1_985_000, 2_015_000);
        // The 99th percentile is at e^(0.3 × 2.3263) medians.
        Assert.InRange(draws[99_000], 3_950_000, 4_090_000);
    }

    [Fact]
    public void Measured_delays_come_as_often_as_their_weights_say()
    {
        var draws = Draws(new DelaySampler(Measured, 7, "sim/entry"), 100_000);
        Assert.InRange(draws.Count(draw => draw == 900), 9_600, 10_400);
        Assert.InRange(draws.Count(draw => draw == 1_000), 59_400, 60_600);
        Assert.Equal(3, draws.Distinct().Count());
    }

    [Fact]
    public void No_delay_leaves_its_declared_bounds() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Int[0, DelayDistribution.SigmaPpmMax], Gen.Long[1, 1_000_000], Gen.Long[1, 1_000_000], Gen.ULong)
            .Sample((medianNs, sigmaPpm, below, above, seed) =>
            {
                var floorNs = Math.Max(1, medianNs - below);
                var sampler = new DelaySampler(Made(DelayDistribution.LogNormal(medianNs, sigmaPpm, floorNs, medianNs + above)), seed, "x");
                return Draws(sampler, 50).All(draw => draw >= sampler.MinNs && draw <= sampler.MaxNs && sampler.MinNs == floorNs);
            });

    [Fact]
    public void A_loaded_sampler_goes_on_as_the_saved_one() => Gen.Int[0, 50].Sample(count =>
    {
        foreach (var distribution in new[] { TwoMs, Measured })
        {
            var sampler = new DelaySampler(distribution, 7, "sim/entry");
            Draws(sampler, count);
            var loaded = new DelaySampler(distribution, 1, "other");
            var reader = new StateReader(Saved(sampler.Save));
            loaded.Load(ref reader);
            Assert.True(reader.IsComplete);
            Assert.Equal(Draws(sampler, 20), Draws(loaded, 20));
        }
    });

    [Fact]
    public void Messages_on_a_line_never_overtake_each_other() => Gen.Long[0, 3_000_000].Array[1, 60].Sample(pauses =>
    {
        var line = new DelayLine(new DelaySampler(TwoMs, 7, "sim/entry"));
        var (sentNs, last) = (1_000L, 0L);
        foreach (var pause in pauses)
        {
            sentNs += pause;
            var arrivalNs = line.ArrivalNs(sentNs);
            Assert.True(arrivalNs >= last && arrivalNs >= sentNs + line.MinNs);
            last = arrivalNs;
        }
    });

    [Fact]
    public void A_loaded_line_goes_on_as_the_saved_one()
    {
        var line = new DelayLine(new DelaySampler(TwoMs, 7, "sim/entry"));
        line.ArrivalNs(10_000_000);
        var loaded = new DelayLine(new DelaySampler(TwoMs, 9, "sim/entry"));
        var reader = new StateReader(Saved(line.Save));
        loaded.Load(ref reader);
        // Sent long before: only the last arrival keeps it back.
        Assert.Equal(line.ArrivalNs(0), loaded.ArrivalNs(0));
        Assert.Equal(Saved(line.Save), Saved(loaded.Save));
    }

    [Fact]
    public void Drawing_allocates_nothing()
    {
        var sampler = new DelaySampler(TwoMs, 7, "sim/entry");
        Draws(sampler, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) sampler.NextNs();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ImmutableArray<DelayWeight> Bars(int count) =>
        [.. Enumerable.Range(1, count).Select(delayNs => new DelayWeight(delayNs, 1))];

    private static List<long> Draws(DelaySampler sampler, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => sampler.NextNs())];

    private static DelayDistribution Made(Result<DelayDistribution, DelayError> result) =>
        result.TryGet(out var made, out var error) ? made : throw new ArgumentException($"{error}");

    private static byte[] Saved(Action<StateWriter> save)
    {
        var bytes = new ArrayBufferWriter<byte>();
        save(new StateWriter(bytes));
        return bytes.WrittenSpan.ToArray();
    }
}
